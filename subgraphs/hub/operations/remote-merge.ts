import type { Dossier } from '../../../shared/sync/dossier.js';
import { reserve } from '../../../shared/sync/demand.js';
import type { Matter } from '../../../shared/sync/person.js';
import type { View } from '../../../shared/sync/policy.js';
import type { SyncContext } from '../sync/context.js';
import { reunite, successorsIn } from '../sync/remote-merge.js';
import type { Decision } from '../sync/store.js';
import { versionFault, type Deciding } from './carry-out.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { clash, lifted, underWay, untilAnswered } from './link.js';
import { foreseen, type Written } from './write-through.js';

/** A removed record that may have become another one. */
type Question = Pick<Matter, 'canonicalId' | 'place'>;

type Tried = Outcome<Written> | 'UNDER_WAY';

/** A person says that a removed record became the other one that bears its number: that one then takes its place. */
export async function confirmRemoteMerge(hub: Hub, question: Question, how: Deciding): Promise<Outcome<Written>> {
  const tried = (): Promise<Tried> => attempt(hub.context, question, how);
  if (how.dryRun) {
    const outcome = await tried();
    return outcome === 'UNDER_WAY' ? refused(underWay(['id'])) : outcome;
  }
  return untilAnswered(hub, how.waitMs, 'id', async () => {
    const outcome = await tried();
    return outcome === 'UNDER_WAY' || !outcome.ok ? outcome : done(outcome.value.canonicalId);
  });
}

async function attempt(context: SyncContext, { canonicalId, place }: Question, how: Deciding): Promise<Tried> {
  const { store } = context;
  const id = (await store.survivors([canonicalId])).get(canonicalId) ?? canonicalId;
  const [found] = await store.read([id]);
  if (!found) return refused(noRecord);
  const [successor, ...more] = successorsIn(found, place);
  if (successor === undefined || more.length > 0) return refused(more.length > 0 ? several : noSuccessor);
  return store.change<Tried>(
    [id, successor],
    ([own, other], view) => {
      if (!own || !other || !successorsIn(own, place).includes(successor))
        return { dossiers: [], answer: refused(noSuccessor) };
      const bar = versionFault(own, how.expectedVersion) ?? clash([own, other], 'id');
      return bar ? { dossiers: [], answer: refused(bar) } : reuniting(context, [own, other], place, how, view);
    },
    { wake: !how.dryRun, evidence: how.dryRun },
  );
}

function reuniting(
  { policy }: SyncContext,
  both: readonly [Dossier, Dossier],
  place: string,
  { dryRun, by = null }: Deciding,
  view: View,
): Decision<Tried> {
  const canonicalId = both[0].canonical.id;
  const decision = reunite(both, place, view, policy);
  if (!decision) return { dossiers: [], answer: 'UNDER_WAY' };
  if (!dryRun) return { ...decision, exclusions: lifted(both), by, answer: done({ canonicalId, writes: [] }) };
  const after = decision.dossiers.find(({ canonical }) => canonical.id === canonicalId) ?? both[0];
  return {
    dossiers: [],
    answer: done({ canonicalId, writes: foreseen(both[0], reserve(after, view, policy).dossier) }),
  };
}

const fault = (code: UserFault['code'], message: string): UserFault => ({ field: ['id'], code, message });
const noRecord = fault('NOT_FOUND', 'There is nothing with this id any more.');
const noSuccessor = fault(
  'CONFLICT',
  'No other record bears a number of the removed one any more: say that it was removed, or link the right one by hand.',
);
const several = fault(
  'CONFLICT',
  'Several records bear a number of the removed one: link the right one by hand, or say that it was removed.',
);
