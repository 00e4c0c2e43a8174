import type { Dossier, Successor } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import type { StoredRecord, Tables } from './tables.js';

/** What removed, or missed, records of a canonical one may have gone into, by the keys as they are. */
export function successorsOf(tables: Tables, { canonical: { id } }: Dossier): Successor[] {
  const found = new Map<string, Successor>();
  for (const lost of tables.lost) {
    if (ownerOf(tables, lost) !== id) continue;
    for (const { holder } of heirsOf(tables, lost, id)) {
      const canonicalId = holder?.canonicalId ?? '';
      found.set(`${canonicalId} ${lost.place}`, { place: lost.place, canonicalId });
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, successor]) => successor);
}

/** The canonical records whose removed, or missed, record may have become one of this one's. */
export function claimantsOf(tables: Tables, { canonical: { id }, links }: Dossier): Set<string> {
  const claimants = new Set<string>();
  for (const lost of tables.lost) {
    const owner = ownerOf(tables, lost);
    if (owner === null || owner === id) continue;
    const isHeir = ({ recordId, ...link }: Dossier['links'][number]): boolean => {
      const record = slotOf(link) === lost.place ? tables.records.get(recordId) : undefined;
      return record?.goneAt === null && isLike(lost, record);
    };
    if (links.some(isHeir)) claimants.add(owner);
  }
  return claimants;
}

/** Live links in a place whose record shares a strong key with another one of the place that is linked elsewhere. */
export function succeededIn(tables: Tables, place: string | undefined, dossiers: readonly Dossier[]): Set<string> {
  const found = new Set<string>();
  if (place === undefined) return found;
  for (const { canonical, links } of dossiers)
    for (const link of links) {
      const record = slotOf(link) === place ? tables.records.get(link.recordId) : undefined;
      if (record && heirsOf(tables, record, canonical.id).length > 0) found.add(link.id);
    }
  return found;
}

/**
 * The canonical record that a record was removed from, as long as no person has said more of it, or in which it is missed;
 * null: none.
 */
function ownerOf(tables: Tables, { place, goneAt, lostBy, holder }: StoredRecord): string | null {
  if (holder) {
    const link = tables.dossiers.get(holder.canonicalId)?.links.find(({ id }) => id === holder.linkId);
    return link && link.missedAt !== null ? holder.canonicalId : null;
  }
  if (goneAt === null || lostBy === null) return null;
  const owner = tables.dossiers.get(tables.survivorOf(lostBy) ?? lostBy);
  const isOpen = owner && !owner.retired && owner.tombstones.includes(place) && !owner.certain.includes(place);
  return isOpen ? owner.canonical.id : null;
}

/** Present records of the place that stand in another canonical record and bear a strong key of that one. */
function heirsOf(tables: Tables, lost: StoredRecord, canonicalId: string): StoredRecord[] {
  return (tables.byPlace.get(lost.place) ?? []).filter(
    (one) =>
      one !== lost && one.goneAt === null && one.holder && one.holder.canonicalId !== canonicalId && isLike(lost, one),
  );
}

function isLike(one: StoredRecord, other: StoredRecord): boolean {
  return [...one.strong].some((key) => other.strong.has(key));
}

/** Has canonical records looked at whose removed record is seen, for the first time, to be another one now, or is one no more. */
export function noteSuccessors(tables: Tables): void {
  for (const lost of tables.lost) {
    const owner = tables.dossiers.get(ownerOf(tables, lost) ?? '');
    const heirs = owner ? heirsOf(tables, lost, owner.canonical.id) : [];
    const isNew = heirs.some((one) => !lost.heirs.has(one));
    const free = [...lost.heirs].filter((one) => !heirs.includes(one));
    lost.heirs = new Set(heirs);
    if (owner && isNew) makeDue(tables, owner.canonical.id);
    for (const { holder } of free) if (holder) makeDue(tables, holder.canonicalId);
  }
}

function makeDue(tables: Tables, canonicalId: string): void {
  const dossier = tables.dossiers.get(canonicalId);
  if (dossier && !dossier.retired) tables.dossiers.set(canonicalId, { ...dossier, due: true });
}
