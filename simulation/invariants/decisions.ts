import type { Dossier } from '../../shared/sync/dossier.js';
import type { MatchPair } from '../../shared/sync/match.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Decision, Store } from '../../subgraphs/hub/sync/store.js';
import type { Chronicle } from './chronicle.js';
import type { Violation } from './evidence.js';
import { founded, timely, type Truth } from './edits.js';
import { linkedFirst } from './intents.js';
import { stillWhilePaused } from './pausing.js';
import { grounded, patient } from './removals.js';

/** Who watches decisions: what really happened, and where is noted what they show. */
export interface Watch {
  readonly policy: SyncPolicy;
  readonly outside: Truth;
  readonly chronicle: Chronicle;
  /** The canonical record that a record, as `place/id`, stands in. */
  homeOf(name: string): string | undefined;
  note(violation: Violation): void;
}

/** The store, with each decision judged as it is made, by what the books do not show at the end. */
export function watched(store: Store, { policy, outside, chronicle, homeOf, note }: Watch): Store {
  const unique = new Set<string>();
  return {
    ...store,
    evidence: async (scope) => {
      const evidence = await store.evidence(scope);
      for (const pair of evidence.pairs) if (isUnique(pair, evidence.pairs)) unique.add(nameOf(pair));
      return evidence;
    },
    change: (ids, decide, options) =>
      store.change(
        ids,
        (before, view) => {
          const decision = decide(before, view);
          chronicle.note(before, decision);
          for (const violation of [
            ...ambiguous(before, decision, unique),
            ...unfrozen(before, decision),
            ...stillWhilePaused(before, decision, view, policy),
            ...founded(decision, outside, homeOf),
            ...timely(before, decision, outside),
            ...linkedFirst(before, decision, policy),
            ...grounded(before, decision, outside),
            ...patient(before, decision),
          ])
            note(violation);
          return decision;
        },
        options,
      ),
  };
}

function nameOf({ dataflowId, rule, left, right }: MatchPair): string {
  return `${dataflowId}#${rule}|${left.recordId}|${right.recordId}`;
}

/** Whether by that rule neither of the two matches anything else. */
function isUnique({ dataflowId, rule, left, right }: MatchPair, all: readonly MatchPair[]): boolean {
  return all.every(
    (other) =>
      other.dataflowId !== dataflowId ||
      other.rule !== rule ||
      (other.left.recordId === left.recordId) === (other.right.recordId === right.recordId),
  );
}

/** I-10: a link that no person made goes back to a pair that was the only one of its rule when it was found. */
function* ambiguous(
  before: readonly Dossier[],
  { merged, dossiers }: Decision<unknown>,
  unique: ReadonlySet<string>,
): Iterable<Violation> {
  const moving = new Set(
    before.flatMap(({ canonical, links }) => (merged?.has(canonical.id) ? links.map(({ id }) => id) : [])),
  );
  for (const { canonical, links } of dossiers)
    for (const { id, rule } of links) {
      if (!moving.has(id) || !rule?.includes('#')) continue;
      const isSure = links.some((left) =>
        links.some((right) => unique.has(`${rule}|${left.recordId}|${right.recordId}`)),
      );
      if (!isSure) yield { invariant: 'I-10', what: `${canonical.id} took in a link by ${rule}, which was not unique` };
    }
}

/** I-18: no write that is sent sets a field that is frozen. */
function* unfrozen(before: readonly Dossier[], { dossiers }: Decision<unknown>): Iterable<Violation> {
  const sent = new Set(
    before.flatMap(({ writes }) => writes.flatMap(({ id, status }) => (status === 'SENDING' ? [id] : []))),
  );
  for (const { canonical, writes } of dossiers)
    for (const { id, status, kind, values } of writes) {
      const frozen = Object.keys(values).filter((field) => canonical.frozen.includes(field));
      if (status === 'SENDING' && !sent.has(id) && kind === 'UPDATE' && frozen.length > 0)
        yield { invariant: 'I-18', what: `a write of ${canonical.id} sets ${frozen.join(', ')}, which is frozen` };
    }
}
