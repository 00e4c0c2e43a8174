import type { Value } from '../canonical/field.js';
import { entityKey, type Dataflow } from '../dataflows/dataflow.js';
import type { Mapping } from '../mapping/mapping.js';
import { isOpen, isUnderWay, nothingToNote, type Dossier, type Journal, type Review, type Write } from './dossier.js';
import { isUnjudged } from './confirm.js';
import type { Matter } from './person.js';
import { expectation } from './plan.js';
import { placeAt, type SyncPolicy, type View } from './policy.js';
import { slotOf, type LinkState } from './state.js';
import { suspectedIn } from './successors.js';

type Running = Pick<View, 'paused'>;

/** Whether a dataflow that runs lies between two places and says that of removals; what a paused one says is not carried on. */
export function says(
  deletes: Dataflow['deletes'],
  [place, other]: readonly [string, string],
  { paused }: Running,
  { flows }: Pick<SyncPolicy, 'flows'>,
): boolean {
  return flows.some((flow) => {
    const ends = [entityKey(flow.left), entityKey(flow.right)];
    return flow.deletes === deletes && !paused.has(flow.id) && ends.includes(place) && ends.includes(other);
  });
}

/** The records that a removal is to be carried on to, once a person says so. */
export function wantedGone({ links }: Dossier, gone: string, view: Running, policy: SyncPolicy): LinkState[] {
  return links.filter((link) => {
    const place = slotOf(link);
    if (place === gone || !placeAt(policy, place).traits.canRemove) return false;
    return !policy.rules.keepOthers || says('propagate', [gone, place], view, policy);
  });
}

/** The values that put a canonical thing out of use. */
export function outOfUse({ canonicalType }: Pick<Mapping, 'canonicalType'>): Readonly<Record<string, Value>> {
  return canonicalType === 'Project' ? { isClosed: true } : { isActive: false };
}

/** Puts the removal of a record before a person. @param edited whether somebody has edited it, or what it is linked with, since. */
export function askToRemove(dossier: Dossier, link: LinkState, gone: string, edited: boolean): Review {
  const place = slotOf(link);
  const why = `The record in ${gone} was removed in its system, and its dataflow says to remove the one in ${place} too`;
  const since = edited ? ', but one of the linked records was edited since' : '';
  return {
    ...{ kind: 'REMOVAL', canonicalId: dossier.canonical.id, place, field: null, open: true },
    message: `${why}${since}: with tryAgain it is removed, without it stays.`,
  };
}

/** A removal of a linked record, as it stands now: it gives way if the record turns out to be another by then. */
export function removalOf(
  dossier: Dossier,
  link: LinkState,
  places: readonly string[],
  { newId }: Pick<View, 'newId'>,
): Write {
  const causes = Object.fromEntries(places.map((place) => [place, dossier.canonical.version]));
  return {
    ...{ id: newId(), linkId: link.id, system: link.system, entityType: link.entityType },
    ...{ kind: 'REMOVE', status: 'PLANNED', values: {}, expect: expectation(link), causes, externalRef: null },
    ...{ externalId: null, sentVersion: link.version, attempts: 0, lookUps: 0, notBefore: null, firstSentAt: null },
    ...{ leaseUntil: null, code: null, message: null },
  };
}

/** With a removal planned for a link; what else was planned for it, and never sent, is not needed any more. */
export function withRemoval(dossier: Dossier, removal: Write): Dossier {
  const end = { status: 'CANCELLED', code: 'SUPERSEDED', message: 'The record is to be removed.' } as const;
  const writes = dossier.writes.map((write): Write =>
    write.linkId === removal.linkId && write.status === 'PLANNED' ? { ...write, ...end } : write,
  );
  return { ...dossier, writes: [...writes, removal] };
}

export interface Approved {
  readonly dossier: Dossier;
  readonly journal: Journal;
  /** Why nothing is removed, for whoever approved; null: it is going to be. */
  readonly withheld: string | null;
}

/**
 * A person approves that a record is removed because another was. It is planned, unless a linked record was edited since
 * that was put before people: then it is put before them again, and says so.
 * @param shownAt when it was put before them, in ms since 1970.
 */
export function approveRemoval(
  dossier: Dossier,
  place: string,
  shownAt: number,
  view: Running & Pick<View, 'newId'>,
  policy: SyncPolicy,
): Approved {
  const withheld = (why: string): Approved => ({ dossier, journal: nothingToNote, withheld: why });
  const link = dossier.links.find((one) => slotOf(one) === place);
  if (!link || link.state !== 'ACTIVE') return withheld('There is no record in sync in that place any more.');
  const suspected = suspectedIn(dossier);
  const called = dossier.tombstones.filter((gone) => wantedGone(dossier, gone, view, policy).includes(link));
  const causes = called.filter((gone) => !suspected.includes(gone));
  const [gone] = causes;
  if (gone === undefined && called.length > 0)
    return withheld('Say first whether the removed record became another one: that was put before you too.');
  if (gone === undefined) return withheld('No dataflow that runs carries such a removal on any more.');
  if (dossier.writes.some((write) => write.linkId === link.id && (isUnderWay(write) || isRemoval(write))))
    return withheld('A write of this record is under way: answer once it is settled.');
  if (!isEditedSince(dossier, shownAt))
    return { ...withheld(''), dossier: withRemoval(dossier, removalOf(dossier, link, causes, view)), withheld: null };
  const again = askToRemove(dossier, link, gone, true);
  return {
    ...withheld('A linked record was edited since: it is put before you again.'),
    journal: { ...nothingToNote, reviews: [again] },
  };
}

function isRemoval(write: Write): boolean {
  return write.kind === 'REMOVE' && isOpen(write);
}

function isEditedSince({ canonical, due, links }: Dossier, shownAt: number): boolean {
  const made = Object.values(canonical.provenance);
  const isEdit = made.some(({ edited, linkId, until }) => until > shownAt && (edited === true || linkId === null));
  return isEdit || (due && links.some(isUnjudged));
}

/** What is noted of a removal that gave way, since the record was changed by then. */
export function noteGivenWay(dossier: Dossier, { causes }: Write, link: LinkState): Review {
  const place = slotOf(link);
  const [gone] = Object.keys(causes);
  if (gone !== undefined && gone !== place) return askToRemove(dossier, link, gone, true);
  return {
    ...{ kind: 'CHANGED_SINCE', canonicalId: dossier.canonical.id, place, field: null, open: false },
    message: 'The record was to be taken back, and somebody had changed it since it was made: it stays.',
  };
}

/** The hub's own removal of a link's record, which was sent; undefined: whoever removed it, the hub did not. */
export function ownRemoval({ writes }: Dossier, linkId: string): Write | undefined {
  return writes.find((write) => {
    const wasSent = isUnderWay(write) || write.status === 'CONFIRMED';
    return write.kind === 'REMOVE' && write.linkId === linkId && wasSent;
  });
}

/** What a person need not decide any more: removals of records that are linked here no longer. */
export function endedRemovals(before: Dossier, after: Dossier): Matter[] {
  if (before.links === after.links) return [];
  const standing = new Set(after.links.map(({ id }) => id));
  const ended = before.links.filter(({ id }) => !standing.has(id));
  return ended.map((link) => removalAt(before, slotOf(link)));
}

/** What a person need not decide any more once a removed record is made again: removals for no other reason. */
export function withdrawnRemovals(after: Dossier, place: string, view: Running, policy: SyncPolicy): Matter[] {
  const others = new Set(after.tombstones.flatMap((gone) => wantedGone(after, gone, view, policy)));
  const called = wantedGone(after, place, view, policy).filter((link) => !others.has(link));
  return called.map((link) => removalAt(after, slotOf(link)));
}

function removalAt({ canonical }: Dossier, place: string): Matter {
  return { kind: 'REMOVAL', canonicalId: canonical.id, place, field: null };
}
