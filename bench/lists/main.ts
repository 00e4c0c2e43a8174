import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { migrate, openDataSource } from '../../shared/db/data-source.js';
import { canonicalConnection, type Asked } from '../../subgraphs/hub/graphql/canonical-connection.js';
import { cursorOf } from '../../subgraphs/hub/graphql/window.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { canonicalOrder } from '../../subgraphs/hub/store/queries/canonical-order.js';
import { comparableSql } from '../../subgraphs/hub/store/queries/comparable.js';
import { learnWords } from '../../subgraphs/hub/store/vocabulary.js';
import { withPostgres } from '../sync/bench-hub.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const isQuick = process.argv.includes('--quick');
const [few, many] = isQuick ? [10_000, 100_000] : [10_000, 1_000_000];
const pages = isQuick ? 20 : 50;
const pageSize = 50;
const insertedAtOnce = 50_000;

/** What a list is asked for; each is paged through from places all over it. */
const lists: readonly (readonly [what: string, asked: Partial<Asked>])[] = [
  ['by age', {}],
  ['by name', { orderings: [{ field: 'name', direction: 'ASC' }] }],
  ['by name, backwards', { orderings: [{ field: 'name', direction: 'DESC' }] }],
  ['last changed first', { orderings: [{ field: 'updatedAt', direction: 'DESC' }] }],
  ['of half of them, by name', { filter: { isActive: true }, orderings: [{ field: 'name', direction: 'ASC' }] }],
  ['of one town in a hundred, by age', { filter: { postalAddress: { city: { equals: 'By 42' } } } }],
  ['that are linked in no system', { filter: { missingIn: ['tidsbanken'] } }],
  ['changed lately', { filter: { changedSince: new Date('2026-06-01') } }],
  ['search for a word that half of them have', { search: 'fjord' }],
  ['the same, by name', { search: 'fjord', orderings: [{ field: 'name', direction: 'ASC' }] }],
];

/** What finds one record, whichever. */
const single: readonly (readonly [what: string, asked: (number: number) => Partial<Asked>])[] = [
  [
    'an organisation number',
    (number) => ({ filter: { organizationNumber: { equals: String(800_000_000 + number) } } }),
  ],
  ['an e-mail address in another case', (number) => ({ filter: { email: { equals: `POST${number}@FIRMA.EXAMPLE` } } })],
  ['search for a name', (number) => ({ search: `nummer ${number}x` })],
  ['search for a name that is spelled wrongly', (number) => ({ search: `Nummmer ${number}x` })],
  ['search for an organisation number', (number) => ({ search: String(800_000_000 + number) })],
];

async function fill(db: DataSource, count: number): Promise<void> {
  for (let start = 0; start < count; start += insertedAtOnce)
    await db.query(
      `insert into canonical_record (id, type, kind, version, fields, created_at, updated_at)
       select gen_random_uuid(), 'Customer', 'CUSTOMER', 1, jsonb_build_object(
         'name', case when n % 2 = 0 then 'Fjord' else 'Fjell' end || ' Nummer ' || n || 'x AS', 'organizationNumber', (800000000 + n)::text,
         'email', 'post' || n || '@firma.example', 'isActive', n % 4 < 2, 'postalAddress.city', 'By ' || n % 100),
         timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01' + (n::bigint * 7919 % $2)::int * (interval '300 days' / $2)
       from generate_series($1::int, least($1 + ${insertedAtOnce}, $2) - 1) n`,
      [start, count],
    );
  await learnWords(db);
  await db.query('vacuum analyze canonical_record');
  await db.query('vacuum analyze vocabulary');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const asking = (asked: Partial<Asked>): Asked => ({ filter: null, orderings: null, search: null, ...asked });

const byNumber = comparableSql('organizationNumber', `coalesce(fields ->> 'organizationNumber', '')`);

/** The median time of a page, from places all over the list. */
async function paged(db: DataSource, count: number, asked: Asked): Promise<number> {
  const times: number[] = [];
  const order = canonicalOrder('Customer', asked.orderings ?? [], asked.search === null ? '' : 'words');
  for (let index = 0; index < pages; index += 1) {
    const number = Math.floor(((index + 0.5) * count) / pages);
    const [row] = await db.query<{ place: string[] }[]>(
      `select array[${placesOf(asked)}] as place from canonical_record
       where type = 'Customer' and merged_into is null and retired_at is null and ${byNumber} = $1 order by seq limit 1`,
      [String(800_000_000 + number)],
    );
    const after = cursorOf(order, row?.place ?? []);
    times.push(await timed(() => canonicalConnection(db, 'Customer', { first: pageSize, after }, asked)));
  }
  return median(times);
}

function placesOf({ orderings }: Asked): string {
  const places: Record<string, string> = { name: `fields ->> 'name'`, updatedAt: 'updated_at::text' };
  return [...(orderings ?? []).map(({ field }) => places[field] ?? ''), 'seq::text'].join(', ');
}

async function found(db: DataSource, count: number, asked: (number: number) => Partial<Asked>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < pages; index += 1) {
    const number = Math.floor(((index + 0.5) * count) / pages);
    const page = { first: pageSize };
    times.push(await timed(() => canonicalConnection(db, 'Customer', page, asking(asked(number)))));
  }
  return median(times);
}

type Measured = Map<string, number>;

async function measure(url: string, count: number): Promise<Measured> {
  const db = await openDataSource({ url, entities, migrations, poolSize: 2 });
  try {
    await migrate(db);
    say(`${count} customers are stored in ${((await timed(() => fill(db, count))) / 1000).toFixed(0)} s`);
    const measured: Measured = new Map();
    for (const [what, asked] of lists) measured.set(`a page ${what}`, await paged(db, count, asking(asked)));
    for (const [what, asked] of single) measured.set(what, await found(db, count, asked));
    return measured;
  } finally {
    await db.destroy();
  }
}

await withPostgres(async (urlOf) => {
  const small = await measure(await urlOf('few'), few);
  const large = await measure(await urlOf('many'), many);
  say(`\n${'median of a page of 50'.padEnd(56)}${String(few).padStart(10)}${String(many).padStart(12)}   ratio`);
  for (const [what, before] of small) {
    const after = large.get(what) ?? NaN;
    const ratio = (after / before).toFixed(2);
    say(
      `${what.padEnd(56)}${`${before.toFixed(1)} ms`.padStart(10)}${`${after.toFixed(1)} ms`.padStart(12)}   ${ratio} ×`,
    );
  }
});
