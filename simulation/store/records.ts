import type { RawRecord } from '../../shared/connector.js';
import { isSameData } from '../../shared/same-data.js';
import { blank, type Dossier, type Sighting } from '../../shared/sync/dossier.js';
import type { MatchKey } from '../../shared/sync/match-keys.js';
import { togetherMs, type Removals } from '../../shared/sync/removals.js';
import type { Place } from '../../shared/sync/policy.js';
import { slotOf, type LinkState } from '../../shared/sync/state.js';
import type { KnownRecord } from '../../subgraphs/hub/sync/store.js';
import { see, type KeyIndex } from './keys.js';
import { observedIn } from './load.js';
import { noteSuccessors } from './successors.js';
import type { StoredRecord, Tables } from './tables.js';

export function knownAmong(tables: Tables, place: string, records: readonly RawRecord[]): Map<string, KnownRecord> {
  const known = new Map<string, KnownRecord>();
  for (const { id, fields } of records) {
    const record = tables.byName.get(`${place}/${id}`);
    if (record) known.set(id, toldOf(tables, record, fields));
  }
  return known;
}

function toldOf(tables: Tables, record: StoredRecord, fields: RawRecord['fields']): KnownRecord {
  const { id, holder, goneAt, firstSeenAt } = record;
  const link = holder && tables.dossiers.get(holder.canonicalId)?.links.find((one) => one.id === holder.linkId);
  return {
    ...{ recordId: id, canonicalId: holder?.canonicalId ?? null, firstSeenAt },
    same: record.hasShadow && isSameData(record.wire, fields),
    gone: goneAt !== null,
    erased: false,
    missed: typeof link?.missedAt === 'number',
  };
}

export interface Admission {
  readonly tables: Tables;
  readonly keys: KeyIndex;
  readonly now: number;
  readonly newId: () => string;
}

/** Gives each record that has no live link a canonical record of its own; new ones are numbered in the order of their ids. */
export function admitAll(admission: Admission, place: Place, sightings: readonly Sighting[]): string[] {
  const latest = new Map(sightings.map((sighting) => [sighting.externalId, sighting]));
  for (const externalId of [...latest.keys()].sort()) admission.tables.recordAt(place.key, externalId, admission.now);
  const ids = [...latest.values()].flatMap((sighting) => admitOne(admission, place, sighting));
  noteSuccessors(admission.tables);
  return ids;
}

function admitOne({ tables, keys, now, newId }: Admission, { key, mapping }: Place, sighting: Sighting): string[] {
  const record = tables.recordAt(key, sighting.externalId, now);
  if (record.holder) return [];
  const { observedAt: before } = record;
  see(record, mapping, sighting.wire, Math.max(before, sighting.at));
  const [id, linkId] = [newId(), newId()];
  record.holder = { canonicalId: id, linkId, state: 'ACTIVE', metAt: null };
  keys.renew(record, mapping, false);
  const link: LinkState = {
    ...{ id: linkId, recordId: record.id, state: 'ACTIVE', system: mapping.system, entityType: mapping.entityType },
    ...{ mapping, externalId: record.externalId, origin: 'FIRST', rule: null, rank: 0 },
    ...{ observed: observedIn(tables, record, mapping, 'FIRST'), version: sighting.version },
    ...{
      previouslyObservedAt: before,
      observedAt: record.observedAt,
      bases: {},
      missedAt: null,
      effort: {},
      inDoubt: false,
    },
  };
  tables.dossiers.set(id, dossierOf(link, id, tables.nextSeq()));
  return [id];
}

function dossierOf(link: LinkState, id: string, seq: number): Dossier {
  const { canonicalType: type, kind = null } = link.mapping;
  return { ...blank(id, type, kind), seq, due: true, links: [link] };
}

/** Records that are not gone and were first seen before a time, in order, after a record id. */
export function presentIn(
  tables: Tables,
  place: string,
  seenBefore: number,
  afterRecordId: string | null,
  atMost: number,
): { recordId: string; externalId: string }[] {
  const after = Number(afterRecordId ?? 0);
  const found: { recordId: string; externalId: string }[] = [];
  for (const { id, number, externalId, goneAt, firstSeenAt } of tables.byPlace.get(place) ?? []) {
    if (found.length === atMost) break;
    if (number > after && goneAt === null && firstSeenAt < seenBefore) found.push({ recordId: id, externalId });
  }
  return found;
}

/** What became of a place's records lately. */
export function removalsIn({ byPlace, dossiers }: Tables, place: string | undefined, now: number): Removals {
  const records = byPlace.get(place ?? '') ?? [];
  const isMissed = ({ holder }: StoredRecord): boolean => {
    const link = holder && dossiers.get(holder.canonicalId)?.links.find(({ id }) => id === holder.linkId);
    return typeof link?.missedAt === 'number';
  };
  return {
    known: records.filter(({ goneAt }) => goneAt === null).length,
    ended: records.filter(({ goneAt }) => goneAt !== null && goneAt > now - togetherMs).length,
    missed: records.filter(isMissed).length,
  };
}

/** Records that bear another identifying number than one they are linked with, by external id. */
export function contradictedAmong(
  tables: Tables,
  place: string,
  externalIds: readonly string[],
  fields: readonly string[],
): Map<string, string> {
  const names = new Set(fields.map((field) => `=${field}`));
  const numbers = (recordId: string): readonly MatchKey[] =>
    tables.records.get(recordId)?.keys.filter(({ side, name }) => side === 'IDENTITY' && names.has(name)) ?? [];
  return new Map(
    externalIds.flatMap((externalId): [string, string][] => {
      const record = tables.byName.get(`${place}/${externalId}`);
      const dossier = record?.holder && tables.dossiers.get(record.holder.canonicalId);
      const isActive = dossier?.links.some(({ id, state }) => id === record?.holder?.linkId && state === 'ACTIVE');
      if (!record || !dossier || !isActive || isSettled(tables, dossier.canonical.id, place)) return [];
      const theirs = dossier.links
        .filter(({ id, state }) => id !== record.holder?.linkId && state === 'ACTIVE')
        .filter((link) => !isSettled(tables, dossier.canonical.id, slotOf(link)))
        .flatMap(({ recordId }) => numbers(recordId));
      const differs = numbers(record.id).some((mine) =>
        theirs.some(({ name, text }) => name === mine.name && text !== mine.text),
      );
      return differs ? [[externalId, dossier.canonical.id]] : [];
    }),
  );
}

function isSettled({ reviews }: Tables, canonicalId: string, place: string): boolean {
  return reviews.some(
    (review) =>
      review.kind === 'CONTRADICTION' && review.canonicalId === canonicalId && review.place === place && !review.open,
  );
}
