import type { CanonicalType } from '../../shared/canonical/field.js';
import { entityKey, type Dataflow } from '../../shared/dataflows/dataflow.js';
import { isOpen, type Dossier } from '../../shared/sync/dossier.js';
import type { Candidate, Identity, MatchEvidence, MatchPair } from '../../shared/sync/match.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import type { MatchScope } from '../../subgraphs/hub/sync/store.js';
import type { Bearers, KeyIndex } from './keys.js';
import { claimantsOf } from './successors.js';
import type { StoredRecord, Tables } from './tables.js';

/** A key that more records than this bear on one side names nobody. */
const bearersAtMost = 20;

/** The matches of what a decision is given, all of one type; none where it is given nothing. */
export function evidenceNear(
  tables: Tables,
  keys: KeyIndex,
  policy: SyncPolicy,
  given: readonly Dossier[],
): MatchEvidence {
  const near = given.map(({ canonical }) => canonical.id);
  const type = given[0]?.canonical.type;
  if (!type) return { pairs: [], identities: new Map(), isExcluded: () => false };
  return evidenceIn(tables, keys, policy, { type, only: null, near });
}

/** Pairs of records that match, as far as they bear on records that are not in one canonical record yet. */
export function evidenceIn(tables: Tables, keys: KeyIndex, policy: SyncPolicy, scope: MatchScope): MatchEvidence {
  const names = namesOf(policy, scope).filter((name) => !tables.paused.has(flowOf(name)));
  const near = scope.near.flatMap((id) => recordsOf(tables, id));
  const wanted = [...keys.near(near)].filter(({ name }) => names.includes(name));
  const found = wanted.flatMap((key) => pairsOf(key, policy));
  const open = new Set(
    found.flatMap(({ left, right }) => (left.canonicalId === right.canonicalId ? [] : [left.recordId, right.recordId])),
  );
  const pairs = found.filter(({ left, right }) => open.has(left.recordId) || open.has(right.recordId)).sort(inOrder);
  const ids = new Set(pairs.flatMap(({ left, right }) => [left.canonicalId, right.canonicalId]));
  const identities = [...ids].map((id): [string, Identity] => [id, identityOf(tables, id)]);
  return { pairs, identities: new Map(identities), isExcluded: exclusionIn(tables) };
}

/** By name of the rule, then by the age of the records. */
function inOrder(a: MatchPair, b: MatchPair): number {
  const [one, other] = [`${a.dataflowId}#${a.rule}`, `${b.dataflowId}#${b.rule}`];
  if (one !== other) return one < other ? -1 : 1;
  return Number(a.left.recordId) - Number(b.left.recordId) || Number(a.right.recordId) - Number(b.right.recordId);
}

function namesOf({ flows, places }: SyncPolicy, { type, only }: MatchScope): string[] {
  const isOfType = ({ left }: Dataflow, wanted: CanonicalType): boolean =>
    places.get(entityKey(left))?.mapping.canonicalType === wanted;
  const chosen = flows.filter((flow) => isOfType(flow, type) && (only === null || only.includes(flow.id)));
  return chosen.flatMap((flow) => flow.match.map((_, index) => `${flow.id}#${index}`));
}

function flowOf(name: string): string {
  return name.slice(0, name.lastIndexOf('#'));
}

function recordsOf(tables: Tables, canonicalId: string): StoredRecord[] {
  const links = tables.dossiers.get(canonicalId)?.links ?? [];
  return links.flatMap(({ recordId, state }) => (state === 'ACTIVE' ? (tables.records.get(recordId) ?? []) : []));
}

function pairsOf({ name, left, right }: Bearers, { flows }: SyncPolicy): MatchPair[] {
  if (left.size === 0 || right.size === 0) return [];
  const [lefts, rights] = [bearing(left), bearing(right)];
  if (lefts.length > bearersAtMost || rights.length > bearersAtMost) return [];
  const dataflowId = flowOf(name);
  const rule = Number(name.slice(dataflowId.length + 1));
  const flow = flows.find(({ id }) => id === dataflowId);
  const by = {
    dataflowId,
    rule,
    inOrder: flow?.matchInOrder ?? false,
    leftCount: lefts.length,
    rightCount: rights.length,
  };
  return lefts.flatMap((one) => rights.map((other) => ({ ...by, left: one, right: other })));
}

/** The records that count, in order. */
function bearing(records: ReadonlySet<StoredRecord>): Candidate[] {
  const live = [...records].filter(({ goneAt, holder }) => goneAt === null && holder?.state === 'ACTIVE');
  return live
    .sort((a, b) => a.number - b.number)
    .map(({ id, holder, place }) => ({ recordId: id, canonicalId: holder?.canonicalId ?? '', slot: place }));
}

function identityOf(tables: Tables, id: string): Identity {
  const dossier = tables.dossiers.get(id);
  if (!dossier) throw new RangeError(`a record is held by ${id}, which is not live`);
  const { canonical, seq, due, awaits, links, reservations, tombstones, writes } = dossier;
  const numbers = new Map<string, string>();
  for (const { keys } of recordsOf(tables, id))
    for (const { name, side, text } of keys) if (side === 'IDENTITY') numbers.set(name.slice(1), text);
  return {
    ...{ canonicalId: id, seq, kind: canonical.kind },
    isMoving: canonical.version > 0 && (due || awaits != null || writes.some(isOpen)),
    slots: new Set([...links.map(slotOf), ...reservations.map(slotOf), ...tombstones]),
    numbers,
    claimedBy: claimantsOf(tables, dossier),
  };
}

/** Whether any member of the one and any of the other were said to be two things. */
function exclusionIn(tables: Tables): MatchEvidence['isExcluded'] {
  const pairs = new Set<string>();
  for (const [a, b] of tables.exclusions) {
    const [one, other] = [a, b].map((id) => tables.records.get(id)?.holder?.canonicalId ?? null);
    if (one && other) pairs.add(`${one}|${other}`).add(`${other}|${one}`);
  }
  return (a, b) => pairs.has(`${a.canonicalId}|${b.canonicalId}`);
}
