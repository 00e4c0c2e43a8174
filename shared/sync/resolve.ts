import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { FieldType, Value } from '../canonical/field.js';
import {
  slotOf,
  type CanonicalState,
  type Conflict,
  type ConflictPolicy,
  type LinkState,
  type Provenance,
} from './state.js';

/** A value that someone proposes for a field. */
export interface Proposal {
  /** Null: a person, through the hub's API. */
  readonly link: LinkState | null;
  readonly value: Value | null;
  /** `initial`: what a record held when it was first linked; `edit`: someone changed it since. */
  readonly kind: 'initial' | 'edit';
  /** The canonical value the editor could know of; undefined: none. */
  readonly seen: Value | null | undefined;
  readonly made: Provenance;
}

export interface Resolution {
  /** Null: the canonical value stays. */
  readonly winner: Proposal | null;
  readonly rule: string;
  readonly conflicts: readonly Conflict[];
  readonly freeze: boolean;
}

/**
 * Decides one field among proposals and the canonical value. The rules, in order: a critical field in conflict keeps its
 * value and freezes; an edit beats a first contact; the field's owners; the later edit by our own observation times; a
 * fixed order of systems. Every value that loses is in `conflicts`. Deterministic: the order of proposals is irrelevant.
 */
export function resolve(
  state: CanonicalState,
  field: string,
  proposals: readonly Proposal[],
  policy: ConflictPolicy,
): Resolution {
  const { type, critical: isUsually = false } = fieldOf(state.type, field);
  const critical = policy.critical?.has(`${state.type}.${field}`) ?? isUsually;
  const current = state.fields[field];
  const edits = proposals.filter((proposal) => proposal.kind === 'edit');
  const contenders = edits.length > 0 ? edits : proposals;
  const opposes = (proposal: Proposal): boolean => opposesCurrent(state, field, proposal, edits);
  const first = foremost(state, field, policy, contenders);
  if (!first) return { winner: null, rule: 'none', conflicts: [], freeze: false };
  if (critical && (contenders.some(opposes) || differing(type, proposals, first).length > 0))
    return frozen(first, current, proposals, type);

  const standing = contenders.filter((proposal) => !opposes(proposal) || !reasonToKeep(state, field, policy, proposal));
  const best = foremost(state, field, policy, standing);
  if (!best) return kept(current ?? null, proposals, type, reasonToKeep(state, field, policy, first) ?? 'order');
  const others = differing(type, proposals, best);
  const next = foremost(state, field, policy, differing(type, standing, best));
  if (!next && !opposes(best)) return won(best, others, soleRule(best));
  const rule = best.kind === 'initial' ? 'initial' : ruleBetween(state, field, policy, best, next);
  const journal = won(best, others, rule);
  return opposes(best)
    ? { ...journal, conflicts: [...journal.conflicts, currentLost(state, field, best, rule)] }
    : journal;
}

function differing(type: FieldType, proposals: readonly Proposal[], from: Proposal): Proposal[] {
  return proposals.filter((proposal) => !same(type, proposal.value, from.value));
}

/** Whether the canonical value is itself a contender: set, different, and not known to who proposes another. */
function opposesCurrent(state: CanonicalState, field: string, best: Proposal, edits: readonly Proposal[]): boolean {
  const current = state.fields[field];
  const type = fieldOf(state.type, field).type;
  if (current === undefined || same(type, current, best.value)) return false;
  if (edits.length === 0) return current !== null;
  return best.seen === undefined || !same(type, best.seen, current);
}

/** The rule by which the canonical value stands against a proposal that did not know it; null where it gives way. */
function reasonToKeep(
  state: CanonicalState,
  field: string,
  policy: ConflictPolicy,
  proposal: Proposal,
): 'owner' | 'older' | 'latest' | 'order' | null {
  const made = state.provenance[field];
  const owners = policy.owners[`${state.type}.${field}`] ?? [];
  const proposed = authority(owners, proposal.link ? slotOf(proposal.link) : null);
  const held = authority(owners, made?.slot ?? null);
  if (proposed !== held) return held < proposed ? 'owner' : null;
  if (proposal.kind === 'initial') return 'older';
  if (!made) return null;
  if (made.after >= proposal.made.until) return 'latest';
  return made.linkId === null && made.until > proposal.made.after ? 'order' : null;
}

/**
 * The proposal that stands before all others, of one kind each: the highest authority; of first contacts the oldest link;
 * of edits one after which none was surely made, in the order of systems. Not a pairwise order: that could run in a circle.
 */
function foremost(
  state: CanonicalState,
  field: string,
  policy: ConflictPolicy,
  proposals: readonly Proposal[],
): Proposal | undefined {
  if (proposals.length < 2) return proposals[0];
  const owners = policy.owners[`${state.type}.${field}`] ?? [];
  const rank = (proposal: Proposal): number => authority(owners, proposal.link ? slotOf(proposal.link) : null);
  const highest = Math.min(...proposals.map(rank));
  const entitled = proposals.filter((proposal) => rank(proposal) === highest);
  const latest = entitled.filter((proposal) => !entitled.some((other) => precedes(other, proposal)));
  return latest.sort((a, b) => order(policy, a) - order(policy, b) || (idOf(a) < idOf(b) ? -1 : 1))[0];
}

/** Whether one stands before the other by time: of edits the one surely made later, of first contacts the older link's. */
function precedes(a: Proposal, b: Proposal): boolean {
  if (a.kind === 'initial') return (a.link?.rank ?? 0) < (b.link?.rank ?? 0);
  return a.made.after >= b.made.until && a.made.until > b.made.until;
}

function ruleBetween(
  state: CanonicalState,
  field: string,
  policy: ConflictPolicy,
  best: Proposal,
  next: Proposal | undefined,
): string {
  if (!next) return 'latest';
  const owners = policy.owners[`${state.type}.${field}`] ?? [];
  const slot = (proposal: Proposal): string | null => (proposal.link ? slotOf(proposal.link) : null);
  if (authority(owners, slot(best)) !== authority(owners, slot(next))) return 'owner';
  return precedes(best, next) ? 'latest' : 'order';
}

function authority(owners: readonly string[], slot: string | null): number {
  const index = slot === null ? -1 : owners.indexOf(slot);
  return index === -1 ? owners.length : index;
}

function order(policy: ConflictPolicy, proposal: Proposal): number {
  if (!proposal.link) return -1;
  const index = policy.systemOrder.indexOf(proposal.link.system);
  return index === -1 ? policy.systemOrder.length : index;
}

function idOf(proposal: Proposal): string {
  return proposal.link ? `${slotOf(proposal.link)}/${proposal.link.externalId}` : '';
}

function soleRule(best: Proposal): string {
  return best.kind === 'initial' ? 'initial' : 'edit';
}

function won(winner: Proposal, losers: readonly Proposal[], rule: string): Resolution {
  return { winner, rule, conflicts: losers.map((loser) => lost(loser, winner.value, rule, false)), freeze: false };
}

function kept(current: Value | null, proposals: readonly Proposal[], type: FieldType, rule: string): Resolution {
  const losers = proposals.filter((proposal) => !same(type, proposal.value, current));
  return { winner: null, rule, conflicts: losers.map((loser) => lost(loser, current, rule, false)), freeze: false };
}

/** A critical field: the value that stands stays (the first one, where none does), the field freezes, all others are kept. */
function frozen(
  best: Proposal,
  current: Value | null | undefined,
  proposals: readonly Proposal[],
  type: FieldType,
): Resolution {
  const standing = current === undefined ? best.value : current;
  const losers = proposals.filter((proposal) => !same(type, proposal.value, standing));
  const conflicts = losers.map((loser) => lost(loser, standing, 'critical', true));
  return { winner: current === undefined ? best : null, rule: 'critical', conflicts, freeze: true };
}

function lost(loser: Proposal, winner: Value | null, rule: string, review: boolean): Conflict {
  return { field: '', winner, loser: loser.value, loserLinkId: loser.link?.id ?? null, rule, review };
}

function currentLost(state: CanonicalState, field: string, best: Proposal, rule: string): Conflict {
  const loser = state.fields[field] ?? null;
  return {
    field,
    winner: best.value,
    loser,
    loserLinkId: state.provenance[field]?.linkId ?? null,
    rule,
    review: false,
  };
}
