import type { DataSource } from 'typeorm';
import { accountOf } from './account.js';
import { dataflows } from '../shared/dataflows/dataflows.js';
import { entityKey } from '../shared/dataflows/dataflow.js';
import { readBooks, stayOf, type Books, type Stay } from './books.js';
import { leaksIn } from './canaries.js';
import type { Company } from './company.js';
import type { Day } from './day.js';
import { deskAt, type Desk } from './desk.js';
import { madeTwice, miscounted, sharedReferences, sharedValues, withoutCounterpart } from './doubles.js';
import { fatesOf, type Fates } from './fates.js';
import { bad, plain, type Figure } from './figure.js';
import { happened } from './happened.js';
import type { Typed } from './people.js';
import { changed, unequal } from './verdict.js';

/** Holds what happened against what the hub promises. @param say is told up to ten of each thing that breaks a promise. */
export async function judge(
  company: Company,
  desks: readonly Desk[],
  day: Day,
  say: (line: string) => void,
): Promise<Figure[]> {
  const { made, after: standing } = day;
  const books = readBooks(company.books, desks);
  const fates = await fatesOf({ db: company.db, desks, standing, books }, made.typed);
  const breaches = await breachesOf(company, desks, day, fates, books);
  for (const [what, found] of breaches) for (const one of found.slice(0, 10)) say(`${what}: ${one}`);
  const writes = [...day.writesAtRest].map(([where, count]) => `${where}: ${count}`);
  for (const one of writes) say(`writes at rest: ${one}`);
  return [
    ...happened(day, company),
    ...(await told(company, fates)),
    ...breaches.map(([what, found]) => bad(what, found.length)),
    bad(
      'writes that the systems got in the next full sync',
      [...day.writesAtRest.values()].reduce((sum, count) => sum + count, 0),
    ),
  ];
}

const createFlows = dataflows
  .filter(({ establish }) => establish === 'CREATE')
  .map(({ left, right }) => ({ left: entityKey(left), right: entityKey(right) }));

async function breachesOf(
  company: Company,
  desks: readonly Desk[],
  { made, before, rested, after }: Day,
  { lost }: Fates,
  books: Books,
): Promise<(readonly [what: string, found: readonly string[]])[]> {
  const { db } = company;
  return [
    ['fields of linked records that differ at rest', await unequal(db, desks, after)],
    ['records people added that have no counterpart', await withoutCounterpart(db, createFlows, made.added)],
    ['entity types with a record too many or too few', await miscounted(db, before, after, made.added)],
    ['records that the hub made more than once', await madeTwice(db)],
    ['references of the hub that two records bear', sharedReferences(desks, after)],
    ['typed values that two records of an entity type have', sharedValues(desks, after, made.typed)],
    ['values that are nowhere', await Promise.all(lost.map((one) => lossOf(db, books, desks, one)))],
    ['records that the next full sync changed', changed(rested, after)],
    ['places where a secret or typed value may not be read', await leaksIn(company)],
  ];
}

/** A lost value with what the hub did about its field. */
async function lossOf(db: DataSource, books: Books, desks: readonly Desk[], one: Typed): Promise<string> {
  const account = await accountOf(db, one);
  return [named(one, stayOf(books, deskAt(desks, one.place), one)), ...account].join('\n    ');
}

function named({ place, id, field, value, at }: Typed, stay: Stay | null): string {
  const stood = stay?.next ? `stood ${stay.next.at - stay.from} ms` : 'was never seen there';
  return `${place}/${id}.${field}${value === null ? ', cleared,' : ''} of ${new Date(at).toISOString()} ${stood}`;
}

async function told({ db }: Company, { kept, replaced, inTheGap, undecidable }: Fates): Promise<Figure[]> {
  const [counts] = await db.query<Record<string, number>[]>(`select
    (select count(*)::int from write where status = 'CONFIRMED') as confirmed,
    (select count(*)::int from write where status = 'CONFIRMED' and kind = 'CREATE') as made,
    (select count(*)::int from write where code = 'RESOLVED' or (status = 'CONFIRMED' and look_ups > 0)) as doubted,
    (select count(*)::int from write where code = 'CHANGED') as "gaveWay",
    (select count(*)::int from review where status = 'OPEN')
      + (select count(*)::int from match_candidate where status = 'OPEN') as reviews,
    (select count(*)::int from conflict) as conflicts`);
  const counted = (name: string): number => counts?.[name] ?? 0;
  return [
    plain('values that are in their record or in the books', kept),
    plain('values typed over in the same record before anybody looked', replaced),
    plain('values in the gap between a look and a write', inTheGap.length),
    plain('clears that undid a write without an answer, and are noted', undecidable.length),
    plain('writes confirmed', counted('confirmed')),
    plain('  of them records made', counted('made')),
    plain('writes in doubt that were judged by a look', counted('doubted')),
    plain('updates that gave way to what was read just before', counted('gaveWay')),
    plain('values that lost and were kept', counted('conflicts')),
    plain('matters put before a person', counted('reviews')),
  ];
}
