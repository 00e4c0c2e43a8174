import type { Evidence, Violation } from './evidence.js';
import { Families } from './families.js';

/**
 * I-14: the writes of a field are bounded by what people gave: each value goes at most once to every other record of its
 * canonical record. What a write left that landed later than its sheet allows for counts as given: nobody can tell it from an
 * edit.
 */
export function bounded(evidence: Evidence): Violation[] {
  return [...effortOf(evidence)].flatMap(([name, { writes, given, others }]) =>
    writes <= given * others
      ? []
      : [{ invariant: 'I-14', what: `${name} was written ${writes} times for ${given} values and ${others} others` }],
  );
}

export interface Effort {
  /** How often the engine wrote the field. */
  writes: number;
  /** How often it was given a value, in a system or at the hub. */
  given: number;
  /** How many records such a value has to reach. */
  readonly others: number;
}

/** By family and field. */
export function effortOf(evidence: Evidence): Map<string, Effort> {
  const families = new Families(evidence);
  const efforts = new Map<string, Effort>();
  const effortIn = (members: ReadonlySet<string> | undefined, field: string): Effort => {
    const key = `${[...(members ?? [])][0] ?? 'nothing'}.${field}`;
    const effort = efforts.get(key) ?? { writes: 0, given: 0, others: Math.max(0, (members?.size ?? 0) - 1) };
    efforts.set(key, effort);
    return effort;
  };
  for (const { kind, place, recordId, set, isLate } of evidence.landed)
    for (const field of Object.keys(set)) {
      const effort = effortIn(families.ofRecord(place, recordId)?.members, field);
      if (kind === 'UPDATE') effort.writes += 1;
      if (isLate) effort.given += 1;
    }
  for (const { field, place, recordId } of evidence.people)
    if (field !== null) effortIn(families.ofRecord(place, recordId)?.members, field).given += 1;
  for (const { linkId, field, canonicalId } of evidence.edits)
    if (linkId === null) effortIn(families.ofCanonical(canonicalId)?.members, field).given += 1;
  return efforts;
}
