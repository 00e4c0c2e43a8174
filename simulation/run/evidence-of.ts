import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Chronicle } from '../invariants/chronicle.js';
import type { Evidence, OperatorAct, Violation } from '../invariants/evidence.js';
import type { MemoryStore } from '../store/memory.js';
import type { Outside } from './outside.js';

/** All there is to know of a history: what the hub has in its books, and what really happened outside. */
export function evidenceOf(
  store: MemoryStore,
  outside: Outside,
  policy: SyncPolicy,
  operators: readonly OperatorAct[],
  noted: readonly Violation[],
  { members, records }: Chronicle,
): Evidence {
  const all = store.everything();
  const writes = [...all.writes.values()].map(({ write, canonicalId, transitions }) => ({
    write,
    canonicalId,
    went: transitions,
  }));
  const met = [...all.byName].map(([name, { holder, toldSince }]) => {
    return [name, { linkedAt: holder?.metAt ?? Infinity, toldSince }] as const;
  });
  return {
    ...{ policy, met: new Map(met), dossiers: [...all.dossiers.values()], merged: all.merged },
    ...{ members, records, searchesMayLag: outside.searchesMayLag },
    ...{ edits: all.edits, conflicts: all.conflicts, reviews: all.reviews, writes, noted },
    ...{ live: outside.live(), people: outside.people, operators, beganAt: outside.beganAt, landed: outside.landed },
  };
}
