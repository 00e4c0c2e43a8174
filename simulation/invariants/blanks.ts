import type { Evidence, LandedWrite, Violation } from './evidence.js';
import { nameOf } from './chronicle.js';
import { Families, type Family } from './families.js';

/**
 * I-4, no blanking: the engine empties a field only where a person emptied it before, in a record that is or was of the same
 * canonical record, or at the hub.
 */
export function notBlanked(evidence: Evidence): Violation[] {
  const families = new Families(evidence);
  return evidence.landed.flatMap((write) =>
    Object.entries(write.set).flatMap(([field, value]): Violation[] => {
      const held = write.before[field];
      if ((value !== null && value !== undefined) || held === null || held === undefined) return [];
      const family = families.ofRecord(write.place, write.recordId);
      if (isEmptied(evidence, family, field, write)) return [];
      const what = `${write.place}/${write.recordId}.${field} was emptied, and nobody had emptied it`;
      return [{ invariant: 'I-4', what }];
    }),
  );
}

function isEmptied(
  { people, edits }: Evidence,
  family: Family | undefined,
  field: string,
  { seq }: LandedWrite,
): boolean {
  const byPeople = people.some(
    (act) =>
      act.field === field &&
      act.after === null &&
      act.seq < seq &&
      family?.members.has(nameOf(act.place, act.recordId)),
  );
  const atHub = edits.some(
    (edit) =>
      edit.linkId === null && edit.field === field && edit.after === null && family?.canonicalIds.has(edit.canonicalId),
  );
  return byPeople || atHub;
}
