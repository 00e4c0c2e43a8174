import { entityKey } from '../../shared/dataflows/dataflow.js';
import { isTraceable, placeAt } from '../../shared/sync/policy.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Evidence, OperatorAct, Violation } from './evidence.js';

/**
 * I-6: each record the engine made and each link to one stand for each other, and no two were made for one place. In a system
 * without references a record is beyond proof once a person has changed it, or when it was made later than its sheet says any
 * request can take.
 */
export function madeOnce(evidence: Evidence): Violation[] {
  const linked = new Map<string, string>();
  for (const { canonical, links } of evidence.dossiers)
    for (const link of links) linked.set(`${slotOf(link)}/${link.externalId}`, `${canonical.id} ${link.origin}`);
  const made = evidence.landed.filter(({ kind }) => kind === 'CREATE');
  return made.flatMap(({ place, recordId, isLate, reference }): Violation[] => {
    if (!evidence.live.get(place)?.has(recordId)) return [];
    const isProvable = isTraceable(placeAt(evidence.policy, place).traits);
    if (!isProvable && (isLate || evidence.people.some((act) => act.recordId === recordId && act.place === place)))
      return [];
    const holder = linked.get(`${place}/${recordId}`);
    const stranger = holder && strangerIn(evidence, place, reference, holder);
    if (stranger !== undefined && stranger !== null)
      return [{ invariant: 'I-6', what: `${place}/${recordId} was made for ${stranger}, and is ${holder ?? ''}` }];
    if (holder?.endsWith('CREATED') || isTakenOut(evidence, place, recordId)) return [];
    if (isReviewed(evidence, place, parentsOf(evidence, place, reference))) return [];
    return [
      { invariant: 'I-6', what: `${place}/${recordId} was made by the engine and is ${holder ?? 'linked to nothing'}` },
    ];
  });
}

/** For which other canonical record than the one that took it in a record was made; null: for that one. */
function strangerIn(evidence: Evidence, place: string, reference: string | null, holder: string): string | null {
  const live = parentsOf(evidence, place, reference);
  const isOwn = !holder.endsWith('CREATED') || live.some((id) => holder.startsWith(id));
  return isOwn ? null : (live[0] ?? 'nothing');
}

/** The canonical records, as they live today, that creations under a reference were for. */
function parentsOf({ writes, merged }: Evidence, place: string, reference: string | null): string[] {
  return writes.flatMap(({ write, canonicalId }) =>
    write.kind === 'CREATE' && slotOf(write) === place && write.externalRef === reference
      ? [survivorOf(merged, canonicalId)]
      : [],
  );
}

function survivorOf(merged: Evidence['merged'], id: string): string {
  let current = id;
  for (let next = merged.get(current); next !== undefined; next = merged.get(current)) current = next;
  return current;
}

/**
 * I-12: what was removed demands nothing: no creation is planned for it, and sent, after it was gone. Where another record
 * took its place, that one demands.
 */
export function noGhosts({ writes, people, dossiers, merged }: Evidence): Violation[] {
  return writes.flatMap(({ write, canonicalId, went }): Violation[] => {
    if (write.kind !== 'CREATE') return [];
    const [demander = ''] = write.externalRef?.split('#') ?? [];
    const colon = demander.indexOf(':');
    const [place, id] = [demander.slice(0, colon), demander.slice(colon + 1)];
    const home = dossiers.find(({ canonical }) => canonical.id === survivorOf(merged, canonicalId));
    if (home?.links.some((link) => slotOf(link) === place)) return [];
    const goneAt = people.findLast((act) => act.place === place && act.recordId === id);
    if (goneAt?.kind !== 'DELETE') return [];
    const isGhost = went.some(({ status, at }, index) => {
      const plannedAt = went.slice(0, index).findLast((step) => step.status === 'PLANNED')?.at ?? at;
      return status === 'SENDING' && goneAt.at < plannedAt;
    });
    return isGhost
      ? [{ invariant: 'I-12', what: `${slotOf(write)} was given a record for ${place}/${id}, which was gone` }]
      : [];
  });
}

/** Whether a person said that the record is none of its canonical record's, or not to be in use any more. */
function isTakenOut({ operators }: Evidence, place: string, recordId: string): boolean {
  return operators.some(
    (act) => (act.kind === 'SEPARATE' || act.kind === 'TAKE_BACK') && act.place === place && act.recordId === recordId,
  );
}

/** A creation that nobody can judge but a person is named in a review of its own canonical record: its child may stand unlinked until then. */
function isReviewed({ reviews, merged }: Evidence, place: string, parents: readonly string[]): boolean {
  return reviews.some(
    (review) =>
      ['CREATE_AMBIGUOUS', 'DUPLICATE'].includes(review.kind) &&
      review.place === place &&
      parents.includes(survivorOf(merged, review.canonicalId)),
  );
}

/** I-7: every live record that a dataflow demands a counterpart for has one, save for tombstones and what a person is asked. */
export function complete(evidence: Evidence): Violation[] {
  const { dossiers, policy, writes, live } = evidence;
  return dossiers.flatMap((dossier) =>
    policy.flows.flatMap((flow): Violation[] => {
      const place = entityKey(flow.right);
      const source = dossier.links.find((link) => slotOf(link) === entityKey(flow.left) && link.state === 'ACTIVE');
      if (flow.establish !== 'CREATE' || !source || !live.get(slotOf(source))?.has(source.externalId)) return [];
      if (isFilled(dossier, place) || isBarred(dossier, source.origin, place)) return [];
      if (dossier.claimed) return [];
      const kind = policy.places.get(place)?.mapping.kind;
      if (kind && dossier.canonical.kind && kind !== dossier.canonical.kind) return [];
      const isRefused = writes.some(
        ({ write, canonicalId }) =>
          canonicalId === dossier.canonical.id &&
          write.kind === 'CREATE' &&
          write.status === 'REFUSED' &&
          slotOf(write) === place,
      );
      if (isRefused || waitsForPerson(evidence, dossier, place)) return [];
      return [{ invariant: 'I-7', what: `${slotOf(source)}/${source.externalId} has no counterpart in ${place}` }];
    }),
  );
}

/** Whether the record would refer to one whose own creation a person has to judge first: at rest no other is reserved. */
function waitsForPerson({ dossiers, merged, policy }: Evidence, { canonical }: Dossier, place: string): boolean {
  const { system, fields } = placeAt(policy, place).mapping;
  return Object.entries(fields).some(([field, { reference }]) => {
    const value = canonical.fields[field];
    if (reference === undefined || typeof value !== 'string') return false;
    const target = dossiers.find((dossier) => dossier.canonical.id === (merged.get(value) ?? value));
    return target?.reservations.some((one) => slotOf(one) === `${system}.${reference}`) ?? false;
  });
}

function isFilled(dossier: Dossier, place: string): boolean {
  return [
    ...dossier.links.map(slotOf),
    ...dossier.reservations.map(slotOf),
    ...dossier.tombstones,
    ...dossier.reviewed,
  ].includes(place);
}

/** R4: a record the engine made demands nothing in a system that represents the canonical record. */
function isBarred(dossier: Dossier, origin: string, place: string): boolean {
  const known = [...dossier.links.map(slotOf), ...dossier.former, ...dossier.tombstones];
  const [system = ''] = place.split('.');
  return origin === 'CREATED' && known.some((other) => other !== place && other.startsWith(`${system}.`));
}

/** I-9: a record is in one canonical record, and a canonical record has one record in a place. */
export function oneToOne({ dossiers }: Evidence): Violation[] {
  const holders = new Map<string, string>();
  return dossiers.flatMap(({ canonical, links, reservations }) => {
    const places = [...links.map(slotOf), ...reservations.map(slotOf)];
    const twice = places.filter((place, index) => places.indexOf(place) !== index);
    const shared = links.filter((link) => {
      const name = `${slotOf(link)}/${link.externalId}`;
      const other = holders.get(name);
      holders.set(name, canonical.id);
      return other !== undefined && other !== canonical.id;
    });
    return [
      ...twice.map((place) => ({ invariant: 'I-9', what: `${canonical.id} has two records in ${place}` })),
      ...shared.map((link) => ({
        invariant: 'I-9',
        what: `${slotOf(link)}/${link.externalId} is in two canonical records`,
      })),
    ];
  });
}

/**
 * I-11: what the engine made was not demanded by a record it had made, in a system that stood for the canonical record. Where a
 * person had the demanding one made again, nobody can tell any more which of the two demanded.
 */
export function noReflection({ dossiers, merged, operators, policy }: Evidence): Violation[] {
  return dossiers.flatMap((dossier) =>
    dossier.links.flatMap((link): Violation[] => {
      const flow = policy.flows.find(({ id }) => id === link.rule);
      if (link.origin !== 'CREATED' || !flow) return [];
      const source = dossier.links.find((one) => slotOf(one) === entityKey(flow.left));
      const others = dossier.links.filter((one) => one.system === link.system && one.id !== link.id);
      if (source?.origin !== 'CREATED' || others.length === 0 || flow.reflect) return [];
      const isAgain = (act: OperatorAct): boolean =>
        act.kind === 'RECREATE' &&
        act.place === slotOf(source) &&
        survivorOf(merged, act.canonicalId) === dossier.canonical.id;
      if (operators.some(isAgain)) return [];
      return [
        {
          invariant: 'I-11',
          what: `${slotOf(link)}/${link.externalId} reflects ${slotOf(source)}/${source.externalId}`,
        },
      ];
    }),
  );
}
