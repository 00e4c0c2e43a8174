import { isOpen, type Dossier, type Journal } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Tables } from './tables.js';

/**
 * Refuses what no history may bring about. It is asked before anything is stored.
 * @param touched canonical records whose links are stored anew or end. @throws RangeError
 */
export function guard(
  tables: Tables,
  changed: readonly Dossier[],
  touched: ReadonlySet<string>,
  journal: Journal,
): void {
  const taken = new Set<string>();
  for (const dossier of changed) {
    guardRecords(tables, dossier, touched, taken);
    guardPlaces(dossier);
    guardWrites(dossier);
  }
  const noted = new Set<string>();
  for (const { canonicalId, version, field } of journal.edits) {
    const key = `${canonicalId}/${version}/${field}`;
    if (tables.editKeys.has(key) || noted.has(key)) throw new RangeError(`a second edit ${key}`);
    noted.add(key);
  }
}

function guardRecords(tables: Tables, { links }: Dossier, touched: ReadonlySet<string>, taken: Set<string>): void {
  for (const link of links) {
    const name = `${slotOf(link)}/${link.externalId}`;
    const holder = tables.byName.get(name)?.holder;
    if (taken.has(name) || (holder && !touched.has(holder.canonicalId)))
      throw new RangeError(`${name} would be in two canonical records`);
    taken.add(name);
  }
}

function guardPlaces({ links, reservations, tombstones }: Dossier): void {
  const filled = new Set<string>();
  for (const place of [...links, ...reservations].map(slotOf)) {
    if (filled.has(place)) throw new RangeError(`${place} would be filled twice`);
    filled.add(place);
  }
  const barred = reservations.map(slotOf).find((place) => tombstones.includes(place));
  if (barred !== undefined) throw new RangeError(`${barred} must not be filled again`);
}

function guardWrites({ writes }: Dossier): void {
  const open = new Set<string>();
  for (const { linkId } of writes.filter(isOpen)) {
    if (open.has(linkId)) throw new RangeError(`a second open write of link ${linkId}`);
    open.add(linkId);
  }
}
