import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { Observed, Value } from '../../shared/canonical/field.js';
import { canSay, imageOf, isWritable } from '../../shared/mapping/mapping.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { dishonestFields } from '../../shared/sync/honest.js';
import { slotOf, type LinkState } from '../../shared/sync/state.js';
import type { Evidence, Violation } from './evidence.js';

/** I-1: at rest every linked record holds its image of the canonical value, save what a person is asked about. */
export function converged(evidence: Evidence): Violation[] {
  return eachField(evidence, (dossier, link, field, held) => {
    if (isExcused(evidence, dossier, link, field)) return [];
    const wanted = wantedIn(evidence, dossier, link, field);
    if (wanted === undefined || held === undefined || dangles(evidence, link, field, held)) return [];
    const { type } = fieldOf(dossier.canonical.type, field);
    if (same(type, held, wanted)) return [];
    return [`${nameOf(link, field)} holds ${show(held)}, not ${show(wanted)}`];
  }).map((what) => ({ invariant: 'I-1', what }));
}

/** I-15: a base that is not pending is honest: the record's half is what the record holds, and its image of the other half. */
export function honest(evidence: Evidence): Violation[] {
  const guessed = evidence.dossiers.flatMap(({ links }) =>
    links.flatMap((link) => dishonestFields(link).map((field) => `${nameOf(link, field)} has a base of no agreement`)),
  );
  return [...guessed, ...stale(evidence)].map((what) => ({ invariant: 'I-15', what }));
}

/** Bases whose half is not what the record holds. */
function stale(evidence: Evidence): string[] {
  return eachField(evidence, (dossier, link, field, held) => {
    const base = link.bases[field];
    const mapped = link.mapping.fields[field];
    const { type } = fieldOf(dossier.canonical.type, field);
    if (!base || base.pending || base.c === undefined || !mapped || held === undefined) return [];
    if (type === 'reference' || isExcused(evidence, dossier, link, field)) return [];
    if (same(type, base.m, held)) return [];
    return [`${nameOf(link, field)} has base ${show(base.c)} | ${show(base.m)}, holds ${show(held)}`];
  });
}

function nameOf(link: LinkState, field: string): string {
  return `${slotOf(link)}/${link.externalId}.${field}`;
}

function eachField(
  evidence: Evidence,
  look: (dossier: Dossier, link: LinkState, field: string, held: Observed) => string[],
): string[] {
  return evidence.dossiers.flatMap((dossier) =>
    dossier.links.flatMap((link) => {
      const record = evidence.live.get(slotOf(link))?.get(link.externalId);
      if (!record || link.state !== 'ACTIVE') return [];
      return Object.keys(link.mapping.fields).flatMap((field) => look(dossier, link, field, record.values[field]));
    }),
  );
}

/** What a linked record is to hold, in its own terms; undefined where it need not hold anything. */
function wantedIn(evidence: Evidence, dossier: Dossier, link: LinkState, field: string): Value | null | undefined {
  const value = dossier.canonical.fields[field];
  const mapped = link.mapping.fields[field];
  if (value === undefined || !mapped) return undefined;
  if (!mapped.reference || value === null) return imageOf(mapped, value);
  const id = evidence.merged.get(String(value)) ?? String(value);
  const target = evidence.dossiers.find(({ canonical }) => canonical.id === id);
  return target?.links.find((one) => slotOf(one) === `${link.system}.${mapped.reference}`)?.externalId;
}

/** Whether a reference names a record that was removed: it stays as it is, and the removal is under review. */
function dangles({ live }: Evidence, link: LinkState, field: string, held: Value | null): boolean {
  const entityType = link.mapping.fields[field]?.reference;
  return entityType !== undefined && held !== null && !live.get(`${link.system}.${entityType}`)?.has(String(held));
}

/** Frozen, refused, not writable, not in the system's power, or never said by the canonical record. */
function isExcused({ reviews, writes }: Evidence, dossier: Dossier, link: LinkState, field: string): boolean {
  const mapped = link.mapping.fields[field];
  const value = dossier.canonical.fields[field];
  if (!mapped || !isWritable(mapped) || value === undefined || !canSay(mapped, value)) return true;
  if (dossier.canonical.frozen.includes(field)) return true;
  const isReviewed = reviews.some(
    (review) =>
      review.kind === 'NOT_WRITABLE' &&
      review.canonicalId === dossier.canonical.id &&
      review.place === slotOf(link) &&
      review.field === field,
  );
  return (
    isReviewed ||
    writes.some(({ write }) => write.linkId === link.id && write.status === 'REFUSED' && field in write.values)
  );
}

export function show(value: Observed): string {
  return value === undefined ? 'nothing known' : JSON.stringify(value);
}
