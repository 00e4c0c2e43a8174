import type { DataSource } from 'typeorm';
import { comparable } from '../shared/canonical/same.js';
import { fieldOf } from '../shared/canonical/types.js';
import { readFields, valueAt } from '../shared/mapping/mapping.js';
import type { Desk } from './desk.js';
import type { Added, Typed } from './people.js';
import type { Standing } from './verdict.js';

/** Entity types whose system counts more or fewer records than it began with, people added and the hub says it made. */
export async function miscounted(
  db: DataSource,
  before: Standing,
  after: Standing,
  added: readonly Added[],
): Promise<string[]> {
  const rows: { place: string; count: number }[] = await db.query(`
    select link.system || '.' || link.entity_type as place, count(*)::int as count
    from write join link on link.id = write.link_id where write.kind = 'CREATE' and write.status = 'CONFIRMED' group by 1`);
  const byHub = new Map(rows.map(({ place, count }) => [place, count]));
  return [...after].flatMap(([place, records]) => {
    const byPeople = added.filter((one) => one.place === place).length;
    const expected = (before.get(place)?.size ?? 0) + byPeople + (byHub.get(place) ?? 0);
    return records.size === expected ? [] : [`${place} has ${records.size} records instead of ${expected}`];
  });
}

/** Canonical records for which the hub made more than one record in one place. Nobody removes any, so one is enough. */
export async function madeTwice(db: DataSource): Promise<string[]> {
  const rows: { place: string; id: string; count: number }[] = await db.query(`
    select link.system || '.' || link.entity_type as place, write.canonical_id as id, count(*)::int as count
    from write join link on link.id = write.link_id
    where write.kind = 'CREATE' and write.status = 'CONFIRMED' group by 1, 2 having count(*) > 1`);
  return rows.map(({ place, id, count }) => `${place} has ${count} records made for ${id}`);
}

/** References of the hub that more than one record of an entity type bears, by what its system shows. */
export function sharedReferences(desks: readonly Desk[], standing: Standing): string[] {
  return desks.flatMap(({ place, reference }) => {
    if (reference === null) return [];
    const records = [...(standing.get(place) ?? [])];
    return shared(
      place,
      records.map(([id, { record }]) => ({ id, said: valueAt(record, reference) })),
    );
  });
}

/** Typed values, each once in the world, that more than one record of an entity type has, by what its system shows. */
export function sharedValues(desks: readonly Desk[], standing: Standing, typed: readonly Typed[]): string[] {
  const tokens = new Set(typed.flatMap(({ value }) => (value === null ? [] : [String(value)])));
  return desks.flatMap(({ place, mapping, typed: fields }) => {
    const said = [...(standing.get(place) ?? [])].map(([id, { record }]) => [id, readFields(mapping, record)] as const);
    return fields.flatMap(({ field }) => {
      const { type } = fieldOf(mapping.canonicalType, field);
      const ofPeople = new Set([...tokens].map((token) => comparable(type, token)));
      const each = said.flatMap(([id, values]) => {
        const value = values[field];
        const text = typeof value === 'string' ? comparable(type, value) : null;
        return text !== null && ofPeople.has(text) ? [{ id, said: text }] : [];
      });
      return shared(`${place}.${field}`, each);
    });
  });
}

function shared(where: string, records: readonly { readonly id: string; readonly said: unknown }[]): string[] {
  const byValue = new Map<string, string[]>();
  for (const { id, said } of records)
    if (typeof said === 'string' && said !== '') byValue.set(said, [...(byValue.get(said) ?? []), id]);
  return [...byValue.values()].filter((ids) => ids.length > 1).map((ids) => `${where} of ${ids.join(', ')}`);
}

/** Records people added that have no counterpart where a dataflow promises one, and nobody was asked about. */
export async function withoutCounterpart(
  db: DataSource,
  flows: readonly { readonly left: string; readonly right: string }[],
  added: readonly Added[],
): Promise<string[]> {
  const missing: string[] = [];
  for (const { place, id } of added)
    for (const { left, right } of flows)
      if (left === place && !(await hasCounterpart(db, place, id, right))) missing.push(`${place}/${id} in ${right}`);
  return missing;
}

async function hasCounterpart(db: DataSource, place: string, id: string, right: string): Promise<boolean> {
  const [row]: { has: boolean }[] = await db.query(
    `select exists (
       select 1 from record
       join link on link.record_id = record.id and link.state = 'ACTIVE'
       join link other on other.canonical_id = link.canonical_id and other.state = 'ACTIVE'
       where record.system || '.' || record.entity_type = $1 and record.external_id = $2
         and other.system || '.' || other.entity_type = $3
       union all
       select 1 from record
       join match_candidate on match_candidate.status = 'OPEN' and record.id in (left_record_id, right_record_id)
       where record.system || '.' || record.entity_type = $1 and record.external_id = $2
       union all
       select 1 from record
       join link on link.record_id = record.id and link.state = 'ACTIVE'
       join review on review.canonical_id = link.canonical_id and review.status = 'OPEN' and review.place = $3
       where record.system || '.' || record.entity_type = $1 and record.external_id = $2) as has`,
    [place, id, right],
  );
  return row?.has ?? false;
}
