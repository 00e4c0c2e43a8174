import { referencesOf } from '../canonical/types.js';
import type { Dossier, Review } from './dossier.js';
import type { Merged } from './merge.js';
import type { Matter } from './person.js';
import { inSync, needsWrite, type ReferenceLookup } from './plan.js';
import { slotOf, type LinkState } from './state.js';

/**
 * References that are to be written from now on, to what was removed in the system: they stay as they are, and are put before a
 * person. @param before the links as they were before the merge.
 */
export function removedTargets(
  { canonical, edits }: Merged,
  before: readonly LinkState[],
  links: readonly LinkState[],
  reference: ReferenceLookup,
): Review[] {
  const isNews = (field: string, { id }: LinkState): boolean =>
    edits.some((edit) => edit.field === field) || before.find((link) => link.id === id)?.bases[field]?.c === undefined;
  return referencesOf(canonical.type).flatMap((field) =>
    links.flatMap((link): Review[] => {
      const wanted = canonical.fields[field];
      const entityType = link.mapping.fields[field]?.reference;
      if (!entityType || typeof wanted !== 'string' || !isNews(field, link)) return [];
      if (reference(wanted, `${link.system}.${entityType}`) !== 'gone' || !needsWrite(canonical, link, field, wanted))
        return [];
      return [{ ...matterOf(canonical.id, link, field), kind: 'REFERENCE_GONE', message, open: true }];
    }),
  );
}

const message = 'It refers to a record that was removed in this system; what stands there stays.';

/** What a person need not decide any more: references that are in sync by now, or whose record is linked here no longer. */
export function settledReferences(before: Dossier, after: Dossier): Matter[] {
  const { id, type } = before.canonical;
  return referencesOf(type).flatMap((field) =>
    before.links.flatMap((link) => {
      const now = after.links.find((one) => one.id === link.id);
      const isSettled = !now || inSync(after.canonical, now, field);
      return isSettled && !inSync(before.canonical, link, field) ? [matterOf(id, link, field)] : [];
    }),
  );
}

function matterOf(canonicalId: string, link: LinkState, field: string): Matter & { readonly kind: 'REFERENCE_GONE' } {
  return { kind: 'REFERENCE_GONE', canonicalId, place: slotOf(link), field };
}
