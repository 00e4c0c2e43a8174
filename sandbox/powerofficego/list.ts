import { driftedSkip, type Call } from '../http.js';
import type { Stored, Table } from '../store.js';
import { lastChanged } from './entities.js';
import { byNumber, inOrder } from '../order.js';
import type { Query, Range } from './query.js';

/** One page of a list and how many records there are on all pages. */
export interface Page {
  records: Stored[];
  total: number;
}

/** So many numbers are looked up one by one; for more the whole table is read. */
const FEW = 1000;

/** The page a query asks for; without `OrderBy` by Id. */
export function listPage(table: Table, query: Query, call: Call): Page {
  const skip = driftedSkip(call, (query.page - 1) * query.size);
  const drift = call.drift ?? 0;
  const accepts = acceptorOf(query);
  const isPlain = accepts === null && isById(query);
  if (isPlain && table.size() === table.seed.count + table.inserted().length) {
    return { records: taken(table.scan({ skip }), query.size), total: table.size() + drift };
  }
  const found: Stored[] = [];
  for (const stored of candidates(table, query)) {
    if (stored.deletedAt === null && (accepts === null || accepts(stored))) found.push(stored);
  }
  const keys = query.orderBy.map(({ field, descending }) => ({
    of: (stored: Stored) => valueOf(stored, field),
    descending,
  }));
  return { records: inOrder(found, [...keys, byNumber]).slice(skip, skip + query.size), total: found.length + drift };
}

/** As the table has its records anyhow. */
function isById({ orderBy }: Query): boolean {
  return orderBy.every(({ field, descending }) => field === 'Id' && !descending);
}

function taken(rows: Iterable<Stored>, size: number): Stored[] {
  const records: Stored[] = [];
  for (const row of rows) if (records.push(row) === size) break;
  return records;
}

/** As few records as can hold all that are asked for. */
function candidates(table: Table, query: Query): Iterable<Stored> {
  const { externalImportReference, numbers, changedAfter } = query;
  if (externalImportReference !== null) return table.findBy('ExternalImportReference', externalImportReference);
  if (numbers && numbers.reduce((sum, { from, to }) => sum + to - from + 1, 0) <= FEW) {
    return [...new Set(numbers.flatMap(numbersIn))].flatMap((number) => table.findBy('Number', number));
  }
  const newest = table.seed.changedBetween?.newest;
  if (changedAfter !== null && newest !== undefined && changedAfter >= newest) return table.changedSince(0);
  return table.scan();
}

function numbersIn({ from, to }: Range): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

type Accepts = (stored: Stored) => boolean;

/** The filters as one test, or null when there are none. */
function acceptorOf(query: Query): Accepts | null {
  const { numbers, externalNumbers, groups, externalImportReference: reference, createdAfter, changedAfter } = query;
  const tests: (Accepts | false)[] = [
    changedAfter !== null && ((stored) => Date.parse(lastChanged(stored)) > changedAfter),
    createdAfter !== null && ((stored) => Date.parse(stored.createdAt) > createdAfter),
    numbers !== null && ((stored) => within(numbers, stored.row.Number)),
    externalNumbers !== null && ((stored) => within(externalNumbers, stored.row.ExternalNumber)),
    reference !== null && ((stored) => stored.row.ExternalImportReference === reference),
    groups !== null &&
      ((stored) => groups.some((group) => (stored.row.ContactGroupIds as number[] | undefined)?.includes(group))),
  ];
  const asked = tests.filter((test): test is Accepts => test !== false);
  return asked.length === 0 ? null : (stored) => asked.every((test) => test(stored));
}

function within(ranges: Range[], value: unknown): boolean {
  return typeof value === 'number' && ranges.some(({ from, to }) => value >= from && value <= to);
}

function valueOf(stored: Stored, field: string): unknown {
  if (field === 'LastChangedDateTimeOffset') return lastChanged(stored);
  if (field.endsWith('CreatedDateTimeOffset')) return stored.createdAt;
  return field === 'Id' ? Number(stored.id) : (stored.row[field] ?? null);
}
