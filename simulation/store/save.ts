import { overBetween } from '../../shared/sync/over.js';
import {
  isOpen,
  isUnanswered,
  nothingToNote,
  type Dossier,
  type Review,
  type Journal,
  type Write,
} from '../../shared/sync/dossier.js';
import type { MatchReview } from '../../shared/sync/match.js';
import type { Matter } from '../../shared/sync/person.js';
import { answeredSuspicions } from '../../shared/sync/successors.js';
import { slotOf, type LinkState } from '../../shared/sync/state.js';
import type { Decision, Exclusions, RecordPair } from '../../subgraphs/hub/sync/store.js';
import { guard } from './guard.js';
import { see, type KeyIndex } from './keys.js';
import { fresh, observedIn } from './load.js';
import { noteSuccessors } from './successors.js';
import { push, type StoredRecord, type StoredWrite, type Tables } from './tables.js';

export interface Saving {
  readonly tables: Tables;
  readonly keys: KeyIndex;
  readonly now: number;
  /** Whether what no history may bring about is stored all the same. */
  readonly lenient: boolean;
}

/** Stores what a decision made of the dossiers that it was given, or, where it throws, nothing. */
export function save(saving: Saving, given: readonly Dossier[], decision: Decision<unknown>): void {
  const { tables, lenient, now } = saving;
  const { merged = new Map<string, string>(), reviews = [], journal = nothingToNote } = decision;
  const before = new Map(given.map((dossier) => [dossier.canonical.id, dossier]));
  const changed = decision.dossiers
    .filter((dossier) => before.get(dossier.canonical.id) !== dossier)
    .map((dossier) => (isNew(tables, dossier) ? { ...dossier, seq: tables.nextSeq() } : dossier));
  for (const { canonical } of changed.filter((dossier) => !isNew(tables, dossier)))
    if (!before.has(canonical.id)) throw new RangeError(`${canonical.id} was not given to the decision`);
  for (const id of merged.keys()) if (!before.has(id)) throw new RangeError(`${id} was not given to the decision`);
  const touched = new Set([...changed.map(({ canonical }) => canonical.id), ...merged.keys()]);
  for (const link of changed.flatMap(({ links }) => links)) if (!link.wire) recordOf(tables, link, now);
  if (!lenient) guard(tables, changed, touched, journal);
  for (const [loser, survivor] of merged) {
    tables.merged.set(loser, survivor);
    tables.dossiers.delete(loser);
  }
  const after = new Map(changed.map((dossier) => [dossier.canonical.id, dossier]));
  endLinks(
    saving,
    [...touched].flatMap((id) => before.get(id) ?? []),
    after,
  );
  for (const dossier of inOrderOfAge(changed)) place(saving, dossier);
  for (const dossier of changed) settleIn(saving, dossier);
  noteSuccessors(tables);
  wake(tables, touched);
  const over = changed.flatMap((dossier) => {
    const known = before.get(dossier.canonical.id);
    return known ? overBetween(known, dossier) : [];
  });
  const losers = [...merged.keys()].flatMap((id) => before.get(id) ?? []);
  over.push(...losers.flatMap((dossier) => answeredSuspicions(dossier, null)));
  close(tables, [...over, ...(decision.answered ?? [])]);
  note(saving, journal);
  putBefore(saving, reviews);
  if (decision.exclusions) tell(tables, decision.exclusions);
}

function isNew({ dossiers, merged }: Tables, { canonical: { id } }: Dossier): boolean {
  return !dossiers.has(id) && !merged.has(id);
}

function inOrderOfAge(dossiers: readonly Dossier[]): Dossier[] {
  return [...dossiers].sort((a, b) => a.seq - b.seq);
}

/**
 * Links that stand in no dossier any more have ended. Where their place is barred by now, the record is gone, unless
 * another link holds it.
 */
function endLinks({ tables, now }: Saving, before: readonly Dossier[], after: ReadonlyMap<string, Dossier>): void {
  const kept = [...after.values()].flatMap(({ links }) => links);
  const standing = new Set(kept.map(({ id }) => id));
  const held = new Set(kept.map(({ recordId }) => recordId));
  for (const { canonical, links } of before) {
    const heir = after.get(tables.survivorOf(canonical.id) ?? canonical.id);
    for (const link of links) {
      const record = tables.records.get(link.recordId);
      if (standing.has(link.id) || record?.holder?.linkId !== link.id) continue;
      record.holder = null;
      if (heir?.tombstones.includes(slotOf(link)) && !held.has(link.recordId)) {
        record.goneAt = now;
        record.lostBy = heir.canonical.id;
        tables.lost.add(record);
      }
    }
  }
}

/** Gives a dossier's records to their links, and takes in what was seen of them. */
function place({ tables, now }: Saving, { canonical, links }: Dossier): void {
  for (const link of links) {
    const record = recordOf(tables, link, now);
    const isKept = record.holder?.linkId === link.id && record.holder.canonicalId === canonical.id;
    const metAt = (isKept ? record.holder?.metAt : null) ?? (links.length > 1 ? now : null);
    record.holder = { canonicalId: canonical.id, linkId: link.id, state: link.state, metAt };
    if (link.wire) see(record, link.mapping, link.wire, link.observedAt);
    if (link.missedAt !== null) tables.lost.add(record);
  }
}

function recordOf(tables: Tables, link: LinkState, now: number): StoredRecord {
  if (link.recordId === '' && link.wire) return tables.recordAt(slotOf(link), link.externalId, now);
  const known = tables.records.get(link.recordId) ?? tables.byName.get(`${slotOf(link)}/${link.externalId}`);
  if (!known) throw new RangeError(`link ${link.id} has no record`);
  return known;
}

/** Stores a dossier whose records are in place: what they say depends on where others stand. */
function settleIn(saving: Saving, dossier: Dossier): void {
  const { tables, keys, now } = saving;
  const links = dossier.links.map((link, rank): LinkState => {
    const record = recordOf(tables, link, now);
    const { wire, ...kept } = link;
    if (wire) keys.renew(record, link.mapping, link.origin === 'CREATED');
    const observed = wire ? observedIn(tables, record, link.mapping, link.origin) : link.observed;
    return { ...kept, recordId: record.id, rank, observed, inDoubt: isUnanswered(dossier, link.id) };
  });
  for (const write of dossier.writes) storeWrite(saving, dossier.canonical.id, write);
  const writes = keptWrites(tables, dossier);
  if (dossier.awaits) tables.awaiting.add(dossier.canonical.id);
  else tables.awaiting.delete(dossier.canonical.id);
  tables.dossiers.set(dossier.canonical.id, fresh(tables, { ...dossier, links, writes }));
}

/** Whoever waits for one that has changed is due. */
function wake({ awaiting, dossiers }: Tables, touched: ReadonlySet<string>): void {
  for (const id of awaiting) {
    const dossier = dossiers.get(id);
    if (dossier && !dossier.awaits?.from.some((one) => touched.has(one))) continue;
    awaiting.delete(id);
    if (dossier) dossiers.set(id, { ...dossier, due: true, awaits: null });
  }
}

function storeWrite({ tables, now }: Saving, canonicalId: string, write: Write): void {
  const { status, attempts } = write;
  const known = tables.writes.get(write.id);
  const stored: StoredWrite = known ?? { write, canonicalId, seq: tables.nextSeq(), transitions: [] };
  const last = stored.transitions.at(-1);
  if (last?.status !== status || last.attempts !== attempts) stored.transitions.push({ at: now, status, attempts });
  stored.write = write;
  stored.canonicalId = canonicalId;
  tables.writes.set(write.id, stored);
  if (write.kind === 'CREATE' && isOpen(write)) tables.openCreations.set(write.id, stored);
  else tables.openCreations.delete(write.id);
}

/** What is open, and the last refused write of each link and the last refused creation of each place. */
function keptWrites(tables: Tables, { writes }: Dossier): Write[] {
  const seqOf = ({ id }: Write): number => tables.writes.get(id)?.seq ?? 0;
  const ordered = [...writes].sort((a, b) => seqOf(a) - seqOf(b));
  const subject = (write: Write): string => (write.kind === 'CREATE' ? slotOf(write) : write.linkId);
  const lastRefused = new Map(
    ordered.flatMap((write): [string, Write][] => (write.status === 'REFUSED' ? [[subject(write), write]] : [])),
  );
  return ordered.filter((write) => isOpen(write) || lastRefused.get(subject(write)) === write);
}

function note({ tables, now }: Saving, { edits, conflicts, reviews }: Journal): void {
  for (const edit of edits) {
    tables.edits.push({ ...edit, at: now });
    tables.editKeys.add(`${edit.canonicalId}/${edit.version}/${edit.field}`);
  }
  for (const conflict of conflicts) tables.conflicts.push({ ...conflict, at: now });
  for (const review of reviews) {
    const { kind, canonicalId, place: where, field, open } = review;
    const stands = tables.reviews.some(
      (one) =>
        one.open && one.kind === kind && one.canonicalId === canonicalId && one.place === where && one.field === field,
    );
    if (!open || !stands) tables.reviews.push({ ...review, at: now });
  }
}

/** Puts pairs of records before a person; those that were put before stay as they are. */
function putBefore({ tables, now }: Saving, reviews: readonly MatchReview[]): void {
  for (const { pair, reason } of reviews) {
    const key = `${pair.left.recordId}/${pair.right.recordId}`;
    const [left, right] = [tables.records.get(pair.left.recordId), tables.records.get(pair.right.recordId)];
    if (tables.candidates.has(key) || !left || !right) continue;
    const candidate = { dataflowId: pair.dataflowId, rule: pair.rule, left, right, reason, at: now };
    tables.candidates.set(key, candidate);
    push(tables.candidatesOf, left.id, candidate);
    push(tables.candidatesOf, right.id, candidate);
  }
}

/** What a person says of pairs of records; the last word counts. */
function tell(tables: Tables, { add, lift }: Exclusions): void {
  const { exclusions } = tables;
  const pairs = new Map([...exclusions, ...add].map((pair) => [[...pair].sort().join('/'), pair]));
  for (const pair of lift) pairs.delete([...pair].sort().join('/'));
  for (const pair of [...add, ...lift]) dropCandidates(tables, pair);
  exclusions.splice(0, exclusions.length, ...pairs.values());
}

function dropCandidates({ candidates, candidatesOf }: Tables, [one, other]: RecordPair): void {
  for (const candidate of [candidates.get(`${one}/${other}`), candidates.get(`${other}/${one}`)])
    for (const { id } of candidate ? [candidate.left, candidate.right] : [])
      candidatesOf.set(id, candidatesOf.get(id)?.filter((each) => each !== candidate) ?? []);
}

function close({ reviews }: Tables, answered: readonly Matter[]): void {
  const isAnswered = (one: Review): boolean =>
    answered.some(
      ({ kind, canonicalId, place, field }) =>
        one.kind === kind && one.canonicalId === canonicalId && one.place === place && one.field === field,
    );
  reviews.splice(0, reviews.length, ...reviews.map((one) => (isAnswered(one) ? { ...one, open: false } : one)));
}
