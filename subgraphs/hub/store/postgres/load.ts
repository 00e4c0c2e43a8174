import type { Observed, Value } from '../../../../shared/canonical/field.js';
import { fieldOf } from '../../../../shared/canonical/types.js';
import { readFields } from '../../../../shared/mapping/mapping.js';
import { isUnanswered, type Dossier } from '../../../../shared/sync/dossier.js';
import type { Place } from '../../../../shared/sync/policy.js';
import { slotOf, type Base, type LinkState } from '../../../../shared/sync/state.js';
import { keyOf, type ExternalRef } from '../../sync/store.js';
import type { StoreContext } from './context.js';
import { dossierRows, type DossierRow, type LinkRow } from './load-rows.js';
import { placesOf, survivors } from './references.js';
import type { Db } from './sql.js';

interface ReadLink {
  readonly row: LinkRow;
  readonly place: Place;
  readonly observed: Record<string, Observed>;
}

interface ReadDossier {
  readonly row: DossierRow;
  readonly links: readonly ReadLink[];
}

/** References as they are to be understood: records as canonical ids, merged ones as their survivors. */
interface Translation {
  readonly places: ReadonlyMap<string, string>;
  readonly survivors: ReadonlyMap<string, string>;
}

/** Dossiers of live canonical records, in the order of the ids. Links in places that are switched off are left out. */
export async function loadDossiers(context: StoreContext, db: Db, ids: readonly string[]): Promise<Dossier[]> {
  const found = new Map((await dossierRows(db, ids)).map((row) => [row.id, row]));
  const read = [...new Set(ids)].flatMap((id): ReadDossier[] => {
    const row = found.get(id);
    return row ? [{ row, links: (row.links ?? []).flatMap((link) => readLink(context, link)) }] : [];
  });
  const translation: Translation = {
    places: await placesOf(db, read.flatMap(namedByRecords)),
    survivors: await survivors(db, read.flatMap(namedByValues)),
  };
  return read.map((one) => assembled(one, translation));
}

function readLink({ policy }: StoreContext, row: LinkRow): ReadLink[] {
  const place = policy.places.get(slotOf(row));
  if (!place) return [];
  return [{ row, place, observed: readFields(place.mapping, row.wire, row.origin === 'CREATED') }];
}

function assembled({ row, links }: ReadDossier, translation: Translation): Dossier {
  const { id, type, kind, version, provenance, frozen } = row;
  const follow = (field: string, value: Value | null): Value | null =>
    isReference(row, field) && value !== null ? (translation.survivors.get(String(value)) ?? value) : value;
  const fields = Object.fromEntries(Object.entries(row.fields).map(([field, value]) => [field, follow(field, value)]));
  const dossier: Dossier = {
    canonical: { id, type, kind, version, fields, provenance, frozen },
    seq: Number(row.seq),
    due: row.due,
    retired: row.retired,
    links: links.map((link, rank) => linkState(link, rank, translation, follow)),
    reservations: row.reservations ?? [],
    former: row.former ?? [],
    tombstones: row.tombstones ?? [],
    reviewed: row.reviewed ?? [],
    writes: row.writes ?? [],
  };
  if (dossier.writes.length === 0) return dossier;
  return { ...dossier, links: dossier.links.map((link) => ({ ...link, inDoubt: isUnanswered(dossier, link.id) })) };
}

function linkState(
  { row, place, observed }: ReadLink,
  rank: number,
  { places }: Translation,
  follow: (field: string, value: Value | null) => Value | null,
): LinkState {
  const { wire: _, ...stored } = row;
  const translated = Object.entries(observed).map(([field, value]): [string, Observed] => {
    const reference = referenceIn(place, field, value);
    return [field, reference ? places.get(keyOf(reference)) : value];
  });
  const bases = Object.entries(row.bases).map(([field, base]): [string, Base] => {
    const c = base.c === undefined ? {} : { c: follow(field, base.c) };
    return [field, { ...base, ...c, m: follow(field, base.m) }];
  });
  return {
    ...stored,
    mapping: place.mapping,
    rank,
    observed: Object.fromEntries(translated),
    bases: Object.fromEntries(bases),
    inDoubt: false,
  };
}

function isReference(row: DossierRow, field: string): boolean {
  return fieldOf(row.type, field).type === 'reference';
}

/** What a value of a record refers to, in its own system's terms. */
export function referenceIn({ mapping }: Place, field: string, value: Observed): ExternalRef | null {
  const entityType = mapping.fields[field]?.reference;
  if (entityType === undefined || value === undefined || value === null) return null;
  return { system: mapping.system, entityType, externalId: String(value) };
}

function namedByRecords({ links }: ReadDossier): ExternalRef[] {
  return links.flatMap(({ place, observed }) =>
    Object.entries(observed).flatMap(([field, value]) => referenceIn(place, field, value) ?? []),
  );
}

function namedByValues({ row, links }: ReadDossier): string[] {
  const canonical = Object.entries(row.fields).flatMap(([field, value]) => (isReference(row, field) ? [value] : []));
  const bases = links.flatMap(({ row: { bases } }) =>
    Object.entries(bases).flatMap(([field, base]) => (isReference(row, field) ? [base.c, base.m] : [])),
  );
  return [...canonical, ...bases].filter((value): value is string => typeof value === 'string');
}
