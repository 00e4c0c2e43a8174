import { isOpen, type Dossier } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import type { Tables } from './tables.js';

/** By canonical id: the places in which records of others are about to be given an identifying number that it bears. */
export function expectedIn(tables: Tables, ids: readonly string[]): Map<string, Set<string>> {
  return new Map(ids.map((id) => [id, placesExpected(tables, id)]));
}

function placesExpected(tables: Tables, id: string): Set<string> {
  const mine = numbersOf(tables, tables.dossiers.get(id));
  const places = new Set<string>();
  if (mine.size === 0) return places;
  for (const other of tables.dossiers.values()) {
    const open = other.writes.filter((write) => write.kind === 'UPDATE' && isOpen(write));
    if (other.canonical.id === id || open.length === 0) continue;
    const shared = [...numbersOf(tables, other)].filter(([name, text]) => mine.get(name) === text);
    for (const write of open)
      if (shared.some(([name]) => name.slice(1) in write.values) && isActive(other, write.linkId))
        places.add(slotOf(write));
  }
  return places;
}

/** The identifying numbers that its records bear, by the name of their key. */
function numbersOf({ records }: Tables, dossier: Dossier | undefined): Map<string, string> {
  const active = dossier?.links.filter(({ state }) => state === 'ACTIVE') ?? [];
  const keys = active.flatMap(({ recordId }) => records.get(recordId)?.keys ?? []);
  return new Map(keys.flatMap(({ name, side, text }) => (side === 'IDENTITY' ? [[name, text]] : [])));
}

function isActive({ links }: Dossier, linkId: string): boolean {
  return links.some(({ id, state }) => id === linkId && state === 'ACTIVE');
}
