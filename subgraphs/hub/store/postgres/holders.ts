import { imageOf } from '../../../../shared/mapping/mapping.js';
import type { Dossier } from '../../../../shared/sync/dossier.js';
import { placeAt, type SyncPolicy } from '../../../../shared/sync/policy.js';
import { slotOf } from '../../../../shared/sync/state.js';
import { nobodyHolds, type Holder, type HolderLookup } from '../../../../shared/sync/turns.js';
import type { StoreContext } from './context.js';
import { loadDossiers } from './load.js';
import { keyDigest } from './match-keys.js';
import { rows, type Db } from './sql.js';
import { uniqueFields, uniqueName, uniqueText } from './unique-keys.js';

/** Whether any entity type has a field of which no two records may bear the same value. */
export function hasUniques({ places }: SyncPolicy): boolean {
  return [...places.values()].some(({ mapping }) => uniqueFields(mapping).length > 0);
}

/** A value that a record of a place may come to be given. */
interface Wanted {
  readonly place: string;
  readonly field: string;
  readonly text: string;
}

/**
 * Who bears what dossiers' records may be given where no two may bear it, and who bears what those are to be given, and so on.
 * Values meet as keyed hashes. Whoever is found is kept from changing until the transaction ends; one that somebody is
 * changing already is read as it was.
 */
export async function holderLookup(context: StoreContext, db: Db, dossiers: readonly Dossier[]): Promise<HolderLookup> {
  const { policy } = context;
  if (!hasUniques(policy)) return nobodyHolds;
  const known = new Map(
    dossiers.map((dossier): [string, Holder] => [dossier.canonical.id, { dossier, isChanging: false }]),
  );
  const asked = new Map<string, string[]>();
  for (let next = dossiers; next.length > 0;) {
    const wanted = new Map(next.flatMap(wantedOf).map((one) => [nameOf(one), one]));
    for (const name of asked.keys()) wanted.delete(name);
    const bearing = await bearersOf(context, db, [...wanted.values()]);
    for (const name of wanted.keys()) asked.set(name, bearing.get(name) ?? []);
    const fresh = [...new Set([...bearing.values()].flat())].filter((id) => !known.has(id));
    const holders = await holdersOf(context, db, fresh);
    for (const holder of holders) known.set(holder.dossier.canonical.id, holder);
    next = holders.map(({ dossier }) => dossier);
  }
  return (place, field, value) => {
    const text = uniqueText(placeAt(policy, place).mapping, field, value);
    return asked.get(nameOf({ place, field, text }))?.flatMap((id) => known.get(id) ?? []) ?? null;
  };
}

function nameOf({ place, field, text }: Wanted): string {
  return JSON.stringify([place, field, text]);
}

/** What its records do not bear and other records of it do, or the canonical one says. */
function wantedOf({ canonical, links }: Dossier): Wanted[] {
  return links.flatMap((link) =>
    uniqueFields(link.mapping).flatMap((field) => {
      const mapped = link.mapping.fields[field];
      const values = [canonical.fields[field], ...links.map(({ observed }) => observed[field])];
      const images = values.map((value) => (mapped && value !== undefined ? imageOf(mapped, value) : null));
      const texts = images.flatMap((value) => (value === null ? [] : [uniqueText(link.mapping, field, value)]));
      const borne = link.observed[field];
      const own = borne === undefined || borne === null ? null : uniqueText(link.mapping, field, borne);
      return texts.filter((text) => text !== own).map((text) => ({ place: slotOf(link), field, text }));
    }),
  );
}

const query = `
  select distinct asked.ordinal::integer as index, link.canonical_id as id
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (digest, name, place, ordinal)
  join match_key on match_key.digest = decode(asked.digest, 'hex') and match_key.name = asked.name and match_key.side = 'UNIQUE'
  join link on link.record_id = match_key.record_id and link.state = 'ACTIVE' and link.system || '.' || link.entity_type = asked.place`;

/** Canonical ids, by the name of what their record bears. */
async function bearersOf(context: StoreContext, db: Db, wanted: readonly Wanted[]): Promise<Map<string, string[]>> {
  const bearing = new Map<string, string[]>();
  if (wanted.length === 0) return bearing;
  const found = await rows<{ index: number; id: string }>(db, query, [
    wanted.map(({ field, text }) => keyDigest(context, { name: uniqueName(field), text })),
    wanted.map(({ field }) => uniqueName(field)),
    wanted.map(({ place }) => place),
  ]);
  for (const { index, id } of found) {
    const one = wanted[index - 1];
    if (one) bearing.set(nameOf(one), [...(bearing.get(nameOf(one)) ?? []), id]);
  }
  return bearing;
}

async function holdersOf(context: StoreContext, db: Db, ids: readonly string[]): Promise<Holder[]> {
  if (ids.length === 0) return [];
  const kept = await rows<{ id: string }>(
    db,
    'select id from canonical_record where id = any($1::uuid[]) order by id for share skip locked',
    [ids],
  );
  const still = new Set(kept.map(({ id }) => id));
  const dossiers = await loadDossiers(context, db, ids);
  return dossiers.map((dossier) => ({ dossier, isChanging: !still.has(dossier.canonical.id) }));
}
