import { isSameData } from '../../../../shared/same-data.js';
import { overBetween } from '../../../../shared/sync/over.js';
import type { Dossier, Journal, Reservation, Write } from '../../../../shared/sync/dossier.js';
import { nothingToNote } from '../../../../shared/sync/dossier.js';
import type { MatchReview } from '../../../../shared/sync/match.js';
import type { Matter } from '../../../../shared/sync/person.js';
import { answeredSuspicions } from '../../../../shared/sync/successors.js';
import { slotOf, type LinkState } from '../../../../shared/sync/state.js';
import type { Decision, RecordPair } from '../../sync/store.js';
import { toldBy, type Told } from './change-feed.js';

/** What a decision changed, row by row. */
export interface Changes {
  readonly created: Dossier[];
  /** Every canonical record of which anything changed. */
  readonly touched: string[];
  readonly canonicals: Dossier[];
  /** By loser: who it became one with, at the end of the chain. */
  readonly merged: [loser: string, survivor: string][];
  /** Links and reservations that are no more; `gone`: their record was removed. */
  readonly ended: { readonly id: string; readonly gone: boolean }[];
  readonly links: ChangedLink[];
  readonly reservations: (Reservation & { readonly canonicalId: string; readonly rank: number })[];
  readonly writes: (Write & { readonly canonicalId: string })[];
  /** Places that must not be filled, new ones and those of which something else is known by now. */
  readonly buried: Buried[];
  readonly unburied: { readonly canonicalId: string; readonly place: string }[];
  readonly told: Told[];
  readonly journals: { readonly journal: Journal; readonly dossiers: readonly Dossier[] }[];
  readonly reviews: MatchReview[];
  readonly answered: (Matter & Said)[];
  /** Pairs of records that a person keeps apart from here on. */
  readonly excluded: SaidPair[];
  /** Pairs of records that may be one after all. */
  readonly lifted: SaidPair[];
}

/** By whom something was answered; null: by nobody, or nobody known. */
interface Said {
  readonly by: string | null;
}

export interface SaidPair extends Said {
  readonly pair: RecordPair;
}

export interface Buried {
  readonly canonicalId: string;
  readonly place: string;
  readonly withheld: boolean;
  readonly certain: boolean;
}

export interface ChangedLink {
  readonly link: LinkState;
  readonly canonicalId: string;
  /** Whether it came into its canonical record with this change. */
  readonly joined: boolean;
  /** Whether it is stored already. */
  readonly isStored: boolean;
  /** Whether its record was missed until now. */
  readonly wasMissed: boolean;
}

export function noChanges(): Changes {
  return {
    ...{ created: [], touched: [], canonicals: [], merged: [], ended: [], links: [], reservations: [], writes: [] },
    ...{ buried: [], unburied: [], told: [], journals: [], reviews: [], answered: [], excluded: [], lifted: [] },
  };
}

interface Standing {
  readonly dossiers: ReadonlyMap<string, Dossier>;
  readonly links: ReadonlyMap<string, { readonly link: LinkState; readonly canonicalId: string }>;
  readonly reservations: ReadonlyMap<string, string>;
  readonly writes: ReadonlyMap<string, { readonly write: Write; readonly canonicalId: string }>;
}

/** Adds what a decision made of the dossiers it was given. @param trace that it was made in; null: none. */
export function addChanges(
  changes: Changes,
  before: readonly Dossier[],
  decision: Decision<unknown>,
  trace: string | null = null,
): void {
  const standing = standingIn(before);
  const after = decision.dossiers.filter((dossier) => standing.dossiers.get(dossier.canonical.id) !== dossier);
  const merged = [...(decision.merged ?? [])].map(([loser]): [string, string] => [loser, lastOf(decision, loser)]);
  changes.merged.push(...merged);
  changes.touched.push(...after.map(({ canonical }) => canonical.id), ...merged.map(([loser]) => loser));
  changes.told.push(...toldBy(standing.dossiers, decision, merged));
  for (const dossier of after) {
    addCanonical(changes, standing.dossiers.get(dossier.canonical.id), dossier);
    addLinks(changes, standing, dossier);
    addWrites(changes, standing, dossier, trace);
    const known = standing.dossiers.get(dossier.canonical.id);
    addTombstones(changes, known, dossier);
    if (known) changes.answered.push(...overBetween(known, dossier).map(byNobody));
  }
  const replaced = after.flatMap(({ canonical }) => standing.dossiers.get(canonical.id) ?? []);
  const gone = merged.flatMap(([loser]) => standing.dossiers.get(loser) ?? []);
  for (const dossier of gone) changes.answered.push(...answeredSuspicions(dossier, null).map(byNobody));
  addEnded(changes, [...replaced, ...gone], after);
  changes.reviews.push(...(decision.reviews ?? []));
  const { answered = [], by = null, journal = nothingToNote, exclusions = { add: [], lift: [] } } = decision;
  changes.answered.push(...answered.map((matter) => ({ ...matter, by })));
  changes.excluded.push(...exclusions.add.map((pair) => ({ pair, by })));
  changes.lifted.push(...exclusions.lift.map((pair) => ({ pair, by })));
  changes.journals.push({ journal, dossiers: decision.dossiers });
}

function byNobody(matter: Matter): Matter & Said {
  return { ...matter, by: null };
}

function standingIn(dossiers: readonly Dossier[]): Standing {
  const owned = dossiers.map((dossier) => ({ dossier, canonicalId: dossier.canonical.id }));
  return {
    dossiers: new Map(owned.map(({ dossier, canonicalId }) => [canonicalId, dossier])),
    links: new Map(
      owned.flatMap(({ dossier, canonicalId }) => dossier.links.map((link) => [link.id, { link, canonicalId }])),
    ),
    reservations: new Map(
      owned.flatMap(({ dossier, canonicalId }) => dossier.reservations.map(({ linkId }) => [linkId, canonicalId])),
    ),
    writes: new Map(
      owned.flatMap(({ dossier, canonicalId }) => dossier.writes.map((write) => [write.id, { write, canonicalId }])),
    ),
  };
}

function lastOf({ merged }: Decision<unknown>, loser: string): string {
  let last = loser;
  for (let next = merged?.get(last); next !== undefined; next = merged?.get(last)) last = next;
  return last;
}

function addCanonical(changes: Changes, before: Dossier | undefined, after: Dossier): void {
  if (!before) changes.created.push(after);
  else if (
    before.due !== after.due ||
    before.retired !== after.retired ||
    !isSameData(before.awaits ?? null, after.awaits ?? null) ||
    !isSameData(before.canonical, after.canonical)
  )
    changes.canonicals.push(after);
}

function addLinks(changes: Changes, standing: Standing, after: Dossier): void {
  const canonicalId = after.canonical.id;
  const before = standing.dossiers.get(canonicalId)?.links ?? [];
  const isReordered = before.map(({ id }) => id).join() !== after.links.map(({ id }) => id).join();
  after.links.forEach((link, rank) => {
    const known = standing.links.get(link.id);
    const joined = known?.canonicalId !== canonicalId;
    if (isReordered || joined || !isKept(known.link, link))
      changes.links.push({
        ...{ link: { ...link, rank }, canonicalId, joined, isStored: known !== undefined },
        wasMissed: known !== undefined && known.link.missedAt !== null,
      });
  });
  after.reservations.forEach((reservation, rank) => {
    if (standing.reservations.get(reservation.linkId) !== canonicalId)
      changes.reservations.push({ ...reservation, canonicalId, rank });
  });
}

/** Whether a link has nothing to be stored; what was observed comes with `wire`. */
function isKept(before: LinkState, after: LinkState): boolean {
  if (before === after) return true;
  if (after.wire || after.recordId === '') return false;
  const [a, b] = [before, after].map(({ state, origin, rule, bases, missedAt, effort }) => ({
    ...{ state, origin, rule, bases, missedAt, effort },
  }));
  return isSameData(a, b);
}

function addWrites(changes: Changes, standing: Standing, after: Dossier, trace: string | null): void {
  const canonicalId = after.canonical.id;
  for (const write of after.writes) {
    const known = standing.writes.get(write.id);
    if (known?.canonicalId !== canonicalId || !isSameData(known.write, write))
      changes.writes.push({ ...write, canonicalId, trace: write.trace ?? trace });
  }
}

function addTombstones(changes: Changes, before: Dossier | undefined, after: Dossier): void {
  const canonicalId = after.canonical.id;
  const known = new Map(before ? buriedIn(before).map((one) => [one.place, one]) : []);
  const now = buriedIn(after);
  const has = new Set(now.map(({ place }) => place));
  changes.buried.push(...now.filter((one) => !isSameData(known.get(one.place), one)));
  changes.unburied.push(
    ...[...known.keys()].filter((place) => !has.has(place)).map((place) => ({ canonicalId, place })),
  );
}

function buriedIn({ canonical, tombstones, withheld, certain }: Dossier): Buried[] {
  return [...new Set(tombstones)].map((place) => ({
    ...{ canonicalId: canonical.id, place },
    ...{ withheld: withheld.includes(place), certain: certain.includes(place) },
  }));
}

/** Links and reservations that stand in no dossier any more. A record that another link holds now is not gone. */
function addEnded(changes: Changes, before: readonly Dossier[], after: readonly Dossier[]): void {
  const kept = new Set(after.flatMap(({ links }) => links.map(({ id }) => id)));
  const held = new Set(after.flatMap(({ links }) => links.map(recordKey)));
  const reserved = new Set(after.flatMap(({ reservations }) => reservations.map(({ linkId }) => linkId)));
  const next = new Map(after.map((dossier) => [dossier.canonical.id, dossier]));
  for (const dossier of before) {
    const buried = new Set(next.get(dossier.canonical.id)?.tombstones);
    for (const link of dossier.links)
      if (!kept.has(link.id))
        changes.ended.push({ id: link.id, gone: buried.has(slotOf(link)) && !held.has(recordKey(link)) });
    for (const { linkId } of dossier.reservations)
      if (!kept.has(linkId) && !reserved.has(linkId)) changes.ended.push({ id: linkId, gone: false });
  }
}

/** `system.EntityType/id` of a link's record. */
export function recordKey(link: LinkState): string {
  return `${slotOf(link)}/${link.externalId}`;
}
