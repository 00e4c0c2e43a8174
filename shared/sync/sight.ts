import { entityKey, type Dataflow } from '../dataflows/dataflow.js';
import { fieldOf } from '../canonical/types.js';
import { same } from '../canonical/same.js';
import type { Value } from '../canonical/field.js';
import { imageOf, type Mapping } from '../mapping/mapping.js';
import {
  isOpen,
  isUnderWay,
  linkIn,
  nothingToNote,
  openWrites,
  withLink,
  type Dossier,
  type Journal,
  type Review,
  type Sighting,
  type Write,
} from './dossier.js';
import { firstBases } from './join.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { slotOf, type LinkState } from './state.js';

/** What became of a sighting. LATER: it may be older than what is known, so the record must be looked at again at `at`. */
export type Taken = { readonly verdict: 'STORED' | 'OLDER' } | { readonly verdict: 'LATER'; readonly at: number };

export interface Sighted {
  readonly dossier: Dossier;
  readonly journal: Journal;
  readonly taken: Taken;
}

/**
 * Takes in a record as it was just seen, unless the look may be older than what is known: a request sent before the last
 * observation, or within the time that the system's reads may lag behind it.
 */
export function sight(dossier: Dossier, linkId: string, sighting: Sighting, policy: SyncPolicy): Sighted {
  const link = linkIn(dossier, linkId);
  if (!link) return { dossier, journal: nothingToNote, taken: { verdict: 'OLDER' } };
  const { readLagMs } = placeAt(policy, slotOf(link)).traits;
  if (policy.rules.staleGuard && sighting.at < link.observedAt + readLagMs) {
    const taken: Taken = readLagMs > 0 ? { verdict: 'LATER', at: link.observedAt + readLagMs } : { verdict: 'OLDER' };
    return { dossier, journal: nothingToNote, taken };
  }
  const conflicts = dossier.writes.flatMap((write) =>
    write.linkId === linkId && isUnderWay(write) ? overwritten(dossier, write, link, sighting) : [],
  );
  return {
    dossier: {
      ...withLink(dossier, linkId, { ...seenAs(link, sighting), bases: heldAtFirst(dossier, link, sighting, policy) }),
      due: true,
    },
    journal: conflicts.length > 0 ? { ...nothingToNote, conflicts } : nothingToNote,
    taken: { verdict: 'STORED' },
  };
}

/** What a person was seen to have typed after a write was sent, and the write, landing late, then went over. */
export function overwritten(
  { canonical }: Dossier,
  write: Write,
  link: LinkState,
  { observed }: Sighting,
): Journal['conflicts'] {
  return Object.entries(write.values).flatMap(([field, value]) => {
    const mapped = link.mapping.fields[field];
    const [before, seen, now] = [write.expect[field], link.observed[field], observed[field]];
    if (!mapped || before === undefined || seen === undefined || now === undefined) return [];
    const { type } = fieldOf(canonical.type, field);
    const isOurs = (held: Value | null): boolean => same(type, held, imageOf(mapped, value));
    if (!isOurs(now) || isOurs(seen) || same(type, seen, before)) return [];
    const lost = { winner: value, loser: seen, loserLinkId: link.id, rule: 'in-flight', review: false };
    return [{ ...lost, field, canonicalId: canonical.id }];
  });
}

/** What a link knows after a sighting that counts. What no merge has judged yet came about before the look that first showed it. */
export function seenAs(link: LinkState, { observed, version, wire, at, unchangedSince }: Sighting): Partial<LinkState> {
  const lookedAt = Math.max(link.observedAt, Math.min(unchangedSince ?? 0, at));
  const previouslyObservedAt = isUnjudged(link) ? link.previouslyObservedAt : lookedAt;
  const told = link.origin === 'CREATED' ? withoutKey(link.mapping, observed) : observed;
  return { observed: told, version, wire, previouslyObservedAt, observedAt: at, missedAt: null };
}

/**
 * The bases, with what the record was first seen to hold where no merge has judged it: to change it from there is an edit. Of a
 * record that stands alone it is kept only where this look does not show it.
 */
function heldAtFirst(
  { links }: Dossier,
  link: LinkState,
  { observed }: Sighting,
  { rules }: SyncPolicy,
): LinkState['bases'] {
  if (!rules.stampAtLink) return link.bases;
  const first = Object.entries(firstBases(link));
  const held = links.length > 1 ? first : first.filter(([field]) => observed[field] === undefined);
  return { ...Object.fromEntries(held), ...link.bases };
}

/** Whether the last look showed something that is not what both sides agreed on last. */
function isUnjudged({ mapping, observed, bases }: LinkState): boolean {
  return Object.entries(bases).some(([field, { m }]) => {
    const seen = observed[field];
    return seen !== undefined && !same(fieldOf(mapping.canonicalType, field).type, seen, m);
  });
}

/** A key that came from the hub is no information. */
export function withoutKey({ fields }: Mapping, observed: Sighting['observed']): Sighting['observed'] {
  return Object.fromEntries(Object.entries(observed).filter(([field]) => !fields[field]?.key));
}

export interface Removed {
  readonly dossier: Dossier;
  readonly journal: Journal;
  /** What a dataflow that archives sets on the others, as an edit; null: nothing. */
  readonly archive: Readonly<Record<string, Value>> | null;
}

/**
 * A record is known to be removed: its link ends, its place stays empty until a person decides, and the others go on as
 * they are, unless the dataflow between them says otherwise.
 */
export function remove(dossier: Dossier, linkId: string, view: View, policy: SyncPolicy): Removed {
  const link = linkIn(dossier, linkId);
  if (!link) return { dossier, journal: nothingToNote, archive: null };
  const place = slotOf(link);
  const links = dossier.links.filter(({ id }) => id !== linkId);
  const writes = dossier.writes.map((write) => (write.linkId === linkId && isOpen(write) ? cancelled(write) : write));
  const tombstones = policy.rules.tombstones ? [...new Set([...dossier.tombstones, place])] : dossier.tombstones;
  const isLast = links.length === 0 && dossier.reservations.length === 0;
  const without: Dossier = {
    ...{ ...dossier, links, writes, tombstones, former: [...dossier.former, place] },
    ...{ due: !isLast, retired: isLast },
  };
  const gone: Review = {
    ...{ kind: 'GONE', canonicalId: dossier.canonical.id, place, field: null, open: !isLast },
    message: 'The record was removed in its system; the others stand as they are.',
  };
  const planned = { ...without, writes: [...without.writes, ...removals(without, link, view, policy)] };
  const archive = archiveOf(link, links, runningFlows(view, policy));
  return { dossier: planned, journal: { ...nothingToNote, reviews: [gone] }, archive };
}

/** What a paused dataflow says of removals is not carried on: a person decides. */
function runningFlows({ paused }: View, { flows }: SyncPolicy): readonly Dataflow[] {
  return flows.filter(({ id }) => !paused.has(id));
}

function archiveOf(gone: LinkState, others: readonly LinkState[], flows: readonly Dataflow[]): Removed['archive'] {
  if (!others.some((other) => flowBetween(gone, other, 'archive', flows))) return null;
  return gone.mapping.canonicalType === 'Project' ? { isClosed: true } : { isActive: false };
}

function flowBetween(a: LinkState, b: LinkState, deletes: Dataflow['deletes'], flows: readonly Dataflow[]): boolean {
  const ends = [slotOf(a), slotOf(b)];
  return flows.some((flow) => {
    const between = ends.includes(entityKey(flow.left)) && ends.includes(entityKey(flow.right));
    return between && flow.deletes === deletes;
  });
}

function cancelled(write: Write): Write {
  return { ...write, status: 'CANCELLED', code: 'NOT_FOUND', message: 'The record is not there any more.' };
}

/** Removals of the other records, where the dataflow to them carries removals on. */
function removals(dossier: Dossier, gone: LinkState, view: View, policy: SyncPolicy): Write[] {
  const targets = dossier.links.filter(
    (link) => carriesRemovals(gone, link, view, policy) && openWrites(dossier, link.id).length === 0,
  );
  const causes = { [slotOf(gone)]: dossier.canonical.version };
  return targets.map((link) => ({
    ...{ id: view.newId(), linkId: link.id, system: link.system, entityType: link.entityType },
    ...{ kind: 'REMOVE', status: 'PLANNED', values: {}, expect: {}, causes, externalRef: null, externalId: null },
    ...{ sentVersion: null, attempts: 0, lookUps: 0, notBefore: null, firstSentAt: null, leaseUntil: null },
    ...{ code: null, message: null },
  }));
}

function carriesRemovals(gone: LinkState, other: LinkState, view: View, policy: SyncPolicy): boolean {
  if (!placeAt(policy, slotOf(other)).traits.canRemove) return false;
  if (!policy.rules.keepOthers) return true;
  return flowBetween(gone, other, 'propagate', runningFlows(view, policy));
}
