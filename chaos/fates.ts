import type { DataSource } from 'typeorm';
import type { CanonicalType, Value } from '../shared/canonical/field.js';
import { comparable, same } from '../shared/canonical/same.js';
import { fieldOf } from '../shared/canonical/types.js';
import { readFields } from '../shared/mapping/mapping.js';
import { stayOf, type Books, type Stay } from './books.js';
import { deskAt, type Desk } from './desk.js';
import type { Typed } from './people.js';
import type { Standing } from './verdict.js';

/** `kept`: in its record, or in the hub's books as a value that won or lost. `replaced`: typed over before anybody looked. */
type Fate = 'kept' | 'replaced' | 'inTheGap' | 'undecidable' | 'lost';

export interface Fates {
  readonly kept: number;
  /** Typed over by people in the same record, as its system's own books say. */
  readonly replaced: number;
  /** Typed between the hub's look and its write of the same field, in a system that cannot refuse a write by version. */
  readonly inTheGap: readonly Typed[];
  /** Clears back to what stood before a write that never was answered, and noted as such: nobody can tell that it ever landed. */
  readonly undecidable: readonly Typed[];
  readonly lost: readonly Typed[];
}

export interface Evidence {
  readonly db: DataSource;
  readonly desks: readonly Desk[];
  readonly standing: Standing;
  readonly books: Books;
}

/** What became of every value that people typed. */
export async function fatesOf(evidence: Evidence, typed: readonly Typed[]): Promise<Fates> {
  const isBooked = await hubBooks(evidence.db);
  const byFate: Record<Fate, Typed[]> = { kept: [], replaced: [], inTheGap: [], undecidable: [], lost: [] };
  for (const one of typed) {
    const desk = deskAt(evidence.desks, one.place);
    const isKept = isThere(evidence, desk, one) || isBooked(desk, one);
    byFate[isKept ? 'kept' : await fateOf(evidence, desk, one, typed)].push(one);
  }
  return { ...byFate, kept: byFate.kept.length, replaced: byFate.replaced.length };
}

function isThere({ standing }: Evidence, { mapping }: Desk, { place, id, field, value }: Typed): boolean {
  const held = standing.get(place)?.get(id);
  const now = held && readFields(mapping, held.record)[field];
  return now !== undefined && same(fieldOf(mapping.canonicalType, field).type, now, value);
}

async function fateOf({ db, books }: Evidence, desk: Desk, one: Typed, typed: readonly Typed[]): Promise<Fate> {
  const stay = stayOf(books, desk, one);
  // Whoever clears what is empty changes nothing.
  if (stay === null) return one.value === null ? 'kept' : 'lost';
  if (isTypedOver(one, stay, typed)) return 'replaced';
  if (!desk.refusesStale && (await isInGap(db, desk, one, stay))) return 'inTheGap';
  // Nobody types a value twice: only a clear can put back what was there.
  return one.value === null && (await isNotedAsUndone(db, one)) ? 'undecidable' : 'lost';
}

/** Whether the hub has noted that a write without an answer, judged after the clear, may have landed and been undone. */
async function isNotedAsUndone(db: DataSource, { place, id, field, at }: Typed): Promise<boolean> {
  const found: unknown[] = await db.query(
    `select 1 from review
     join link on link.canonical_id = review.canonical_id and link.system || '.' || link.entity_type = $1
     join record on record.id = link.record_id
     where review.kind = 'ABA_IN_DOUBT' and review.place = $1 and record.external_id = $2 and review.field = $3
       and review.created_at > to_timestamp($4::float8 / 1000)`,
    [place, id, field, at],
  );
  return found.length > 0;
}

function isTypedOver({ place, id, field }: Typed, { next }: Stay, typed: readonly Typed[]): boolean {
  if (next === null) return false;
  const isSameField = (other: Typed): boolean => other.place === place && other.id === id && other.field === field;
  return typed.some((other) => isSameField(other) && other.value === (next.value || null) && other.at <= next.at);
}

/** How long before its write a look may lie, and how long after it was begun a write may land, tried again on the way. */
const [lookMs, writeMs] = [5000, 30_000];

/** When a write was begun whose look may not have shown the value that it took the place of, in ms since 1970; null: at no time. */
export function unawares(
  { from, next }: Stay,
  { readLagMs }: Pick<Desk, 'readLagMs'>,
): [from: number, to: number] | null {
  return next && [next.at - writeMs, Math.min(next.at, from + readLagMs + lookMs)];
}

/** Whether a write of the very field took the value's place whose look lay before it. */
async function isInGap(db: DataSource, desk: Desk, { place, id, field }: Typed, stay: Stay): Promise<boolean> {
  const begun = unawares(stay, desk);
  if (begun === null) return false;
  const found: unknown[] = await db.query(
    `select 1 from write
     join link on link.id = write.link_id
     join record on record.id = link.record_id
     cross join lateral (values (write.first_sent_at), (write.sent_at)) as sent (at)
     where record.system || '.' || record.entity_type = $1 and record.external_id = $2 and write."values" ? $3
       and sent.at between to_timestamp($4::float8 / 1000) and to_timestamp($5::float8 / 1000)`,
    [place, id, field, ...begun],
  );
  return found.length > 0;
}

/** Whether the hub has a value in its history or among what lost; a clear counts only in the record it was made in. */
async function hubBooks(db: DataSource): Promise<(desk: Desk, typed: Typed) => boolean> {
  const [known, clearedAt] = [await bookedValues(db), await bookedClears(db)];
  return ({ mapping }, { place, id, field, value, at }) =>
    value === null
      ? (clearedAt.get(`${place}/${id}.${field}`) ?? -Infinity) >= at
      : known.has(keyOf(mapping.canonicalType, field, value));
}

function keyOf(type: CanonicalType, field: string, value: Value): string {
  return `${type}.${field} ${comparable(fieldOf(type, field).type, value)}`;
}

async function bookedValues(db: DataSource): Promise<ReadonlySet<string>> {
  const rows: { type: CanonicalType; field: string; values: (Value | null)[] }[] = await db.query(`
    select canonical.type, edit.field, jsonb_build_array(edit.before, edit.after) as values
    from edit join canonical_record canonical on canonical.id = edit.canonical_id
    union all
    select canonical.type, conflict.field, jsonb_build_array(conflict.winner, conflict.loser)
    from conflict join canonical_record canonical on canonical.id = conflict.canonical_id`);
  return new Set(
    rows.flatMap(({ type, field, values }) =>
      values.flatMap((value) => (value === null ? [] : [keyOf(type, field, value)])),
    ),
  );
}

/** When the hub last noted that a field was cleared, in ms since 1970, by `place/id.field` of every record it concerns. */
async function bookedClears(db: DataSource): Promise<ReadonlyMap<string, number>> {
  const rows: { key: string; at: number }[] = await db.query(`
    select link.system || '.' || link.entity_type || '/' || record.external_id || '.' || cleared.field as key,
           max(extract(epoch from cleared.made_at) * 1000)::float8 as at
    from (select canonical_id, field, made_at from edit where coalesce(after, 'null') = 'null'
          union all
          select canonical_id, field, made_at from conflict
          where coalesce(winner, 'null') = 'null' or coalesce(loser, 'null') = 'null') cleared
    join link on link.canonical_id = cleared.canonical_id
    join record on record.id = link.record_id
    group by 1`);
  return new Map(rows.map(({ key, at }) => [key, at]));
}
