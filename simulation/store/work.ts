import type { CanonicalType } from '../../shared/canonical/field.js';
import { entityKey } from '../../shared/dataflows/dataflow.js';
import { Conflict } from '../../shared/errors.js';
import { isOpen, type Dossier, type Write } from '../../shared/sync/dossier.js';
import { placeAt, type SyncPolicy } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Bearer, DueRecord, LastReading, Store } from '../../subgraphs/hub/sync/store.js';
import type { StoredReading, Tables } from './tables.js';

/** Canonical records with something to do, those for now first, then by time. */
export function dueRecords(tables: Tables, policy: SyncPolicy, now: number, atMost: number): DueRecord[] {
  const found: DueRecord[] = [];
  for (const dossier of tables.dossiers.values()) {
    if (!dossier.due && !dossier.awaits && dossier.writes.length === 0) continue;
    const times = timesOf(dossier, policy, now);
    const at = Math.min(...times);
    if (times.length > 0) found.push({ canonicalId: dossier.canonical.id, at: at <= now ? null : at });
  }
  return found.sort((a, b) => (a.at ?? 0) - (b.at ?? 0)).slice(0, atMost);
}

/**
 * When a dossier wants to be looked at. What is under a lease is looked after by its sender; writes in places that are
 * switched off wait.
 */
function timesOf({ due, retired, awaits, writes }: Dossier, { places }: SyncPolicy, now: number): number[] {
  const ofWrites = writes.flatMap((write: Write): number[] => {
    const { status, notBefore, leaseUntil } = write;
    if (!places.has(slotOf(write))) return [];
    if (status === 'PLANNED' || status === 'IN_DOUBT') return [notBefore ?? 0];
    return status === 'SENDING' && (leaseUntil ?? 0) <= now ? [0] : [];
  });
  const ofAll = awaits && !retired ? [awaits.until, ...ofWrites] : ofWrites;
  return due && !retired ? [0, ...ofAll] : ofAll;
}

/** Canonical records for which a creation was sent, and has ended, under a record's reference or key; by external id. */
export function parentsOf({ writes }: Tables, place: string, records: readonly Bearer[]): Map<string, string> {
  const ended = [...writes.values()].filter(({ write }) => slotOf(write) === place && mayHaveMade(write));
  return new Map(
    records.flatMap(({ externalId, externalRef }) =>
      ended.flatMap(({ write, canonicalId }): [string, string][] => {
        const isByReference = externalRef !== null && write.externalRef === externalRef;
        return isByReference || write.externalId === externalId ? [[externalId, canonicalId]] : [];
      }),
    ),
  );
}

function mayHaveMade(write: Write): boolean {
  const isRefusal = write.status === 'REFUSED' && write.code !== 'AMBIGUOUS';
  return write.kind === 'CREATE' && write.firstSentAt !== null && !isOpen(write) && !isRefusal;
}

/** When a sender's lease runs out, for those that are under one. */
export function leaseTimes(tables: Tables): number[] {
  return [...tables.dossiers.values()].flatMap(({ writes }) =>
    writes.flatMap(({ status, leaseUntil }) => (status === 'SENDING' ? [leaseUntil ?? 0] : [])),
  );
}

export function walkOver(
  tables: Tables,
  type: CanonicalType,
  afterSeq: number,
  atMost: number,
): { id: string; seq: number }[] {
  const found: { id: string; seq: number }[] = [];
  for (const { canonical, seq, retired } of tables.dossiers.values()) {
    if (found.length === atMost) break;
    if (seq > afterSeq && !retired && canonical.type === type) found.push({ id: canonical.id, seq });
  }
  return found;
}

/** The next key of a place's range that no known record bears. @throws Conflict when the range is used up. */
export function nextKey(tables: Tables, policy: SyncPolicy, place: string): string {
  const { keys } = placeAt(policy, place).traits;
  if (keys === 'server') throw new RangeError(`the keys of ${place} are its system's to choose`);
  for (let key = tables.nextKeys.get(place) ?? keys.from; key <= keys.to; key += 1) {
    tables.nextKeys.set(place, key + 1);
    if (!tables.byName.has(`${place}/${key}`)) return String(key);
  }
  throw new Conflict(`The reserved keys ${keys.from} to ${keys.to} of ${place} are used up; widen the range.`);
}

export function lastReadingIn(tables: Tables, place: string): LastReading {
  const { cursor = null, startedAt = null, wholeAt = null, missing = null } = tables.readings.get(place) ?? {};
  return { cursor, startedAt, wholeAt, missing };
}

export function beginReadingIn(tables: Tables, place: string): void {
  const never: StoredReading = {
    cursor: null,
    startedAt: null,
    wholeAt: null,
    gathered: false,
    fault: null,
    missing: null,
  };
  tables.readings.set(place, tables.readings.get(place) ?? never);
}

export function endReadingIn(
  tables: Tables,
  place: string,
  { next, whole, at, fault }: Parameters<Store['endReading']>[1],
): void {
  const reading = tables.readings.get(place);
  if (!reading) return;
  const wholeAt = whole ? at : reading.wholeAt;
  const isLatest = next !== null && next.startedAt >= (reading.startedAt ?? -Infinity);
  tables.readings.set(place, { ...reading, ...(isLatest ? next : {}), wholeAt, fault });
}

/** The canonical types that were begun to be read, and of which some place was never read whole. */
export function unseenIn(tables: Tables, policy: SyncPolicy): Set<CanonicalType> {
  return typesLacking(tables, policy, (reading) => reading !== undefined && reading.wholeAt !== null);
}

/** Those of which some place's records were never compared with the others'. */
export function ungatheredIn(tables: Tables, policy: SyncPolicy): Set<CanonicalType> {
  return typesLacking(tables, policy, (reading) => reading?.gathered === true);
}

function typesLacking(
  { readings }: Tables,
  { places }: SyncPolicy,
  isDone: (reading: StoredReading | undefined) => boolean,
): Set<CanonicalType> {
  const begun = new Set([...readings.keys()].map((place) => places.get(place)?.mapping.canonicalType));
  const lacking = [...places.values()].filter(({ key }) => !isDone(readings.get(key)));
  return new Set(
    lacking.flatMap(({ mapping: { canonicalType } }) => (begun.has(canonicalType) ? [canonicalType] : [])),
  );
}

export function endGatheringIn({ readings }: Tables, { places }: SyncPolicy, type: CanonicalType): void {
  for (const [place, reading] of readings)
    if (places.get(place)?.mapping.canonicalType === type && reading.wholeAt !== null) reading.gathered = true;
}

export function failReadingIn(tables: Tables, place: string, fault: string): void {
  const reading = tables.readings.get(place);
  if (reading) tables.readings.set(place, { ...reading, fault });
}

export function noteMissingIn(tables: Tables, place: string, missing: string | null): void {
  const reading = tables.readings.get(place);
  if (reading) tables.readings.set(place, { ...reading, missing });
}

/** Marks every live canonical record as due. */
export function markAll(tables: Tables): void {
  for (const [id, dossier] of tables.dossiers)
    if (!dossier.due && !dossier.retired) tables.dossiers.set(id, { ...dossier, due: true });
}

/** Marks what has a record at one of a dataflow's ends. */
export function markDueAt(tables: Tables, { flows }: SyncPolicy, dataflowId: string): void {
  const ends = flows.flatMap(({ id, left, right }) => (id === dataflowId ? [entityKey(left), entityKey(right)] : []));
  for (const [id, dossier] of tables.dossiers)
    if (!dossier.retired && dossier.links.some((link) => ends.includes(slotOf(link))))
      tables.dossiers.set(id, { ...dossier, due: true });
}

/** When something is to be done next; 0: at once. */
export function nextTime(
  tables: Tables,
  policy: SyncPolicy,
  now: number,
  hintTimes: readonly (number | null)[],
): number | null {
  const due = dueRecords(tables, policy, now, Infinity).map(({ at }) => at ?? 0);
  const times = [...due, ...leaseTimes(tables), ...hintTimes.map((at) => at ?? 0)];
  return times.length === 0 ? null : Math.min(...times);
}
