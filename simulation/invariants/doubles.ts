import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { Observed } from '../../shared/canonical/field.js';
import { entityKey, type Dataflow } from '../../shared/dataflows/dataflow.js';
import { identifyingFields } from '../../shared/dataflows/identifying.js';
import { fieldAt } from '../../shared/sync/match-keys.js';
import { isTraceable, placeAt } from '../../shared/sync/policy.js';
import type { Evidence, HumanAct, LandedWrite, Violation } from './evidence.js';

/**
 * I-6: nothing is made in a place where the one record that matches what demands it stood before the hub first looked, and
 * nobody has touched either of them since. Where the hub had by then carried a person's edit of the matching field on into one of
 * them, it did not match any more.
 */
export function notDoubled(evidence: Evidence): Violation[] {
  const untouched = untouchedIn(evidence);
  return evidence.landed.flatMap(({ kind, place, recordId, reference, seq }): Violation[] => {
    const demander = kind === 'CREATE' && reference !== null ? untouched.get(nameIn(reference)) : undefined;
    const flow = evidence.policy.flows.find(
      ({ establish, left, right }) =>
        establish === 'CREATE' && entityKey(left) === demander?.place && entityKey(right) === place,
    );
    if (!demander || !flow) return [];
    const double = [...untouched.values()].find(
      (one) => one.place === place && isTheMatch(evidence, flow, demander, one, seq),
    );
    if (!double) return [];
    return [{ invariant: 'I-6', what: `${place}/${recordId} was made where ${place}/${double.id} stood and matched` }];
  });
}

/**
 * I-6: where records can be told by their reference, none is made under one while another that was made under it stands. What
 * took effect later than its sheet says any request can is beyond proof; where searches may miss it, a person is told (`madeOnce`).
 */
export function sentOnce({ landed, people, policy, searchesMayLag }: Evidence): Violation[] {
  if (searchesMayLag) return [];
  const made = landed.filter(({ kind, reference }) => kind === 'CREATE' && reference !== null);
  const goneBy = ({ place, recordId }: LandedWrite, seq: number): boolean =>
    people.some((act) => act.kind === 'DELETE' && isAt(act, place, recordId) && act.seq < seq) ||
    landed.some((write) => write.kind === 'REMOVE' && isAt(write, place, recordId) && write.seq < seq);
  return made.flatMap((again, index): Violation[] => {
    const { place, reference, recordId, seq } = again;
    if (!isTraceable(placeAt(policy, place).traits)) return [];
    const first = made.slice(0, index).find((one) => one.place === place && one.reference === reference);
    if (!first || first.isLate || again.isLate || goneBy(first, seq)) return [];
    return [{ invariant: 'I-6', what: `${place}/${recordId} was made although ${first.recordId} stood for the same` }];
  });
}

function isAt(act: Pick<HumanAct, 'place' | 'recordId'>, place: string, recordId: string): boolean {
  return act.place === place && act.recordId === recordId;
}

interface Untouched {
  readonly place: string;
  readonly id: string;
  readonly values: Readonly<Record<string, Observed>>;
}

/** `place:id` as `place/id`, without the number of a later life. */
function nameIn(reference: string): string {
  return (reference.split('#')[0] ?? '').replace(':', '/');
}

/** Records that were made before the hub first looked and that nobody did anything to since, by `place/id`. */
function untouchedIn({ people, beganAt, landed }: Evidence): Map<string, Untouched> {
  const found = new Map<string, Untouched>();
  const name = ({ place, recordId }: Pick<HumanAct, 'place' | 'recordId'>): string => `${place}/${recordId}`;
  for (const { field, after, ...act } of people.filter(({ kind }) => kind === 'CREATE')) {
    const one = found.get(name(act)) ?? { place: act.place, id: act.recordId, values: {} };
    found.set(name(act), field === null ? one : { ...one, values: { ...one.values, [field]: after } });
  }
  for (const act of people) if (act.kind !== 'CREATE' || act.at >= beganAt) found.delete(name(act));
  for (const write of landed) if (write.kind === 'REMOVE') found.delete(name(write));
  return found;
}

/** Whether by then a strong rule of the dataflow said that the two, and on either side nobody else ever, are one. */
function isTheMatch(
  evidence: Evidence,
  { left, right, match }: Dataflow,
  one: Untouched,
  other: Untouched,
  by: number,
): boolean {
  const [from, to] = [
    placeAt(evidence.policy, entityKey(left)).mapping,
    placeAt(evidence.policy, entityKey(right)).mapping,
  ];
  const differ = identifyingFields[from.canonicalType].some((field) => {
    const [mine, theirs] = [one.values[field], other.values[field]];
    return mine != null && theirs != null && !same(fieldOf(from.canonicalType, field).type, mine, theirs);
  });
  if (differ) return false;
  return match.some(({ strength, pairs: [pair, ...more] }) => {
    const [field, theirs] = [pair && fieldAt(from, pair.left), pair && fieldAt(to, pair.right)];
    if (strength !== 'strong' || more.length > 0 || !field || field !== theirs) return false;
    if (isChanged(evidence, one, field, by) || isChanged(evidence, other, field, by)) return false;
    const value = one.values[field];
    const { type } = fieldOf(from.canonicalType, field);
    const bears = (act: HumanAct): boolean =>
      act.field === field && act.after != null && value != null && same(type, act.after, value);
    const bearers = new Set(evidence.people.filter(bears).map(({ place, recordId }) => `${place}/${recordId}`));
    const inPlace = (place: string): number => [...bearers].filter((name) => name.startsWith(`${place}/`)).length;
    return bearers.has(`${other.place}/${other.id}`) && inPlace(one.place) === 1 && inPlace(other.place) === 1;
  });
}

/** Whether the hub wrote the field of a record before. */
function isChanged({ landed }: Evidence, { place, id }: Untouched, field: string, by: number): boolean {
  return landed.some(
    (write) =>
      write.kind === 'UPDATE' && write.place === place && write.recordId === id && field in write.set && write.seq < by,
  );
}
