import { entityKey } from '../dataflows/dataflow.js';
import { barsOf, withWish } from './demand.js';
import type { Dossier } from './dossier.js';
import { recreate } from './person.js';
import { isReflection } from './plan.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { slotOf } from './state.js';

/**
 * Has a record made again in a place whose record was removed, or given up, with what the canonical record holds today: by
 * the dataflow that demands one there, or, where none does any more, as a person's own wish; also where it was the last one.
 * What matches there by now is linked, or put before a person, instead. @param canCreate whether the place's system makes any.
 */
export function makeAgain(
  dossier: Dossier,
  place: string,
  canCreate: boolean,
  view: View,
  policy: SyncPolicy,
): Dossier {
  const free = recreate(dossier, place);
  if (free === dossier || !canCreate || isDemanded(free, place, policy) || isMatched(free, place, view)) return free;
  return withWish({ ...free, retired: false }, placeAt(policy, place).mapping, view);
}

/** Whether a dataflow makes the record by itself, now or once it goes on. */
function isDemanded(dossier: Dossier, place: string, policy: SyncPolicy): boolean {
  const bars = barsOf(dossier, policy);
  return policy.flows.some((flow) => {
    if (flow.establish !== 'CREATE' || entityKey(flow.right) !== place) return false;
    const source = dossier.links.find((link) => slotOf(link) === entityKey(flow.left));
    return source !== undefined && !isReflection(source, flow, bars);
  });
}

function isMatched({ canonical: { id } }: Dossier, place: string, { evidence }: View): boolean {
  return (evidence?.pairs ?? []).some(({ left, right }) => {
    const [one, other] = left.canonicalId === id ? [left, right] : [right, left];
    return one.canonicalId === id && other.canonicalId !== id && other.slot === place;
  });
}
