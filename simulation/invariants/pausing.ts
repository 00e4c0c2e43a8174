import { entityKey } from '../../shared/dataflows/dataflow.js';
import type { Dossier, Write } from '../../shared/sync/dossier.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Decision } from '../../subgraphs/hub/sync/store.js';
import type { Violation } from './evidence.js';
import { isTakingBack } from './removals.js';

/**
 * I-18: over a paused dataflow nothing flows: no write is begun to a record that only paused dataflows lead to, nothing is
 * made by one, no removal is carried on by one, and no edit is taken from such a record.
 */
export function* stillWhilePaused(
  before: readonly Dossier[],
  { dossiers, journal }: Decision<unknown>,
  { paused }: Pick<View, 'paused'>,
  policy: SyncPolicy,
): Iterable<Violation> {
  if (paused.size === 0) return;
  const known = new Map(before.flatMap(({ writes }) => writes.map((write) => [write.id, write.status] as const)));
  for (const dossier of dossiers) {
    const held = new Set(dossier.links.filter((link) => isCutOff(link, dossier, paused, policy)).map(({ id }) => id));
    for (const write of dossier.writes)
      if (write.status === 'SENDING' && known.get(write.id) !== 'SENDING' && isOver(write, dossier, held, paused))
        yield violation(`a ${write.kind} of ${slotOf(write)} was begun over a paused dataflow`);
      else if (
        write.kind === 'REMOVE' &&
        !isTakingBack(write) &&
        !known.has(write.id) &&
        !isCarried(before, dossier, paused, policy)
      )
        yield violation(`a removal went on to ${slotOf(write)} over a paused dataflow`);
    for (const { canonicalId, linkId, field } of journal?.edits ?? [])
      if (canonicalId === dossier.canonical.id && linkId !== null && held.has(linkId))
        yield violation(`an edit of ${field} was taken from a record behind a paused dataflow`);
  }
}

function violation(what: string): Violation {
  return { invariant: 'I-18', what };
}

type Ends = { readonly system: string; readonly entityType: string };

/** Whether there are dataflows between a record and the others, and all of them are paused. */
function isCutOff(
  link: Ends & { readonly id: string },
  { links }: Dossier,
  paused: View['paused'],
  policy: SyncPolicy,
) {
  const others = links.filter(({ id }) => id !== link.id).map(slotOf);
  const between = policy.flows.filter(({ left, right }) => {
    const [one, other] = [entityKey(left), entityKey(right)];
    return (one === slotOf(link) && others.includes(other)) || (other === slotOf(link) && others.includes(one));
  });
  return between.length > 0 && between.every(({ id }) => paused.has(id));
}

function isOver(write: Write, { reservations }: Dossier, held: ReadonlySet<string>, paused: View['paused']): boolean {
  const dataflowId = reservations.find(({ linkId }) => linkId === write.linkId)?.dataflowId;
  return held.has(write.linkId) || (typeof dataflowId === 'string' && paused.has(dataflowId));
}

/** Whether a dataflow that runs carries removals on from a place whose record was removed. */
function isCarried(before: readonly Dossier[], after: Dossier, paused: View['paused'], policy: SyncPolicy): boolean {
  const staying = new Set(after.links.map(({ id }) => id));
  const leaving = before.flatMap(({ links }) => links.filter(({ id }) => !staying.has(id)).map(slotOf));
  const left = [...leaving, ...after.tombstones];
  return policy.flows.some(({ id, deletes, left: one, right: other }) => {
    const touches = left.includes(entityKey(one)) || left.includes(entityKey(other));
    return touches && deletes === 'propagate' && !paused.has(id);
  });
}
