import { entityKey } from '../../shared/dataflows/dataflow.js';
import type { Dossier, Write } from '../../shared/sync/dossier.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import { isRetiring } from '../../shared/sync/take-back.js';
import type { Decision } from '../../subgraphs/hub/sync/store.js';
import { nameOf } from './chronicle.js';
import type { BookedWrite, Evidence, LandedWrite, Violation } from './evidence.js';

/**
 * I-8: each write that took effect is in the books as one that was sent by then: of its kind, to that very record, and of no
 * other fields; and nothing was made where only matches link, save what a person wanted again.
 */
export function pure(evidence: Evidence): Violation[] {
  const wanted = evidence.operators.flatMap(({ kind, place }) =>
    kind === 'RECREATE' && place !== null ? [place] : [],
  );
  const creatable = new Set([...creatableIn(evidence.policy), ...wanted]);
  return evidence.landed.flatMap((landed): Violation[] => {
    const { kind, place, recordId } = landed;
    const made =
      kind === 'CREATE' && !creatable.has(place) ? [`${place}/${recordId} was made where only matches link`] : [];
    const isMeant = evidence.writes.some((booked) => isIntent(evidence, booked, landed));
    const sent = isMeant ? [] : [`a ${kind} of ${place}/${recordId} took effect that no intent asked for`];
    return [...made, ...sent].map((what) => ({ invariant: 'I-8', what }));
  });
}

function creatableIn({ flows }: SyncPolicy): Set<string> {
  return new Set(flows.flatMap(({ establish, right }) => (establish === 'CREATE' ? [entityKey(right)] : [])));
}

function isIntent({ records }: Evidence, { write, went }: BookedWrite, landed: LandedWrite): boolean {
  const { kind, place, recordId, reference, at, set } = landed;
  if ((isRetiring(write) ? 'UPDATE' : write.kind) !== kind || slotOf(write) !== place) return false;
  if (!went.some((step) => step.status === 'SENDING' && step.at <= at)) return false;
  if (kind === 'CREATE') return write.externalRef === reference;
  return records.get(write.linkId) === nameOf(place, recordId) && Object.keys(set).every((one) => one in write.values);
}

/**
 * I-8: no write is begun to a record that only match dataflows reach and that stands alone, as one that never stood with
 * others, unless a person set its values at the hub.
 */
export function* linkedFirst(
  before: readonly Dossier[],
  { dossiers }: Decision<unknown>,
  policy: SyncPolicy,
): Iterable<Violation> {
  const sent = new Set(
    before.flatMap(({ writes }) => writes.flatMap((one) => (one.status === 'SENDING' ? one.id : []))),
  );
  const reached = reachedByMakers(policy);
  for (const dossier of dossiers)
    for (const write of dossier.writes)
      if (write.status === 'SENDING' && !sent.has(write.id) && !reached.has(slotOf(write)) && isAlone(dossier, write))
        yield {
          invariant: 'I-8',
          what: `a ${write.kind} was begun to a record of ${slotOf(write)} that is not linked`,
        };
}

/** Places at the end of a dataflow that makes counterparts. */
function reachedByMakers({ flows }: SyncPolicy): Set<string> {
  return new Set(
    flows.flatMap(({ establish, left, right }) => (establish === 'CREATE' ? [entityKey(left), entityKey(right)] : [])),
  );
}

function isAlone({ links, former, reservations, canonical }: Dossier, { values }: Write): boolean {
  const isAsked = Object.keys(values).every((field) => canonical.provenance[field]?.linkId === null);
  return links.length === 1 && former.length === 0 && reservations.length === 0 && !isAsked;
}
