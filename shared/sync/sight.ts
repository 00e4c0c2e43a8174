import { fieldOf } from '../canonical/types.js';
import { same } from '../canonical/same.js';
import type { Value } from '../canonical/field.js';
import { imageOf, type Mapping } from '../mapping/mapping.js';
import { askToRemove, outOfUse, ownRemoval, removalOf, says, wantedGone } from './carry-removal.js';
import { isUnjudged } from './confirm.js';
import {
  isOpen,
  isUnderWay,
  linkIn,
  nothingToNote,
  openWrites,
  withLink,
  type Dossier,
  type Journal,
  type Moved,
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
 * they are, unless the dataflow between them says otherwise: where it carries removals on, a person is asked first. What
 * the hub took back is carried on nowhere.
 */
export function remove(dossier: Dossier, linkId: string, view: View, policy: SyncPolicy): Removed {
  const link = linkIn(dossier, linkId);
  if (!link) return { dossier, journal: nothingToNote, archive: null };
  const place = slotOf(link);
  const links = dossier.links.filter(({ id }) => id !== linkId);
  const writes = dossier.writes.map((write) => (write.linkId === linkId && isOpen(write) ? cancelled(write) : write));
  const tombstones = policy.rules.tombstones ? [...new Set([...dossier.tombstones, place])] : dossier.tombstones;
  const isLast = links.length === 0 && dossier.reservations.length === 0;
  const own = ownRemoval(dossier, linkId);
  const without: Dossier = {
    ...{ ...dossier, links, writes, tombstones, former: [...dossier.former, place] },
    ...{ due: !isLast, retired: isLast },
  };
  const gone: Review = {
    ...{ kind: 'GONE', canonicalId: dossier.canonical.id, place, field: null, open: !isLast && !own },
    message: own ? byThePerson : 'The record was removed in its system; the others stand as they are.',
  };
  if (own && place in own.causes)
    return { dossier: without, journal: { ...nothingToNote, reviews: [gone] }, archive: null };
  const called = wantedGone(without, place, view, policy);
  const archives = links.some((other) => says('archive', [place, slotOf(other)], view, policy));
  const archive = archives ? outOfUse(link.mapping) : null;
  if (!policy.rules.keepOthers) return { ...atOnce(without, place, called, view, gone), archive };
  const reviews = [gone, ...called.map((other) => askToRemove(without, other, place, isUnjudged(other)))];
  return { dossier: without, journal: { ...nothingToNote, reviews }, archive };
}

const byThePerson = 'The hub removed the record, as a person had said; it can be made again.';

/** What must never be done; the simulation shows why. */
function atOnce(dossier: Dossier, gone: string, called: readonly LinkState[], view: View, review: Review): Moved {
  const free = called.filter(({ id }) => openWrites(dossier, id).length === 0);
  const removals = free.map((link) => removalOf(dossier, link, [gone], view));
  const journal = { ...nothingToNote, reviews: [review] };
  return { dossier: { ...dossier, writes: [...dossier.writes, ...removals] }, journal };
}

function cancelled(write: Write): Write {
  return { ...write, status: 'CANCELLED', code: 'NOT_FOUND', message: 'The record is not there any more.' };
}
