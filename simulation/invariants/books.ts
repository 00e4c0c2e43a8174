import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { FieldType, Observed, Value } from '../../shared/canonical/field.js';
import { imageOf, type FieldMapping } from '../../shared/mapping/mapping.js';
import { placeAt, type SyncPolicy } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import { show } from './agreement.js';
import { Families } from './families.js';
import { isReferenceKept, targetOf } from './references.js';
import { withoutRemoval } from './removals.js';
import type { Evidence, HumanAct, LandedWrite, Violation } from './evidence.js';

/** What people lost without a trace, and how often it was in the one way that no engine can prevent. */
export interface Losses {
  readonly violations: readonly Violation[];
  /** Edits overwritten between the engine's read and its write, in a system that cannot refuse a write by version. */
  readonly inTheGap: number;
}

/**
 * I-2: every value a person gave and nobody replaced in the same record is in the books, as one that won or lost, or as one
 * that nobody could judge. Left out are values of records that were removed, and what equals the value before it.
 */
export function kept(evidence: Evidence): Losses {
  const booked = bookedValues(evidence);
  const lost = lastWords(evidence).filter((act) => !isAccounted(evidence, booked, act));
  const gaps = lost.filter((act) => evidence.landed.some((write) => isGap(evidence.policy, write, act)));
  const violations = lost
    .filter((act) => !gaps.includes(act))
    .map(({ place, recordId, field, after }) => ({
      invariant: 'I-2',
      what: `${place}/${recordId}.${field}: ${show(after)} is nowhere`,
    }));
  return { violations, inTheGap: gaps.length };
}

type Booked = ReadonlyMap<string, ReadonlySet<Value | null>>;

/** By field, every value that was ever held, or lost. @param only the canonical records whose books count; null: all. */
function bookedValues({ edits, conflicts }: Evidence, only: ReadonlySet<string> | null = null): Booked {
  const booked = new Map<string, Set<Value | null>>();
  const note = (field: string, value: Value | null | undefined): void => {
    if (value === undefined) return;
    const values = booked.get(field) ?? new Set();
    booked.set(field, values.add(value));
  };
  const counts = ({ canonicalId }: { readonly canonicalId: string }): boolean => only?.has(canonicalId) ?? true;
  for (const { field, before, after } of edits.filter(counts)) [before, after].forEach((value) => note(field, value));
  for (const { field, winner, loser } of conflicts.filter(counts))
    [winner, loser].forEach((value) => note(field, value));
  return booked;
}

/** The last thing people said of each field of each record that is still there. */
function lastWords({ people, live }: Evidence): HumanAct[] {
  const last = new Map<string, HumanAct>();
  for (const act of people) if (act.field !== null) last.set(`${act.place}/${act.recordId}.${act.field}`, act);
  const removed = new Set(
    people.flatMap(({ kind, place, recordId }) => (kind === 'DELETE' ? [`${place}/${recordId}`] : [])),
  );
  return [...last.values()].filter(({ place, recordId }) => {
    return live.get(place)?.has(recordId) && !removed.has(`${place}/${recordId}`);
  });
}

function isAccounted(evidence: Evidence, booked: Booked, act: HumanAct): boolean {
  const { policy, live } = evidence;
  const { place, recordId, field, before, after } = act;
  if (field === null || after === undefined) return true;
  const { mapping } = placeAt(policy, place);
  const mapped = mapping.fields[field];
  const { type, secret } = fieldOf(mapping.canonicalType, field);
  if (!mapped || secret) return true;
  if (before !== undefined && same(type, before, after)) return true;
  if (mapped.reference && after !== null) return isReferenceKept(evidence, act);
  const own = after === null ? bookedValues(evidence, familyOf(evidence, act)) : booked;
  if (after === null && (isFromBefore(evidence, act) || !isBefore(evidence, own, act))) return true;
  const now = live.get(place)?.get(recordId)?.values[field];
  if (now !== undefined && same(type, now, after)) return true;
  return isBooked(own, field, type, mapped, after) || isUndecidable(evidence, act);
}

/** Whether the books have what a clear took away: a clear of what the hub never saw says nothing to it. */
function isBefore(evidence: Evidence, own: Booked, { place, field, before }: HumanAct): boolean {
  const { canonicalType, fields } = placeAt(evidence.policy, place).mapping;
  const mapped = fields[field ?? ''];
  if (!mapped || field === null) return false;
  if (!mapped.reference) return isBooked(own, field, fieldOf(canonicalType, field).type, mapped, before);
  const target = targetOf(evidence, new Families(evidence), place, field, before);
  return [...(own.get(field) ?? [])].some((one) => typeof one === 'string' && target?.canonicalIds.has(one));
}

/** A write whose answer never came may have landed and been undone by a person: that is noted, as nobody can tell (model, 8.4). */
function isUndecidable(evidence: Evidence, act: HumanAct): boolean {
  const family = familyOf(evidence, act);
  return evidence.reviews.some(
    ({ kind, canonicalId, place, field, at }) =>
      kind === 'ABA_IN_DOUBT' && place === act.place && field === act.field && at > act.at && family.has(canonicalId),
  );
}

/** What is empty when a record is first met, or first says anything of the field, is filled: nobody said it is to be. */
function isFromBefore({ met }: Evidence, { place, recordId, field, at }: HumanAct): boolean {
  const { linkedAt = Infinity, toldSince } = met.get(`${place}/${recordId}`) ?? {};
  return at <= Math.max(linkedAt, toldSince?.get(field ?? '') ?? Infinity);
}

/** The canonical record that a record is in today, with those that went into it. */
function familyOf({ dossiers, merged }: Evidence, { place, recordId }: HumanAct): Set<string> {
  const home = dossiers.find(({ links }) =>
    links.some((link) => slotOf(link) === place && link.externalId === recordId),
  )?.canonical.id;
  const family = new Set(home === undefined ? [] : [home]);
  for (let size = -1; size !== family.size;) {
    size = family.size;
    for (const [gone, survivor] of merged) if (family.has(survivor)) family.add(gone);
  }
  return family;
}

/** Whether the books have the value, or one whose image it is. */
function isBooked(booked: Booked, field: string, type: FieldType, mapped: FieldMapping, value: Observed): boolean {
  if (value === undefined) return false;
  const known = [...(booked.get(field) ?? [])];
  return known.some((one) => same(type, one, value) || same(type, imageOf(mapped, one), value));
}

/** Whether a write of ours went over what a person had typed after our last look before we sent it, where nothing could
 * stop it. A look in a system that lags may show what was there before; a write that rests on no look has no such excuse. */
function isGap(policy: SyncPolicy, write: LandedWrite, act: HumanAct): boolean {
  if (write.place !== act.place || write.recordId !== act.recordId || act.field === null) return false;
  const { traits } = placeAt(policy, write.place);
  const mayHaveLagged = traits.readLagMs > 0 && write.at <= act.at + traits.readLagMs + traits.inFlightMs;
  const isUnseen = write.isLate || (write.readSeq !== null && write.readSeq < act.seq) || mayHaveLagged;
  return act.field in write.set && write.seq > act.seq && isUnseen && (!traits.conditionalWrite || write.isLate);
}

/** I-21: folding the edits of a canonical record gives its values; each write names the edits, or the removal, that caused it. */
export function folded(evidence: Evidence): Violation[] {
  const byRecord = new Map<string, Record<string, Value | null>>();
  const versions = new Set<string>();
  for (const { canonicalId, field, after, version } of evidence.edits) {
    byRecord.set(canonicalId, { ...byRecord.get(canonicalId), [field]: after });
    versions.add(`${canonicalId}/${version}/${field}`);
  }
  const unlike = evidence.dossiers.flatMap(({ canonical: { id, type, fields } }) =>
    Object.entries(fields).flatMap(([field, value]) => {
      const told: Observed = byRecord.get(id)?.[field];
      const isReference = fieldOf(type, field).type === 'reference';
      const isSame = isReference ? today(evidence, told) === today(evidence, value) : told === value;
      return isSame ? [] : [`${type} ${id}.${field} is ${show(value)}, its edits say ${show(told)}`];
    }),
  );
  const live = new Set(evidence.dossiers.map(({ canonical }) => canonical.id));
  const judged = evidence.writes.filter(
    ({ canonicalId }) => live.has(canonicalId) && !isFromMerged(evidence, canonicalId),
  );
  const causeless = judged.flatMap(({ write, canonicalId }) =>
    write.kind === 'REMOVE'
      ? withoutRemoval(evidence, write, canonicalId)
      : Object.entries(write.causes).flatMap(([field, version]) =>
          versions.has(`${canonicalId}/${version}/${field}`)
            ? []
            : [`write ${write.id} of ${field} names version ${version}, which no edit made`],
        ),
  );
  return [...unlike, ...causeless].map((what) => ({ invariant: 'I-21', what }));
}

/** The canonical record that a reference names, as it lives today. */
function today({ merged }: Evidence, value: Observed): Observed {
  let current = value;
  while (typeof current === 'string' && merged.has(current)) current = merged.get(current);
  return current;
}

/** Writes of a canonical record that went into this one name that one's edits. */
function isFromMerged({ merged }: Evidence, canonicalId: string): boolean {
  return [...merged.values()].includes(canonicalId);
}

/** I-4 and I-5: every value in a system descends from one that a person gave, by the images its system declares. */
export function notInvented(evidence: Evidence): Violation[] {
  const given = givenValues(evidence);
  return [...evidence.live].flatMap(([place, records]) => {
    const { mapping } = placeAt(evidence.policy, place);
    return [...records.values()].flatMap(({ id, values }) =>
      Object.entries(values).flatMap(([field, held]): Violation[] => {
        const mapped = mapping.fields[field];
        if (!mapped || mapped.reference || mapped.key || held === undefined || held === null) return [];
        const { type } = fieldOf(mapping.canonicalType, field);
        if (type === 'boolean') return [];
        const known = given.get(`${mapping.canonicalType}.${field}`) ?? [];
        const descends = known.some((value) =>
          [value, collapsed(value)].some((one) => same(type, imageOf(mapped, one), held) || same(type, one, held)),
        );
        return descends ? [] : [{ invariant: 'I-4', what: `${place}/${id}.${field}: nobody ever gave ${show(held)}` }];
      }),
    );
  });
}

/** What a system that says nothing of it makes of a text: its doing, not the hub's. */
export function collapsed(value: Value): Value {
  return typeof value === 'string' ? value.replace(/ {2,}/g, ' ') : value;
}

/**
 * What people gave; and what a write left that landed later than its sheet says any can: nobody can tell that from an edit
 * (sync model, 8.3).
 */
function givenValues({ people, operators, landed, policy, dossiers }: Evidence): Map<string, Value[]> {
  const given = new Map<string, Value[]>();
  const give = (key: string, values: readonly Observed[]): void => {
    const told = values.filter((one): one is Value => one !== undefined && one !== null);
    given.set(key, [...(given.get(key) ?? []), ...told]);
  };
  for (const { place, recordId, field, before, after } of people) {
    const { canonicalType, fields } = placeAt(policy, place).mapping;
    const [key] = Object.entries(fields).flatMap(([name, mapped]) => (mapped.key ? [name] : []));
    if (key !== undefined) give(`${canonicalType}.${key}`, [recordId]);
    if (field !== null) give(`${canonicalType}.${field}`, [before, after]);
  }
  for (const { given: told, canonicalId } of operators)
    for (const { canonical } of dossiers)
      if (told && canonical.id === canonicalId) give(`${canonical.type}.${told.field}`, [told.value]);
  for (const { place, set } of landed.filter(({ isLate }) => isLate)) {
    const { canonicalType, fields } = placeAt(policy, place).mapping;
    for (const [field, value] of Object.entries(set)) {
      const mapped = fields[field];
      if (mapped && value !== undefined && value !== null) give(`${canonicalType}.${field}`, [imageOf(mapped, value)]);
    }
  }
  return given;
}
