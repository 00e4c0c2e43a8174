import type { Observed, Value } from '../../../../shared/canonical/field.js';
import { referencesOf } from '../../../../shared/canonical/types.js';
import { readFields } from '../../../../shared/mapping/mapping.js';
import { isUnanswered, type Dossier, type Write } from '../../../../shared/sync/dossier.js';
import type { Place } from '../../../../shared/sync/policy.js';
import { slotOf, type Base, type LinkState } from '../../../../shared/sync/state.js';
import { keyOf, type ExternalRef } from '../../sync/store.js';
import type { StoreContext } from './context.js';
import { dossierRows, type DossierRow, type LinkRow } from './load-rows.js';
import { placesOf, survivors } from './references.js';
import type { Db } from './sql.js';
import { suspicionsOn, type Suspicion } from './successors.js';

interface ReadLink {
  readonly row: LinkRow;
  readonly place: Place;
  readonly observed: Record<string, Observed>;
}

interface ReadDossier {
  readonly row: DossierRow;
  readonly links: readonly ReadLink[];
}

/** References as they are to be understood: records as canonical ids, merged ones as their survivors. */
interface Translation {
  readonly places: ReadonlyMap<string, string>;
  readonly survivors: ReadonlyMap<string, string>;
}

/** Dossiers of live canonical records, in the order of the ids. Links in places that are switched off are left out. */
export async function loadDossiers(context: StoreContext, db: Db, ids: readonly string[]): Promise<Dossier[]> {
  const found = new Map((await dossierRows(db, ids)).map((row) => [row.id, row]));
  const read = [...new Set(ids)].flatMap((id): ReadDossier[] => {
    const row = found.get(id);
    return row ? [{ row, links: (row.links ?? []).flatMap((link) => readLink(context, link)) }] : [];
  });
  const isSuspicious = read.some(({ row }) => row.suspicious);
  const suspicions = isSuspicious ? await suspicionsOn(db, [...found.keys()]) : [];
  const translation: Translation = {
    places: await placesOf(db, read.flatMap(namedByRecords)),
    survivors: await survivors(db, read.flatMap(namedByValues)),
  };
  return read.map((one) => assembled(one, translation, suspicions));
}

function readLink({ policy }: StoreContext, row: LinkRow): ReadLink[] {
  const place = policy.places.get(slotOf(row));
  if (!place) return [];
  return [{ row, place, observed: readFields(place.mapping, row.wire, row.origin === 'CREATED') }];
}

/** A write of no trace has none, one that was always answered no doubt. */
function readWrite({ trace, doubtedAt, toldAt, ...write }: Write): Write {
  const doubt = doubtedAt == null ? {} : { doubtedAt, ...(toldAt == null ? {} : { toldAt }) };
  return { ...write, ...doubt, ...(trace ? { trace } : {}) };
}

function assembled({ row, links }: ReadDossier, translation: Translation, suspicions: readonly Suspicion[]): Dossier {
  const { id, type, kind, version, provenance, frozen } = row;
  const follow = (value: Value | null): Value | null =>
    value === null ? null : (translation.survivors.get(String(value)) ?? value);
  const fields = { ...row.fields };
  for (const field of referencesOf(type)) {
    const value = fields[field];
    if (value !== undefined) fields[field] = follow(value);
  }
  const dossier: Dossier = {
    canonical: { id, type, kind, version, fields, provenance, frozen },
    seq: Number(row.seq),
    due: row.due,
    retired: row.retired,
    ...(row.awaits ? { awaits: row.awaits } : {}),
    links: links.map((link, rank) => linkState(link, rank, translation, follow)),
    reservations: row.reservations ?? [],
    former: row.former ?? [],
    tombstones: row.tombstones ?? [],
    withheld: row.withheld ?? [],
    certain: row.certain ?? [],
    successors: suspicions.flatMap(({ canonicalId, place, successorId }) =>
      canonicalId === id ? [{ place, canonicalId: successorId }] : [],
    ),
    claimed: suspicions.some(({ successorId }) => successorId === id),
    reviewed: row.reviewed ?? [],
    writes: (row.writes ?? []).map(readWrite),
  };
  if (dossier.writes.length === 0) return dossier;
  return { ...dossier, links: dossier.links.map((link) => ({ ...link, inDoubt: isUnanswered(dossier, link.id) })) };
}

function linkState(
  { row, place, observed }: ReadLink,
  rank: number,
  { places }: Translation,
  follow: (value: Value | null) => Value | null,
): LinkState {
  const { wire: _, ...stored } = row;
  const [translated, bases] = [{ ...observed }, { ...row.bases }];
  for (const field of referencesOf(place.mapping.canonicalType)) {
    const reference = referenceIn(place, field, observed[field]);
    if (reference) translated[field] = places.get(keyOf(reference));
    const base = bases[field];
    if (base) bases[field] = { ...base, ...followed(base, follow) };
  }
  return { ...stored, mapping: place.mapping, rank, observed: translated, bases, inDoubt: false };
}

function followed({ c, m }: Base, follow: (value: Value | null) => Value | null): Base {
  return { ...(c === undefined ? {} : { c: follow(c) }), m: follow(m) };
}

/** What a value of a record refers to, in its own system's terms. */
export function referenceIn({ mapping }: Place, field: string, value: Observed): ExternalRef | null {
  const entityType = mapping.fields[field]?.reference;
  if (entityType === undefined || value === undefined || value === null) return null;
  return { system: mapping.system, entityType, externalId: String(value) };
}

function namedByRecords({ links }: ReadDossier): ExternalRef[] {
  return links.flatMap(({ place, observed }) =>
    referencesOf(place.mapping.canonicalType).flatMap((field) => referenceIn(place, field, observed[field]) ?? []),
  );
}

function namedByValues({ row, links }: ReadDossier): string[] {
  const values = referencesOf(row.type).flatMap((field) => [
    row.fields[field],
    ...links.flatMap(({ row: { bases } }) => [bases[field]?.c, bases[field]?.m]),
  ]);
  return values.filter((value): value is string => typeof value === 'string');
}
