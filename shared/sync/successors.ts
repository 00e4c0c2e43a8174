import { isOpen, type Dossier, type Review, type Write } from './dossier.js';

/**
 * Places whose removed record may have gone into another one of its system, as long as no person has said what became of
 * it. A system that makes two records one of its own shows the one that went as removed.
 */
export function suspectedIn({ tombstones, withheld, certain, successors }: Dossier): string[] {
  return tombstones.filter(
    (place) => !certain.includes(place) && (withheld.includes(place) || successors.some((one) => one.place === place)),
  );
}

/** What a person is asked of a removed record that may have gone into another one. */
export function suspicion({ canonical }: Dossier, place: string): Review {
  return {
    ...{ kind: 'REMOTE_MERGE', canonicalId: canonical.id, place, field: null, open: true },
    message:
      'The record was removed in its system, and another one there bears its number by now: it may have become that one.',
  };
}

/** Links whose writes wait until a person has said what became of a removed record: removals that follow from it. */
export function withheldLinks(dossier: Dossier): ReadonlySet<string> {
  const suspected = new Set(suspectedIn(dossier));
  if (suspected.size === 0) return new Set();
  return new Set(dossier.writes.flatMap((write) => (followsFrom(write, suspected) ? [write.linkId] : [])));
}

/** A removed record became another one: its place is free for that, and what its removal was to bring about is not done. */
export function reunited(dossier: Dossier, place: string): Dossier {
  const places = new Set([place]);
  const writes = dossier.writes.map((write): Write => {
    if (write.status !== 'PLANNED' || !followsFrom(write, places)) return write;
    return { ...write, status: 'CANCELLED', code: 'REUNITED', message: 'The record had become another one.' };
  });
  return { ...unbarred(dossier, [place]), writes, due: true };
}

function followsFrom(write: Write, places: ReadonlySet<string>): boolean {
  return write.kind === 'REMOVE' && isOpen(write) && Object.keys(write.causes).some((place) => places.has(place));
}

/** The canonical record with places that may be filled again. */
export function unbarred(dossier: Dossier, places: readonly string[]): Dossier {
  const isBarred = (place: string): boolean => !places.includes(place);
  return {
    ...dossier,
    tombstones: dossier.tombstones.filter(isBarred),
    withheld: dossier.withheld.filter(isBarred),
    certain: dossier.certain.filter(isBarred),
    successors: dossier.successors.filter(({ place }) => isBarred(place)),
  };
}

type Answered = Pick<Review, 'canonicalId' | 'place' | 'field'> & { readonly kind: 'REMOTE_MERGE' };

/**
 * What a person need not say any more of removed records: their place was filled, or the last record of the canonical one is
 * gone. @param after null: it went into another, and people are asked anew of that one.
 */
export function answeredSuspicions(before: Dossier, after: Dossier | null): Answered[] {
  const barred = new Set(after === null || after.retired ? [] : after.tombstones);
  const over = before.retired ? [] : before.tombstones.filter((place) => !barred.has(place));
  return over.map((place) => ({ kind: 'REMOTE_MERGE' as const, canonicalId: before.canonical.id, place, field: null }));
}
