import type { Evidence, Violation } from './evidence.js';
import { Families } from './families.js';

/**
 * I-14: the writes of a field are bounded by what people gave: each value goes at most once to every other record of its
 * canonical record, and one given at the hub to all of them. What a write left that landed later than its sheet allows for
 * counts as given: nobody can tell it from an edit.
 */
export function bounded(evidence: Evidence): Violation[] {
  return [...effortOf(evidence)].flatMap(([name, { writes, given, atHub, members }]) => {
    const atMost = given * Math.max(0, members - 1) + atHub * members;
    const what = `${name} was written ${writes} times, and ${atMost} would do`;
    return writes <= atMost ? [] : [{ invariant: 'I-14', what }];
  });
}

interface Effort {
  /** How often the engine wrote the field. */
  writes: number;
  /** How often a system gave it a value. */
  given: number;
  /** How often a person gave it a value at the hub. */
  atHub: number;
  /** How many records there ever were to hold it. */
  readonly members: number;
}

/** By family and field. */
function effortOf(evidence: Evidence): Map<string, Effort> {
  const families = new Families(evidence);
  const efforts = new Map<string, Effort>();
  const effortIn = (members: ReadonlySet<string> | undefined, field: string): Effort => {
    const key = `${[...(members ?? [])][0] ?? 'nothing'}.${field}`;
    const effort = efforts.get(key) ?? { writes: 0, given: 0, atHub: 0, members: members?.size ?? 0 };
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
    if (linkId === null) effortIn(families.ofCanonical(canonicalId)?.members, field).atHub += 1;
  return efforts;
}
