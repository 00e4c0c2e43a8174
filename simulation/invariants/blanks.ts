import type { Value } from '../../shared/canonical/field.js';
import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import { placeAt } from '../../shared/sync/policy.js';
import type { Evidence, LandedWrite, Violation } from './evidence.js';
import { nameOf } from './chronicle.js';
import { Families, type Family } from './families.js';

/** Whether it was given up for another record of the place, which bears it from then on, and no two may bear it. */
function isPassedOn(
  { policy, landed }: Evidence,
  field: string,
  held: Value,
  { place, recordId, seq }: LandedWrite,
): boolean {
  const { mapping } = placeAt(policy, place);
  const { type } = fieldOf(mapping.canonicalType, field);
  return (
    mapping.fields[field]?.unique === true &&
    landed.some((later) => {
      const given = later.set[field];
      const isGiven = given !== undefined && same(type, given, held);
      return later.place === place && later.recordId !== recordId && later.seq > seq && isGiven;
    })
  );
}

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
      if (isEmptied(evidence, family, field, write) || isPassedOn(evidence, field, held, write)) return [];
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
