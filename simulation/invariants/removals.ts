import type { Dossier, Write } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import { suspectedIn } from '../../shared/sync/successors.js';
import type { Decision } from '../../subgraphs/hub/sync/store.js';
import { nameOf } from './chronicle.js';
import type { Truth } from './edits.js';
import type { BookedWrite, Evidence, HumanAct, Violation } from './evidence.js';
import { Families } from './families.js';
import { couldBeTold } from './successors.js';

/**
 * I-12: a place is barred only where a record of it that stood in the canonical record was removed in its system, or was just
 * taken out by a person.
 */
export function* grounded(
  before: readonly Dossier[],
  { dossiers, exclusions }: Decision<unknown>,
  truth: Truth,
): Iterable<Violation> {
  const barred = new Set(before.flatMap(({ tombstones }) => tombstones));
  const standing = new Set(dossiers.flatMap(({ links }) => links.map(({ id }) => id)));
  const left = before.flatMap(({ links }) => links.filter(({ id }) => !standing.has(id)));
  for (const { canonical, tombstones } of dossiers)
    for (const place of tombstones) {
      if (barred.has(place) || exclusions) continue;
      const gone = left.filter((link) => slotOf(link) === place);
      if (gone.some(({ externalId }) => wasRemoved(truth, place, externalId))) continue;
      yield { invariant: 'I-12', what: `${canonical.id} has a tombstone for ${place}, whose record nobody removed` };
    }
}

/**
 * I-12: as long as a person is asked if a removed record became another one, no removal that follows from it is sent, nothing
 * is made for the other one, and no rule links it.
 */
export function* patient(before: readonly Dossier[], { dossiers, merged }: Decision<unknown>): Iterable<Violation> {
  const known = new Map(before.map((dossier) => [dossier.canonical.id, dossier]));
  for (const dossier of dossiers) {
    const was = known.get(dossier.canonical.id);
    if (!was) continue;
    const suspected = suspectedIn(was);
    const sent = dossier.writes.filter(({ id, status }) => status === 'SENDING' && isPlanned(was, id));
    for (const { kind, causes, linkId } of sent) {
      const isDemanded = was.reservations.some((one) => one.linkId === linkId && one.dataflowId !== null);
      const isHasty =
        kind === 'REMOVE' ? suspected.some((place) => place in causes) : kind === 'CREATE' && was.claimed && isDemanded;
      if (isHasty)
        yield { invariant: 'I-12', what: `${was.canonical.id}: ${kind} was sent before a person had decided` };
    }
  }
  for (const id of merged?.keys() ?? []) {
    const into = dossiers.find(({ canonical }) => canonical.id === merged?.get(id));
    const joined = into?.links.filter((link) => known.get(id)?.links.some((one) => one.id === link.id)) ?? [];
    if (known.get(id)?.claimed && joined.some(({ rule }) => rule?.includes('#')))
      yield { invariant: 'I-12', what: `${id} was linked by a rule before a person had decided` };
  }
}

function isPlanned({ writes }: Dossier, id: string): boolean {
  return writes.some((write) => write.id === id && write.status === 'PLANNED');
}

function wasRemoved({ people, landed }: Truth, place: string, recordId: string): boolean {
  const isIt = (one: { readonly place: string; readonly recordId: string; readonly kind: string }): boolean =>
    one.place === place && one.recordId === recordId && (one.kind === 'DELETE' || one.kind === 'REMOVE');
  return people.some(isIt) || landed.some(isIt);
}

/** I-12: no tombstone stands for a living record, nothing was made on one, and nothing was removed that no dataflow removes. */
export function noResurrection(evidence: Evidence): Violation[] {
  const wrongly = evidence.dossiers.flatMap(({ canonical, links, tombstones }) =>
    links
      .filter((link) => tombstones.includes(slotOf(link)))
      .map((link) => `${canonical.id} has a record on the tombstone of ${slotOf(link)}`),
  );
  return [...removedAlone(evidence), ...wrongly, ...madeAgain(evidence)].map((what) => ({ invariant: 'I-12', what }));
}

/** Whether a removal has what the hub made go away again, for its own sake. */
export function isTakingBack(write: Write): boolean {
  return Object.keys(write.causes).includes(slotOf(write));
}

/** A removal follows from another one, which the books have as put before people, or from what a person took back. */
export function withoutRemoval({ reviews, operators }: Evidence, write: Write, canonicalId: string): string[] {
  const { id, causes } = write;
  const places = Object.keys(causes);
  if (isTakingBack(write)) {
    const isAsked = operators.some((act) => act.kind === 'TAKE_BACK' && act.canonicalId === canonicalId);
    return isAsked ? [] : [`removal ${id} takes back what nobody asked it to`];
  }
  if (places.length === 0) return [`removal ${id} names no cause`];
  return places
    .filter(
      (place) => !reviews.some((one) => one.kind === 'GONE' && one.canonicalId === canonicalId && one.place === place),
    )
    .map((place) => `removal ${id} names one in ${place} that is not in the books`);
}

/** Removals by the engine that carry on none of a person's, or that no person approved, save of what a person took back. */
function removedAlone(evidence: Evidence): string[] {
  const { landed, policy, people, operators, writes } = evidence;
  const isCarried = policy.flows.some(({ deletes }) => deletes === 'propagate');
  const families = new Families(evidence);
  return landed.flatMap((removal) => {
    const { kind, place, recordId, seq, at } = removal;
    if (kind !== 'REMOVE') return [];
    if (operators.some((act) => act.kind === 'TAKE_BACK' && act.place === place && act.recordId === recordId))
      return [];
    const { members, canonicalIds } = families.ofRecord(place, recordId) ?? {};
    const isApproved = operators.some(
      (act) => act.kind === 'APPROVE' && act.place === place && canonicalIds?.has(act.canonicalId),
    );
    const isConfirmed = ({ place: where }: HumanAct): boolean =>
      operators.some((act) => act.kind === 'DISMISS' && act.place === where && canonicalIds?.has(act.canonicalId));
    const isIts = ({ write, canonicalId }: BookedWrite): boolean =>
      write.kind === 'REMOVE' && slotOf(write) === place && (canonicalIds?.has(canonicalId) ?? false);
    const plannedAt = writes
      .filter(isIts)
      .flatMap(({ went }) => went.filter((step) => step.status === 'PLANNED' && step.at <= at))
      .reduce((last, step) => Math.max(last, step.at), 0);
    const isMeant = people.some(
      (act) =>
        act.kind === 'DELETE' &&
        act.seq < seq &&
        members?.has(nameOf(act.place, act.recordId)) &&
        (isConfirmed(act) || !couldBeTold(evidence, act, plannedAt, removal)),
    );
    return isCarried && isMeant && isApproved ? [] : [`${place}/${recordId} was removed by the engine`];
  });
}

/** Creations that were sent for a place after its record was known to be removed, and that no person asked for. */
function madeAgain(evidence: Evidence): string[] {
  const { writes, reviews, operators } = evidence;
  const families = new Families(evidence);
  return writes.flatMap(({ write, canonicalId }) => {
    const place = slotOf(write);
    const isAgain = reviews.some(
      ({ kind, at, ...about }) =>
        kind === 'GONE' && about.canonicalId === canonicalId && about.place === place && at < (write.firstSentAt ?? 0),
    );
    const family = families.ofCanonical(canonicalId)?.canonicalIds;
    const isWanted = operators.some(
      (act) => act.kind === 'RECREATE' && act.place === place && family?.has(act.canonicalId),
    );
    return write.kind === 'CREATE' && isAgain && !isWanted
      ? [`${canonicalId} was given a record in ${place} again`]
      : [];
  });
}
