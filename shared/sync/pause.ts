import { linkIn, nothingToNote, withLink, type Dossier, type Moved, type Review, type Write } from './dossier.js';
import { slotOf } from './state.js';

/**
 * A record says by now that it is somebody else than the others of its canonical record are: nothing flows to or from it
 * until a person has decided.
 */
export function pause(dossier: Dossier, linkId: string): Moved {
  const link = linkIn(dossier, linkId);
  if (link?.state !== 'ACTIVE') return { dossier, journal: nothingToNote };
  const writes = dossier.writes.map((write): Write => {
    if (write.linkId !== linkId || write.status !== 'PLANNED') return write;
    return { ...write, status: 'CANCELLED', code: 'PAUSED', message: 'The record says it is something else by now.' };
  });
  const review: Review = {
    ...{ kind: 'CONTRADICTION', canonicalId: dossier.canonical.id, place: slotOf(link), field: null, open: true },
    message: 'By its identifying number the record is somebody else by now; nothing flows to or from it.',
  };
  return {
    dossier: { ...withLink(dossier, linkId, { state: 'PAUSED' }), writes, due: true },
    journal: { ...nothingToNote, reviews: [review] },
  };
}

/** A person says that the record is what it was linked as: what it holds counts again. */
export function resume(dossier: Dossier, place: string): Dossier {
  const links = dossier.links.map((link) => (slotOf(link) === place ? { ...link, state: 'ACTIVE' as const } : link));
  return { ...dossier, links, due: true };
}
