import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import { placeAt, type SyncPolicy, type View } from '../../shared/sync/policy.js';
import type { Holder } from '../../shared/sync/turns.js';
import { load } from './load.js';
import type { Tables } from './tables.js';

/** The canonical records of which a record in the place was last seen to bear a value; none changes while a decision is made. */
export function holdersIn(
  tables: Tables,
  policy: SyncPolicy,
  ...[place, field, value]: Parameters<View['holders']>
): Holder[] {
  const { type } = fieldOf(placeAt(policy, place).mapping.canonicalType, field);
  const ids = (tables.byPlace.get(place) ?? []).flatMap(({ holder, goneAt, told }): string[] => {
    const borne = told[field];
    if (holder?.state !== 'ACTIVE' || goneAt !== null || borne === undefined) return [];
    return same(type, borne, value) ? [holder.canonicalId] : [];
  });
  return [...new Set(ids)].flatMap((id) => {
    const dossier = load(tables, id);
    return dossier ? [{ dossier, isChanging: false }] : [];
  });
}
