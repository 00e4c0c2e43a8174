import { entityKey } from '../dataflows/dataflow.js';
import type { Mapping } from '../mapping/mapping.js';
import type { Dossier, Write } from './dossier.js';
import { heldLinks } from './held.js';
import { decideMatches, type MatchReview } from './match.js';
import { planCreates, valuesForCreate, type CreateBars, type PlannedCreate } from './plan.js';
import { hasOpenWrite, patchKey } from './plan-writes.js';
import type { SyncPolicy, View } from './policy.js';
import { slotOf } from './state.js';

/**
 * What the `create` dataflows demand of a canonical record, that may be made now: without what was refused as it is, and
 * without what is demanded by a record with a write under way, since what that brings may show that the counterpart
 * exists. Nothing is demanded of a canonical type while one of its entity types was never read whole, or never compared with
 * the others: what would be made may stand there; nor of one whose record a person may say is another's.
 */
export function demanded(
  dossier: Dossier,
  view: Pick<View, 'unseen' | 'ungathered' | 'reference' | 'paused'>,
  policy: SyncPolicy,
): PlannedCreate[] {
  const { type } = dossier.canonical;
  if (view.unseen.has(type) || view.ungathered.has(type) || dossier.retired || dossier.claimed) return [];
  const mappings = new Map<string, Mapping>([...policy.places].map(([key, { mapping }]) => [key, mapping]));
  const held = heldLinks(dossier, view, policy);
  const live = dossier.links.filter(
    ({ id, state, missedAt }) => state === 'ACTIVE' && missedAt === null && !held.has(id),
  );
  const flows = policy.flows.filter(({ id }) => !view.paused.has(id));
  const bars = barsOf(dossier, policy);
  const planned = planCreates(dossier.canonical, live, flows, mappings, bars, view.reference);
  return planned.filter((create) => !hasOpenWrite(dossier, create.demandedBy) && !wasRefused(dossier, create));
}

/** What bars creations of a canonical record. */
export function barsOf(dossier: Dossier, { rules }: SyncPolicy): CreateBars {
  const reserved = dossier.reservations.map(slotOf);
  const filled = [...dossier.links.map(slotOf), ...(rules.reservePlace ? reserved : [])];
  const known = [...filled, ...reserved, ...dossier.former, ...dossier.tombstones];
  return {
    taken: new Set([...filled, ...dossier.tombstones, ...dossier.reviewed]),
    represented: new Set(rules.noReflection ? known : []),
  };
}

function wasRefused(dossier: Dossier, create: PlannedCreate): boolean {
  const place = entityKey(create);
  const last = dossier.writes.findLast((write) => write.kind === 'CREATE' && slotOf(write) === place);
  return last?.status === 'REFUSED' && patchKey(last.values) === patchKey(create.values);
}

export interface Reserved {
  readonly dossier: Dossier;
  readonly reviews: readonly MatchReview[];
  /** The evidence shows a record that is to be linked first; nothing is reserved. */
  readonly linksFirst: boolean;
  readonly creates: number;
  /** How many are put off: a record is being written that may turn out to be what is demanded. */
  readonly awaited: number;
}

/**
 * Reserves the places of what is demanded and stores the intents. Before that the matches are looked at once more: what is
 * there already is to be linked, what may be there is put before a person, and what may come to be there is waited for.
 */
export function reserve(dossier: Dossier, view: View, policy: SyncPolicy): Reserved {
  const { joins, reviews } = view.evidence ? decideMatches(view.evidence, policy) : { joins: [], reviews: [] };
  const { id } = dossier.canonical;
  if (joins.some(({ survivor, loser }) => survivor === id || loser === id))
    return { dossier, reviews: [], linksFirst: true, creates: 0, awaited: 0 };
  const open = reviews.filter(({ reason }) => reason !== 'EXCLUDED');
  const reviewed = [...new Set([...dossier.reviewed, ...open.flatMap((review) => placesAcross(review, id))])];
  const wanted = demanded({ ...dossier, reviewed }, view, policy);
  const creates = wanted.filter((create) => !view.expected.get(id)?.has(entityKey(create)));
  const reserved = creates.reduce<Dossier>((so, create) => withCreation(so, create, view), { ...dossier, reviewed });
  const awaited = wanted.length - creates.length;
  return { dossier: reserved, reviews: open, linksFirst: false, creates: creates.length, awaited };
}

/** The places on the other side of a pair that is put before a person. */
function placesAcross({ pair: { left, right } }: MatchReview, canonicalId: string): string[] {
  return [
    ...(left.canonicalId === canonicalId ? [right.slot] : []),
    ...(right.canonicalId === canonicalId ? [left.slot] : []),
  ];
}

/** A record that is to be made. */
export interface Creation extends Omit<PlannedCreate, 'dataflowId' | 'demandedBy'> {
  /** Null: a person asked for it. */
  readonly dataflowId: string | null;
}

/**
 * Reserves a new record's place and stores the intent to make it. The reference names the record that demands it, and
 * which life of the place it is.
 */
export function withCreation(dossier: Dossier, create: Creation, view: Pick<View, 'newId'>): Dossier {
  const { system, entityType, dataflowId, values } = create;
  const linkId = view.newId();
  const life = dossier.former.filter((place) => place === entityKey(create)).length;
  const { provenance, version } = dossier.canonical;
  const causes = Object.keys(values).map((field): [string, number] => [field, provenance[field]?.version ?? version]);
  const write: Write = {
    ...{ id: view.newId(), linkId, system, entityType, kind: 'CREATE', status: 'PLANNED', values, expect: {} },
    causes: Object.fromEntries(causes),
    externalRef: life === 0 ? create.externalRef : `${create.externalRef}#${life + 1}`,
    ...{ externalId: null, sentVersion: null, attempts: 0, lookUps: 0, notBefore: null, firstSentAt: null },
    ...{ leaseUntil: null, code: null, message: null },
  };
  return {
    ...dossier,
    reservations: [...dossier.reservations, { linkId, system, entityType, dataflowId }],
    writes: [...dossier.writes, write],
  };
}

/**
 * The same of a record that a person asked for, with what the canonical record holds. A reference whose target is still coming
 * is left out, and written once it is there.
 */
export function withWish(dossier: Dossier, mapping: Mapping, view: Pick<View, 'newId' | 'reference'>): Dossier {
  const reference: View['reference'] = (id, place) => (view.reference(id, place) === 'there' ? 'there' : 'never');
  const values = valuesForCreate(dossier.canonical, mapping, reference) ?? {};
  const { system, entityType } = mapping;
  const externalRef = `hub:${dossier.canonical.id}`;
  return withCreation(dossier, { dataflowId: null, system, entityType, externalRef, values }, view);
}
