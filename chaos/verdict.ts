import type { DataSource } from 'typeorm';
import { comparable, same } from '../shared/canonical/same.js';
import { fieldOf } from '../shared/canonical/types.js';
import type { CanonicalType, Value } from '../shared/canonical/field.js';
import { canSay, imageOf, isWritable, readFields } from '../shared/mapping/mapping.js';
import { connectors } from '../subgraphs/registry.js';
import type { Desk, Held } from './desk.js';
import type { Made, Typed } from './people.js';

/** Every record of every system, as its own people see it, by `system.EntityType` and id. */
export type Standing = ReadonlyMap<string, ReadonlyMap<string, Held>>;

export async function standingOf(desks: readonly Desk[]): Promise<Standing> {
  const all = desks.map(async ({ place, list }) => {
    const held = await list();
    return [place, new Map(held.map((one) => [one.id, one]))] as const;
  });
  return new Map(await Promise.all(all));
}

interface LinkedRow {
  readonly canonicalId: string;
  readonly type: CanonicalType;
  readonly fields: Readonly<Record<string, Value | null>>;
  readonly frozen: readonly string[];
  readonly place: string;
  readonly externalId: string;
  readonly origin: string;
  /** Fields that the system refused, or takes and does not keep. */
  readonly barred: readonly string[];
}

async function linkedRows(db: DataSource): Promise<LinkedRow[]> {
  return db.query(`
    select canonical.id as "canonicalId", canonical.type, canonical.fields, canonical.frozen, link.origin,
           link.system || '.' || link.entity_type as place, record.external_id as "externalId",
           array(select jsonb_object_keys(write."values") from write where write.link_id = link.id and write.status = 'REFUSED'
                 union all
                 select review.field from review where review.canonical_id = canonical.id and review.kind = 'NOT_WRITABLE'
                   and review.place = link.system || '.' || link.entity_type) as barred
    from canonical_record canonical
    join link on link.canonical_id = canonical.id and link.state = 'ACTIVE'
    join record on record.id = link.record_id
    where canonical.merged_into is null and canonical.retired_at is null`);
}

/** Fields of linked records that are not what the hub says they are, by asking the systems. */
export async function unequal(db: DataSource, desks: readonly Desk[], standing: Standing): Promise<string[]> {
  const rows = await linkedRows(db);
  const idOf = new Map(rows.map(({ canonicalId, place, externalId }) => [`${canonicalId}/${place}`, externalId]));
  const mappings = new Map(desks.map(({ place, mapping }) => [place, mapping]));
  return rows.flatMap(({ canonicalId, fields, frozen, place, externalId, origin, barred }) => {
    const mapping = mappings.get(place);
    const held = standing.get(place)?.get(externalId);
    if (!mapping || !held) return [`${place}/${externalId} is linked and not there`];
    const observed = readFields(mapping, held.record, origin === 'CREATED');
    return Object.entries(mapping.fields).flatMap(([field, mapped]) => {
      const [wanted, now] = [fields[field], observed[field]];
      if (wanted === undefined || now === undefined || frozen.includes(field) || barred.includes(field)) return [];
      if (!isWritable(mapped) || !canSay(mapped, wanted)) return [];
      const { type } = fieldOf(mapping.canonicalType, field);
      const target =
        mapped.reference && wanted !== null
          ? idOf.get(`${String(wanted)}/${mapping.system}.${mapped.reference}`)
          : imageOf(mapped, wanted);
      if (target === undefined || same(type, now, target)) return [];
      return [`${place}/${externalId}.${field} of ${canonicalId}`];
    });
  });
}

/** Records too many in a system, by its own count: beside those it began with, only what people and the hub say they made. */
export async function tooMany(db: DataSource, before: Standing, after: Standing, made: Made): Promise<string[]> {
  const rows: { place: string; count: number }[] = await db.query(`
    select link.system || '.' || link.entity_type as place, count(*)::int as count
    from write join link on link.id = write.link_id where write.kind = 'CREATE' and write.status = 'CONFIRMED' group by 1`);
  const byHub = new Map(rows.map(({ place, count }) => [place, count]));
  return [...after].flatMap(([place, records]) => {
    const expected = (before.get(place)?.size ?? 0) + (made.added.get(place) ?? 0) + (byHub.get(place) ?? 0);
    return records.size === expected ? [] : [`${place} has ${records.size} records instead of ${expected}`];
  });
}

export interface Fates {
  /** In a system, or in the books as a value that won or lost. */
  readonly kept: number;
  /** Typed over by the same people in the same record before anybody looked. */
  readonly replaced: number;
  /** Typed between the hub's look and its write of the same field, in a system that cannot refuse a write by version. */
  readonly inTheGap: readonly Typed[];
  readonly lost: readonly Typed[];
}

/** What became of every value that people typed. */
export async function fatesOf(db: DataSource, desks: readonly Desk[], standing: Standing, made: Made): Promise<Fates> {
  const booked = await bookedValues(db);
  const mappings = new Map(desks.map(({ place, mapping }) => [place, mapping]));
  const last = new Map(made.typed.map((typed) => [`${typed.place}/${typed.id}.${typed.field}`, typed]));
  const fates = { kept: 0, replaced: 0, inTheGap: [] as Typed[], lost: [] as Typed[] };
  for (const typed of made.typed) {
    const { place, id, field, value } = typed;
    const mapping = mappings.get(place);
    const held = standing.get(place)?.get(id);
    if (!mapping || !held) continue;
    const { type } = fieldOf(mapping.canonicalType, field);
    const now = readFields(mapping, held.record)[field];
    const isThere = now !== undefined && same(type, now, value);
    if (isThere || booked.has(keyOf(field, value === null ? null : comparable(type, value)))) fates.kept += 1;
    else if (last.get(`${place}/${id}.${field}`) !== typed) fates.replaced += 1;
    else if (!canRefuse(place) && (await isInGap(db, typed))) fates.inTheGap.push(typed);
    else fates.lost.push(typed);
  }
  return fates;
}

function canRefuse(place: string): boolean {
  const [system, name] = place.split('.');
  const type = connectors.find((one) => one.system === system)?.entityTypes.find((one) => one.name === name);
  return type?.capabilities.conditionalWrite ?? false;
}

const lookMs = 5000;

/** Whether a write of the very field was on its way when the value was typed, its look a few seconds before it. */
async function isInGap(db: DataSource, { place, id, field, at }: Typed): Promise<boolean> {
  const found: unknown[] = await db.query(
    `select 1 from write
     join link on link.id = write.link_id
     join record on record.id = link.record_id
     where record.system || '.' || record.entity_type = $1 and record.external_id = $2 and write."values" ? $3
       and to_timestamp($4::float8 / 1000) between write.sent_at - make_interval(secs => $5) and coalesce(write.settled_at, now())`,
    [place, id, field, at, lookMs / 1000],
  );
  return found.length > 0;
}

async function bookedValues(db: DataSource): Promise<Set<string>> {
  const rows: { type: CanonicalType; field: string; values: (Value | null)[] }[] = await db.query(`
    select canonical.type, edit.field, jsonb_build_array(edit.before, edit.after) as values
    from edit join canonical_record canonical on canonical.id = edit.canonical_id
    union all
    select canonical.type, conflict.field, jsonb_build_array(conflict.winner, conflict.loser)
    from conflict join canonical_record canonical on canonical.id = conflict.canonical_id`);
  return new Set(
    rows.flatMap(({ type, field, values }) =>
      values.map((value) => keyOf(field, value === null ? null : comparable(fieldOf(type, field).type, value))),
    ),
  );
}

function keyOf(field: string, text: string | null): string {
  return `${field} ${text ?? '\u0000'}`;
}

/** Records that changed between two looks: in a company at rest, none. */
export function changed(before: Standing, after: Standing): string[] {
  return [...after].flatMap(([place, records]) =>
    [...records].flatMap(([id, held]) => {
      const was = before.get(place)?.get(id);
      return was && JSON.stringify(was.record) === JSON.stringify(held.record) ? [] : [`${place}/${id}`];
    }),
  );
}
