import type { CanonicalType } from '../canonical/field.js';
import { entityKey } from '../dataflows/dataflow.js';
import { demanded } from './demand.js';
import { isToSettle, type Dossier, type Write } from './dossier.js';
import { heldWrites } from './held.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { slotOf } from './state.js';

/** What is left to do for a canonical record. */
export interface Left {
  readonly canonicalId: string;
  /** Something changed that was not merged yet. */
  readonly due: boolean;
  /** Planned writes whose time has come, the oldest first. */
  readonly sendable: readonly Write[];
  /** Writes in doubt whose outcome can be found out. */
  readonly doubtful: readonly Write[];
  /** The systems' own ids of the records that those are for, by link; a creation has none yet. */
  readonly targets: ReadonlyMap<string, string>;
  /** Writes whose sender's time ran out. */
  readonly abandoned: boolean;
  /** Whether a dataflow demands a record that may be made. */
  readonly demands: boolean;
  /** Whether a record of another system, in a place where it has none, may come to match one of its own. */
  readonly mayMatch: boolean;
  /** When something is to be done next, in ms since 1970; null: not before something changes. */
  readonly nextAt: number | null;
}

type Seen = Pick<View, 'now' | 'unseen' | 'ungathered' | 'reference' | 'paused' | 'stopped'>;

export function leftOf(dossier: Dossier, view: Seen, policy: SyncPolicy): Left {
  const { now } = view;
  const held = heldWrites(dossier, view, policy);
  const waiting = dossier.writes.flatMap(({ status, notBefore, leaseUntil }) => {
    const at = status === 'SENDING' ? leaseUntil : status === 'PLANNED' || status === 'IN_DOUBT' ? notBefore : null;
    return at !== null && at > now ? [at] : [];
  });
  if (dossier.awaits && dossier.awaits.until > now) waiting.push(dossier.awaits.until);
  const ready = ({ notBefore }: Write): boolean => notBefore === null || notBefore <= now;
  return {
    canonicalId: dossier.canonical.id,
    due: isToSettle(dossier, now),
    sendable: dossier.writes.filter((write) => write.status === 'PLANNED' && ready(write) && !held.has(write.linkId)),
    doubtful: dossier.writes.filter((write) => write.status === 'IN_DOUBT' && ready(write)),
    targets: new Map(dossier.writes.length > 0 ? dossier.links.map(({ id, externalId }) => [id, externalId]) : []),
    abandoned: dossier.writes.some(({ status, leaseUntil }) => status === 'SENDING' && (leaseUntil ?? 0) <= now),
    demands: demanded(dossier, view, policy).length > 0,
    mayMatch: mayMatch(dossier, view, policy),
    nextAt: waiting.length > 0 ? Math.min(...waiting) : null,
  };
}

function mayMatch(
  { canonical, links, reservations, tombstones, retired }: Dossier,
  view: Seen,
  policy: SyncPolicy,
): boolean {
  const { type, kind } = canonical;
  if (retired || view.unseen.has(type) || view.ungathered.has(type)) return false;
  const live = new Set(links.flatMap((link) => (link.state === 'ACTIVE' ? [slotOf(link)] : [])));
  const filled = new Set([...links.map(slotOf), ...reservations.map(slotOf), ...tombstones]);
  const isOpen = (place: string): boolean => {
    const { kind: other } = placeAt(policy, place).mapping;
    return !filled.has(place) && (kind === null || other === undefined || other === kind);
  };
  return policy.flows.some(({ id, left, right, match }) => {
    const [one, other] = [entityKey(left), entityKey(right)];
    if (match.length === 0 || view.paused.has(id)) return false;
    return (live.has(one) && isOpen(other)) || (live.has(other) && isOpen(one));
  });
}

/** Whether workers have something to do at once, as far as the record shows by itself. */
export function isPressing(dossier: Dossier, now: number): boolean {
  const { retired, writes } = dossier;
  const isReady = ({ status, notBefore }: Write): boolean =>
    (status === 'PLANNED' || status === 'IN_DOUBT') && (notBefore === null || notBefore <= now);
  return !retired && (isToSettle(dossier, now) || writes.some(isReady));
}

/** Whether anything is left to do, now or later. */
export function hasWork({ sendable, doubtful, abandoned, demands, due, nextAt }: Left): boolean {
  return due || abandoned || demands || nextAt !== null || sendable.length + doubtful.length > 0;
}

/** A canonical record with something left to do: what is kept of each where there may be very many. */
export type Busy = Pick<Left, 'canonicalId' | 'demands'>;

/** Of records that a sync gathers, those with something left to do once it has gathered all. */
export function busyOf(dossiers: readonly Dossier[], view: Seen, policy: SyncPolicy): Busy[] {
  const seen = { ...view, ungathered: new Set<CanonicalType>() };
  const lefts = dossiers.map((dossier) => leftOf(dossier, seen, policy));
  return lefts.filter(hasWork).map(({ canonicalId, demands }) => ({ canonicalId, demands }));
}
