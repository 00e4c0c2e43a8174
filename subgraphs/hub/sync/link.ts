import type { CanonicalType } from '../../../shared/canonical/field.js';
import type { Dossier } from '../../../shared/sync/dossier.js';
import { join } from '../../../shared/sync/join.js';
import { busyOf, type Busy } from '../../../shared/sync/left.js';
import {
  decideMatches,
  isPassing,
  type Join,
  type MatchDecision,
  type MatchEvidence,
} from '../../../shared/sync/match.js';
import { settle } from '../../../shared/sync/settle.js';
import { allNotes } from '../../../shared/sync/dossier.js';
import type { SyncPolicy, View } from '../../../shared/sync/policy.js';
import type { Engine } from './engine.js';
import { Numbers } from './numbers.js';
import { oneAhead } from './one-ahead.js';
import type { Decision, MatchScope } from './store.js';
import { walk } from './walk.js';

/** Canonical records whose matches are decided on together. */
const windowSize = 2000;

/** Joins in one transaction: enough to be fast, few enough to hold no lock for long. */
const batchSize = 250;

/** Why canonical records become one. */
export interface Ruling {
  readonly rule: string;
  readonly origin: 'MATCHED' | 'MANUAL';
  /** The records that show it, by the hub's own ids, where it rests on what they hold. */
  readonly shownBy?: readonly string[];
}

/**
 * Links records of a canonical type that match under its dataflows' rules, and puts every other match before a person. The
 * records are gone through in order of age, so many at a time: their number bounds the memory it takes.
 * @param only ids of the dataflows to consider; null: all.
 */
export async function linkMatches(
  engine: Engine,
  type: CanonicalType,
  only: readonly string[] | null,
): Promise<Linked> {
  await engine.store.renewReferenceKeys(type);
  return linkOver(engine, { type, only }, walk(engine.store, type, windowSize));
}

/** The same for the canonical records named. */
export function linkThese(engine: Engine, { near, ...scope }: MatchScope): Promise<Linked> {
  const starts = Array.from({ length: Math.ceil(near.length / windowSize) }, (_, index) => index * windowSize);
  return linkOver(
    engine,
    scope,
    starts.map((start) => near.slice(start, start + windowSize)),
  );
}

/**
 * Window after window. While what one window decided is stored, the evidence of the next is gathered; where the one turns out
 * to have touched a canonical record of the other, the evidence is old, and gathered anew.
 */
async function linkOver(
  engine: Engine,
  scope: Omit<MatchScope, 'near'>,
  windows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
): Promise<Linked> {
  const gather = (near: readonly string[]): Promise<MatchEvidence> => engine.store.evidence({ ...scope, near });
  const isFull = (near: readonly string[]): boolean => near.length === windowSize;
  async function* each(): AsyncGenerator<Joined> {
    let touched: ReadonlySet<string> = new Set();
    for await (const { item: near, made: early } of oneAhead(windows, gather, isFull)) {
      const isOld = [...early.identities.keys()].some((id) => touched.has(id));
      const evidence = isOld ? await gather(near) : early;
      const decision = decideMatches(evidence, engine.policy);
      touched = new Set(decision.joins.flatMap(({ survivor, loser }) => [survivor, loser]));
      yield* await carryOut(engine, decision, evidence);
    }
  }
  return allOf(each());
}

/** Links the matches of one canonical record's records. @returns whether anything was linked. */
export async function linkNear(engine: Engine, canonicalId: string): Promise<boolean> {
  const [dossier] = await engine.store.read([canonicalId]);
  if (!dossier) return false;
  const evidence = await engine.store.evidence({ type: dossier.canonical.type, only: null, near: [canonicalId] });
  const batches = await carryOut(engine, decideMatches(evidence, engine.policy), evidence);
  return batches.some(({ joined }) => joined.length > 0);
}

/** What came of a batch of joins. */
export interface Joined {
  /** The canonical records into which another went, by their place in the order of age; each is settled. */
  readonly joined: readonly number[];
  /** What is left to do for those of them that are not at rest. */
  readonly left: readonly Busy[];
  /** How many values lost against another on the way. */
  readonly conflicts: number;
}

/** What came of linking. */
export interface Linked extends Omit<Joined, 'joined'> {
  readonly joined: Numbers;
}

/** Batches that go on side by side: while the database stores one, the next is decided. */
const joinsAtOnce = 3;

async function carryOut(engine: Engine, { joins, reviews }: MatchDecision, evidence: MatchEvidence): Promise<Joined[]> {
  const queue = chains(joins);
  const joined: Joined[] = [];
  const take = async (): Promise<void> => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) joined.push(await joinAll(engine, batch));
  };
  await Promise.all(Array.from({ length: joinsAtOnce }, take));
  const open = reviews.filter((review) => review.reason !== 'EXCLUDED' && !isPassing(review, evidence));
  if (open.length > 0) await engine.store.change([], () => ({ dossiers: [], reviews: open, answer: null }));
  return joined;
}

async function allOf(each: AsyncIterable<Joined>): Promise<Linked> {
  const joined = new Numbers();
  const left: Busy[] = [];
  let conflicts = 0;
  for await (const one of each) {
    for (const seq of one.joined) joined.add(seq);
    left.push(...one.left);
    conflicts += one.conflicts;
  }
  return { joined, left, conflicts };
}

/** Batches of joins in which every chain (a into b, b into c) stands whole. */
function chains(joins: readonly Join[]): Join[][] {
  const roots = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = roots.get(root); next !== undefined && next !== root; next = roots.get(root)) root = next;
    return root;
  };
  for (const { survivor, loser } of joins) roots.set(rootOf(loser), rootOf(survivor));
  const groups = new Map<string, Join[]>();
  for (const one of joins) {
    const group = groups.get(rootOf(one.survivor)) ?? [];
    group.push(one);
    groups.set(rootOf(one.survivor), group);
  }
  const batches: Join[][] = [];
  let batch: Join[] = [];
  for (const group of groups.values()) {
    batch.push(...group);
    if (batch.length < batchSize) continue;
    batches.push(batch);
    batch = [];
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

async function joinAll(engine: Engine, joins: readonly Join[]): Promise<Joined> {
  const { policy } = engine;
  const ids = [...new Set(joins.flatMap(({ survivor, loser }) => [survivor, loser]))];
  const ruled = joins.map(({ survivor, loser, pair }) => ({
    ...{ survivor, loser, origin: 'MATCHED' as const },
    ...{ rule: `${pair.dataflowId}#${pair.rule}`, shownBy: [pair.left.recordId, pair.right.recordId] },
  }));
  return engine.store.change(ids, (dossiers, view) => {
    const decision = joining(dossiers, ruled, view, policy);
    const answer: Joined = {
      joined: decision.dossiers.map(({ seq }) => seq),
      left: busyOf(decision.dossiers, view, policy),
      conflicts: decision.journal?.conflicts.length ?? 0,
    };
    return { ...decision, answer };
  });
}

/**
 * The decision by which canonical records become one and are settled at once. Those that must wait stay as they are, and those
 * that have lost, since it was found, a record that shows it, or one of whose records a person may say is another's.
 */
export function joining(
  dossiers: readonly Dossier[],
  joins: readonly (Ruling & { readonly survivor: string; readonly loser: string })[],
  view: View,
  policy: SyncPolicy,
): Omit<Decision<null>, 'answer'> {
  const standing = new Map(dossiers.map((dossier) => [dossier.canonical.id, dossier]));
  const merged = new Map<string, string>();
  const grown = new Set<string>();
  for (const { survivor, loser, rule, origin, shownBy = [] } of joins) {
    const [kept, gone] = [standing.get(survivor), standing.get(loser)];
    if (!kept || !gone || kept.retired || gone.retired) continue;
    if (origin === 'MATCHED' && (kept.claimed || gone.claimed)) continue;
    const held = new Set([...kept.links, ...gone.links].map(({ recordId }) => recordId));
    if (!shownBy.every((recordId) => held.has(recordId))) continue;
    const one = join(kept, gone, { rule, origin }, policy);
    if (!one) continue;
    standing.set(survivor, one);
    standing.delete(loser);
    merged.set(loser, survivor);
    grown.delete(loser);
    grown.add(survivor);
  }
  const settled = [...grown].flatMap((id) => {
    const dossier = standing.get(id);
    return dossier ? [settle(dossier, view, policy)] : [];
  });
  return {
    dossiers: settled.map(({ dossier }) => dossier),
    merged,
    journal: allNotes(settled.map(({ journal }) => journal)),
  };
}
