import { entityKey, type Dataflow } from '../dataflows/dataflow.js';
import type { Dossier } from './dossier.js';
import type { SyncPolicy, View } from './policy.js';
import { slotOf } from './state.js';
import { withheldLinks } from './successors.js';

const none: ReadonlySet<string> = new Set();

/**
 * Links to and from which nothing flows for now: those between which and the others of their canonical record there are
 * dataflows, and every one of them is paused or switched off. A link that no dataflow leads to, made by hand, goes on.
 */
export function heldLinks(
  { links }: Dossier,
  { paused }: Pick<View, 'paused'>,
  { flows, off }: Pick<SyncPolicy, 'flows' | 'off'>,
): ReadonlySet<string> {
  if (paused.size === 0 && off.length === 0) return none;
  const places = new Set(links.map(slotOf));
  const running = flows.filter(({ id }) => !paused.has(id));
  const still = [...off, ...flows.filter(({ id }) => paused.has(id))];
  const held = links.filter((link) => leadsTo(still, slotOf(link), places) && !leadsTo(running, slotOf(link), places));
  return new Set(held.map(({ id }) => id));
}

/**
 * Links, and reservations, whose writes wait until a dataflow goes on, or the hub as a whole, or until a person has said
 * whether a record became another one; by link id.
 */
export function heldWrites(
  dossier: Dossier,
  view: Pick<View, 'paused' | 'stopped'>,
  policy: Pick<SyncPolicy, 'flows' | 'off'>,
): ReadonlySet<string> {
  const { links, reservations } = dossier;
  if (view.stopped) return new Set([...links.map(({ id }) => id), ...reservations.map(({ linkId }) => linkId)]);
  const waits = (dataflowId: string | null): boolean =>
    dataflowId !== null && (dossier.claimed || view.paused.has(dataflowId));
  const creations = reservations.filter(({ dataflowId }) => waits(dataflowId));
  const [held, withheld] = [heldLinks(dossier, view, policy), withheldLinks(dossier)];
  if (creations.length + withheld.size === 0) return held;
  return new Set([...held, ...withheld, ...creations.map(({ linkId }) => linkId)]);
}

/** Whether one of the dataflows lies between a place and one of the others. */
function leadsTo(flows: readonly Dataflow[], place: string, others: ReadonlySet<string>): boolean {
  return flows.some((flow) => {
    const [left, right] = [entityKey(flow.left), entityKey(flow.right)];
    return (left === place && others.has(right)) || (right === place && others.has(left));
  });
}
