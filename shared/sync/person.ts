import { withWrite, writeIn, type Dossier, type Review } from './dossier.js';
import { resume } from './pause.js';
import type { View } from './policy.js';
import { slotOf, type Bases, type LinkState } from './state.js';
import { unbarred } from './successors.js';

/** What was put before a person: a review, or, as CONFLICT, every open conflict of a field. */
export interface Matter extends Pick<Review, 'canonicalId' | 'place' | 'field'> {
  readonly kind: Review['kind'] | 'CONFLICT';
}

/** Lets a field be written again: it is no longer frozen, and the count of its writes begins anew. */
export function thaw(dossier: Dossier, field: string): Dossier {
  const { canonical } = dossier;
  const links = dossier.links.map((link): LinkState => {
    const kept = Object.entries(link.effort).filter(([name]) => name !== field);
    return { ...link, effort: Object.fromEntries(kept) };
  });
  return {
    ...{ ...dossier, links, due: true },
    canonical: { ...canonical, frozen: canonical.frozen.filter((one) => one !== field) },
  };
}

/**
 * Has a refused write tried again: what it was for is planned anew from today's values. A creation whose place is still
 * reserved goes on under the same reference, so that a record it may have made is found first; a removal goes on as it is.
 */
export function tryAgain(dossier: Dossier, writeId: string, view: Pick<View, 'now'>): Dossier {
  const write = writeIn(dossier, writeId);
  if (write?.status !== 'REFUSED') return dossier;
  const isReserved = dossier.reservations.some(({ linkId }) => linkId === write.linkId);
  const next =
    isReserved || write.kind === 'REMOVE'
      ? ({ status: 'PLANNED', lookUps: 0, notBefore: view.now, code: null, message: null } as const)
      : ({ status: 'CANCELLED', code: 'RETRIED', message: 'A person had it tried again.' } as const);
  return { ...withWrite(dossier, writeId, next), due: true };
}

/**
 * Gives a refused write up. The record keeps what it holds in those fields until one side changes; a record that was not
 * made stays unmade, until a person wants it.
 */
export function giveUp(dossier: Dossier, writeId: string): Dossier {
  const write = writeIn(dossier, writeId);
  if (write?.status !== 'REFUSED') return dossier;
  const told = { status: 'CANCELLED', code: 'DISCARDED', message: 'A person gave it up.' } as const;
  const without: Dossier = { ...withWrite(dossier, writeId, told), due: true };
  if (write.kind !== 'CREATE') {
    const links = without.links.map((link) =>
      link.id === write.linkId ? { ...link, bases: agreedToDiffer(without, link, Object.keys(write.values)) } : link,
    );
    return { ...without, links };
  }
  const place = slotOf(write);
  return {
    ...without,
    reservations: without.reservations.filter(({ linkId }) => linkId !== write.linkId),
    tombstones: [...new Set([...without.tombstones, place])],
  };
}

/** Bases by which a record and the canonical one, different as they are, are at rest. */
function agreedToDiffer({ canonical }: Dossier, link: LinkState, fields: readonly string[]): Bases {
  const met = fields.flatMap((field) => {
    const [c, m] = [canonical.fields[field], link.observed[field]];
    return c === undefined || m === undefined ? [] : [[field, { c, m, apart: true }]];
  });
  return { ...link.bases, ...(Object.fromEntries(met) as Bases) };
}

/** Has the dataflows make a record again in a place whose record was removed, or given up. */
export function recreate(dossier: Dossier, place: string): Dossier {
  if (!dossier.tombstones.includes(place)) return dossier;
  return { ...unbarred(dossier, [place]), due: true };
}

/** Has writes in doubt asked after at once. */
function askNow(dossier: Dossier, place: string, { now: notBefore }: Pick<View, 'now'>): Dossier {
  const writes = dossier.writes.map((write) =>
    write.status === 'IN_DOUBT' && slotOf(write) === place ? { ...write, notBefore } : write,
  );
  return { ...dossier, writes, due: true };
}

/**
 * What a person says of a review: whether the hub is to go on with its subject, or to leave it as it is. To go on with a
 * removal (GONE, REMOVAL, REMOTE_MERGE) more must be known, and is decided elsewhere.
 */
export function answer(
  dossier: Dossier,
  review: Pick<Review, 'kind' | 'place' | 'field'>,
  again: boolean,
  view: Pick<View, 'now'>,
): Dossier {
  const { kind, place, field } = review;
  if (kind === 'CREATE_AMBIGUOUS') {
    const write = dossier.writes.find(
      (one) => one.kind === 'CREATE' && slotOf(one) === place && one.status === 'REFUSED',
    );
    if (!write) return dossier;
    return again ? tryAgain(dossier, write.id, view) : giveUp(dossier, write.id);
  }
  if (!again) return dossier;
  if (kind === 'IN_DOUBT') return askNow(dossier, place, view);
  if (kind === 'CONTRADICTION') return resume(dossier, place);
  return field === null ? { ...dossier, due: true } : thaw(dossier, field);
}
