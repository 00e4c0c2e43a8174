import type { Dataflow } from '../dataflows/dataflow.js';
import { everyRule, type Rules } from './rules.js';

/** A record in the eyes of matching. */
export interface Candidate {
  readonly recordId: string;
  readonly canonicalId: string;
  /** `system.EntityType`. */
  readonly slot: string;
}

/** Two records whose keys are equal under one rule of one dataflow. */
export interface MatchPair {
  readonly dataflowId: string;
  /** Position of the rule in its dataflow; lower comes first. */
  readonly rule: number;
  /** A later rule counts only where no earlier one of the dataflow found anything. */
  readonly inOrder: boolean;
  readonly left: Candidate;
  readonly right: Candidate;
  /** How many records of each side carry the key. */
  readonly leftCount: number;
  readonly rightCount: number;
}

/** What must not be mixed up when two canonical records become one. */
export interface Identity {
  readonly canonicalId: string;
  /** Ascending with age: the older record survives. */
  readonly seq: number;
  /** Fixed by its record in the hub's own system; null where either is possible. */
  readonly kind: 'CUSTOMER' | 'DEPARTMENT' | null;
  /** Whether values of it are on their way to its records, so that what those hold is not to last; absent: no. */
  readonly isMoving?: boolean;
  /** Slots that hold a live link, a reservation or a tombstone. */
  readonly slots: ReadonlySet<string>;
  /** Keyed hashes of identifying numbers, by field. */
  readonly numbers: ReadonlyMap<string, string>;
  /** Canonical records whose removed record may have become one of its own, which a person is asked of. */
  readonly claimedBy: ReadonlySet<string>;
}

/** All that a decision on matches rests on. */
export interface MatchEvidence {
  readonly pairs: readonly MatchPair[];
  readonly identities: ReadonlyMap<string, Identity>;
  readonly isExcluded: (a: Candidate, b: Candidate) => boolean;
}

export interface Join {
  readonly survivor: string;
  readonly loser: string;
  readonly pair: MatchPair;
}

export type ReviewReason = 'AMBIGUOUS' | 'CLAIMED' | 'CONTRADICTION' | 'SLOT_TAKEN' | 'EXCLUDED' | 'WEAK';

/** A pair that a person must look at; nothing is linked, created or written for it meanwhile. */
export interface MatchReview {
  readonly pair: MatchPair;
  readonly reason: ReviewReason;
}

/** What the decision is made by; every rule, and no dataflow that asks a person, where absent. */
export interface MatchPolicy {
  readonly rules?: Pick<Rules, 'uniqueMatches'>;
  readonly flows?: readonly Dataflow[];
}

export interface MatchDecision {
  readonly joins: readonly Join[];
  readonly reviews: readonly MatchReview[];
}

/**
 * Decides which matching records become one. A pair joins only if it is unique on both sides, no other record claims
 * either of them, nothing contradicts it and nobody forbade it; any other pair is for review. Never transitive: a pair
 * that would put two records of one entity type into one canonical record is refused.
 */
export function decideMatches(
  { pairs, identities, isExcluded }: MatchEvidence,
  { rules = everyRule, flows = [] }: MatchPolicy = {},
): MatchDecision {
  const counted = withoutLaterRules(pairs);
  const rivals = rivalsOf(counted);
  const groups = new Groups(identities);
  const joins: Join[] = [];
  const reviews: MatchReview[] = [];
  for (const pair of counted) {
    const rivalry = rules.uniqueMatches ? reasonAgainst(pair, rivals, isExcluded) : null;
    const reason = rivalry ?? groups.reasonAgainst(pair) ?? (isTooWeak(pair, flows) ? 'WEAK' : null);
    if (reason === 'SAME') continue;
    if (reason) {
      reviews.push({ pair, reason });
      continue;
    }
    joins.push({ ...groups.join(pair), pair });
  }
  return { joins, reviews: reviews.filter((review) => !groups.areOne(review.pair)) };
}

/**
 * Whether a match is of values that do not last: the two can never be one, each with a record in the same place, and one of
 * them is being written. It is looked at again when it is at rest.
 */
export function isPassing({ pair: { left, right } }: MatchReview, { identities }: MatchEvidence): boolean {
  const [one, other] = [identities.get(left.canonicalId), identities.get(right.canonicalId)];
  if (!one || !other || !(one.isMoving || other.isMoving)) return false;
  return [...one.slots].some((slot) => other.slots.has(slot));
}

/** Whether a match by that rule alone is put before a person. */
function isTooWeak({ dataflowId, rule }: MatchPair, flows: readonly Dataflow[]): boolean {
  const flow = flows.find(({ id }) => id === dataflowId);
  return flow?.weakMatches === 'review' && flow.match[rule]?.strength === 'weak';
}

/** Drops pairs of a later rule for records that an earlier rule of the same dataflow already found something for. */
function withoutLaterRules(pairs: readonly MatchPair[]): MatchPair[] {
  const first = new Map<string, number>();
  const keys = (pair: MatchPair): string[] => [
    `${pair.dataflowId}|${pair.left.recordId}`,
    `${pair.dataflowId}|${pair.right.recordId}`,
  ];
  for (const pair of pairs)
    for (const key of keys(pair)) first.set(key, Math.min(first.get(key) ?? Infinity, pair.rule));
  return pairs.filter((pair) => !pair.inOrder || keys(pair).every((key) => first.get(key) === pair.rule));
}

/** By record and slot of the other side: all distinct records that match it, over all dataflows into that slot. */
function rivalsOf(pairs: readonly MatchPair[]): Map<string, Set<string>> {
  const rivals = new Map<string, Set<string>>();
  const note = (key: string, recordId: string): void => {
    const set = rivals.get(key);
    if (set) set.add(recordId);
    else rivals.set(key, new Set([recordId]));
  };
  for (const { left, right } of pairs) {
    note(`${left.recordId}>${right.slot}`, right.recordId);
    note(`${right.recordId}>${left.slot}`, left.recordId);
    note(`${right.recordId}<${left.slot.split('.')[0] ?? ''}`, left.recordId);
  }
  return rivals;
}

function reasonAgainst(
  pair: MatchPair,
  rivals: ReadonlyMap<string, ReadonlySet<string>>,
  isExcluded: (a: Candidate, b: Candidate) => boolean,
): ReviewReason | null {
  const { left, right } = pair;
  if (isExcluded(left, right)) return 'EXCLUDED';
  const many = (key: string): boolean => (rivals.get(key)?.size ?? 0) > 1;
  const ambiguous = pair.leftCount > 1 || pair.rightCount > 1;
  if (ambiguous || many(`${left.recordId}>${right.slot}`) || many(`${right.recordId}>${left.slot}`)) return 'AMBIGUOUS';
  return many(`${right.recordId}<${left.slot.split('.')[0] ?? ''}`) ? 'CLAIMED' : null;
}

interface Group {
  readonly canonicalId: string;
  readonly seq: number;
  readonly kind: Identity['kind'];
  readonly slots: ReadonlySet<string>;
  readonly numbers: ReadonlyMap<string, string>;
  readonly claimedBy: ReadonlySet<string>;
}

/** Canonical records that became one during this decision. */
class Groups {
  private readonly merged = new Map<string, string>();
  private readonly groups = new Map<string, Group>();

  constructor(private readonly identities: ReadonlyMap<string, Identity>) {}

  areOne(pair: MatchPair): boolean {
    return this.root(pair.left.canonicalId) === this.root(pair.right.canonicalId);
  }

  reasonAgainst(pair: MatchPair): ReviewReason | 'SAME' | null {
    if (this.areOne(pair)) return 'SAME';
    const a = this.group(pair.left.canonicalId);
    const b = this.group(pair.right.canonicalId);
    if (this.claims(a, b) || this.claims(b, a)) return 'SAME';
    if ((a.kind && b.kind && a.kind !== b.kind) || a.claimedBy.size + b.claimedBy.size > 0) return 'CLAIMED';
    for (const [field, digest] of a.numbers) {
      const other = b.numbers.get(field);
      if (other !== undefined && other !== digest) return 'CONTRADICTION';
    }
    return [...a.slots].some((slot) => b.slots.has(slot)) ? 'SLOT_TAKEN' : null;
  }

  /** Whether a person is asked already if the one's removed record became one of the other's. */
  private claims(one: Group, other: Group): boolean {
    return [...other.claimedBy].some((id) => this.root(id) === one.canonicalId);
  }

  join(pair: MatchPair): { survivor: string; loser: string } {
    const a = this.group(pair.left.canonicalId);
    const b = this.group(pair.right.canonicalId);
    const [survivor, loser] = a.seq <= b.seq ? [a, b] : [b, a];
    this.merged.set(loser.canonicalId, survivor.canonicalId);
    this.groups.set(survivor.canonicalId, {
      ...survivor,
      kind: survivor.kind ?? loser.kind,
      slots: new Set([...survivor.slots, ...loser.slots]),
      numbers: new Map([...loser.numbers, ...survivor.numbers]),
      claimedBy: new Set([...survivor.claimedBy, ...loser.claimedBy]),
    });
    return { survivor: survivor.canonicalId, loser: loser.canonicalId };
  }

  private root(id: string): string {
    let current = id;
    for (let next = this.merged.get(current); next !== undefined; next = this.merged.get(current)) current = next;
    return current;
  }

  private group(id: string): Group {
    const root = this.root(id);
    const known = this.groups.get(root) ?? this.identities.get(root);
    if (!known) throw new RangeError(`no identity for canonical record ${root}`);
    return known;
  }
}
