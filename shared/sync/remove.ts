import type { Value } from '../canonical/field.js';
import { askToRemove, outOfUse, ownRemoval, removalOf, says, wantedGone } from './carry-removal.js';
import { isUnjudged } from './confirm.js';
import {
  isOpen,
  linkIn,
  nothingToNote,
  openWrites,
  type Dossier,
  type Journal,
  type Moved,
  type Review,
  type Write,
} from './dossier.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { slotOf, type LinkState } from './state.js';
import { suspicion } from './successors.js';

export interface Removed {
  readonly dossier: Dossier;
  readonly journal: Journal;
  /** What a dataflow that archives sets on the others, as an edit; null: nothing. */
  readonly archive: Readonly<Record<string, Value>> | null;
}

/**
 * A record is known to be removed: its link ends, its place stays empty until a person decides, and the others go on as
 * they are, unless the dataflow between them says otherwise: where it carries removals on, a person is asked first. What
 * the hub took back is carried on nowhere. Where another record of the place bears its strong keys, it may have gone into
 * that one: then a person says first what became of it.
 */
export function remove(dossier: Dossier, linkId: string, view: View, policy: SyncPolicy): Removed {
  const link = linkIn(dossier, linkId);
  if (!link) return { dossier, journal: nothingToNote, archive: null };
  const place = slotOf(link);
  const without = ended(dossier, link, policy);
  const own = ownRemoval(dossier, linkId);
  if (own) return removedByTheHub(without, place, own, view, policy);
  const isSuspect = policy.rules.tombstones && !without.retired && view.succeeded.has(linkId);
  if (!isSuspect) return carriedOn(without, place, inItsSystem(without, place), view, policy);
  const withheld = [...new Set([...without.withheld, place])];
  const reviews = [suspicion(without, place)];
  return { dossier: { ...without, withheld }, journal: { ...nothingToNote, reviews }, archive: null };
}

/**
 * A person says that a record was truly removed, and went into no other: what was kept back until then goes on, and what
 * its dataflows say of removals is carried on.
 */
export function confirmRemoval(dossier: Dossier, place: string, view: View, policy: SyncPolicy): Removed {
  if (!dossier.tombstones.includes(place)) return { dossier, journal: nothingToNote, archive: null };
  const sure = { ...certainOf(dossier, place), due: !dossier.retired };
  if (!dossier.withheld.includes(place)) return { dossier: sure, journal: nothingToNote, archive: null };
  return carriedOn(sure, place, inItsSystem(sure, place), view, policy);
}

function ended(dossier: Dossier, link: LinkState, { rules }: SyncPolicy): Dossier {
  const place = slotOf(link);
  const links = dossier.links.filter(({ id }) => id !== link.id);
  const writes = dossier.writes.map((write) => (write.linkId === link.id && isOpen(write) ? cancelled(write) : write));
  const tombstones = rules.tombstones ? [...new Set([...dossier.tombstones, place])] : dossier.tombstones;
  const isLast = links.length === 0 && dossier.reservations.length === 0;
  return {
    ...{ ...dossier, links, writes, tombstones, former: [...dossier.former, place] },
    ...{ due: !isLast, retired: isLast },
  };
}

/** There is nothing to be found out about what became of the record. */
function removedByTheHub(without: Dossier, place: string, own: Write, view: View, policy: SyncPolicy): Removed {
  const dossier = without.tombstones.includes(place) ? certainOf(without, place) : without;
  const gone: Review = { ...inItsSystem(dossier, place), open: false, message: byThePerson };
  if (place in own.causes) return { dossier, journal: { ...nothingToNote, reviews: [gone] }, archive: null };
  return carriedOn(dossier, place, gone, view, policy);
}

function certainOf(dossier: Dossier, place: string): Dossier {
  return {
    ...dossier,
    certain: [...new Set([...dossier.certain, place])],
    withheld: dossier.withheld.filter((one) => one !== place),
    successors: dossier.successors.filter((one) => one.place !== place),
  };
}

function inItsSystem({ canonical, retired }: Dossier, place: string): Review {
  return {
    ...{ kind: 'GONE', canonicalId: canonical.id, place, field: null, open: !retired },
    message: 'The record was removed in its system; the others stand as they are.',
  };
}

const byThePerson = 'The hub removed the record, as a person had said; it can be made again.';

/** The removal of a place's record as people are told of it, with what the dataflows make of it. */
function carriedOn(without: Dossier, place: string, gone: Review, view: View, policy: SyncPolicy): Removed {
  const called = wantedGone(without, place, view, policy);
  const archives = without.links.some((other) => says('archive', [place, slotOf(other)], view, policy));
  const archive = archives ? outOfUse(placeAt(policy, place).mapping) : null;
  if (!policy.rules.keepOthers) return { ...atOnce(without, place, called, view, gone), archive };
  const reviews = [gone, ...called.map((other) => askToRemove(without, other, place, isUnjudged(other)))];
  return { dossier: without, journal: { ...nothingToNote, reviews }, archive };
}

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
