import type { Stored, Table } from '../store.js';
import type { Entity } from './entities.js';
import { conjuncts, meets, type Comparison, type Filter } from '../odata/filter.js';
import { inOrder } from '../order.js';
import type { IdOrder } from './id-order.js';
import type { Query } from './query.js';
import { comparable, seededBetween } from './records.js';

/** One page of a list; `count` is how many records meet the filter, null unless asked for. */
export interface Page {
  records: Stored[];
  count: number | null;
}

/** Where a list reads from. */
export interface Source {
  entity: Entity;
  table: Table;
  order: IdOrder;
}

/** Before this nothing can have been changed, so a filter from there on keeps all. */
const BEFORE_EVERYTHING = Date.UTC(2010, 0, 1);

/** The page a query asks for; without `$orderby` by Id. */
export function listPage(source: Source, query: Query): Page {
  const filters = conjuncts(query.filter).filter((each) => !isAlwaysMet(each));
  const accepts = (stored: Stored): boolean =>
    filters.every((filter) => meets(filter, (property) => comparable(source.entity, stored, property)));
  const few = fewCandidates(source, filters);
  const isById = query.orderby.length === 0 || (query.orderby.length === 1 && query.orderby[0]!.property === 'Id');
  if (few === null && isById) return pageById(source, query, filters, accepts);
  const found = sorted(source.entity, query, [...(few ?? byId(source, 0, false))].filter(accepts));
  return { records: found.slice(query.skip, query.skip + query.top), count: query.count ? found.length : null };
}

function isAlwaysMet(filter: Filter): boolean {
  if (filter.kind !== 'comparison' || filter.property !== 'SistEndretDato') return false;
  const bound = filter.values[0];
  return (
    (filter.operator === 'gt' || filter.operator === 'ge') && typeof bound === 'number' && bound < BEFORE_EVERYTHING
  );
}

/** The only records that can meet the filters, when that is known without reading all. */
function fewCandidates({ entity, table }: Source, filters: Filter[]): Iterable<Stored> | null {
  const comparisons = filters.filter((filter): filter is Comparison => filter.kind === 'comparison');
  const ids = filters.map(onlyIds).find((each) => each !== null);
  if (ids) return [...new Set(ids)].flatMap((id) => table.get(id) ?? []);
  const newest = seededBetween(entity, table)?.newest;
  const isPastSeeds = comparisons.some(
    ({ property, operator, values: [bound] }) =>
      property === 'SistEndretDato' &&
      typeof bound === 'number' &&
      newest !== undefined &&
      isBeyond(operator, bound, newest),
  );
  return isPastSeeds ? table.changedSince(0) : null;
}

/** The Ids a filter names if it names nothing else: `Id eq 1 or Id eq 2`, `Id in (1, 2)`. */
function onlyIds(filter: Filter): string[] | null {
  if (filter.kind === 'comparison') {
    const namesIds = filter.property === 'Id' && (filter.operator === 'eq' || filter.operator === 'in');
    return namesIds ? filter.values.map(String) : null;
  }
  const [left, right] = [onlyIds(filter.left), onlyIds(filter.right)];
  return filter.kind === 'or' && left && right ? [...left, ...right] : null;
}

const isBeyond = (operator: string, bound: number, newest: number): boolean =>
  (operator === 'gt' && bound >= newest) || (operator === 'ge' && bound > newest);

function pageById(source: Source, query: Query, filters: Filter[], accepts: (stored: Stored) => boolean): Page {
  const descending = query.orderby[0]?.descending ?? false;
  if (filters.length === 0) {
    const records = taken(byId(source, query.skip, descending), query.top);
    return { records, count: query.count ? source.order.size() : null };
  }
  const records: Stored[] = [];
  let met = 0;
  for (const stored of byId(source, descending ? 0 : firstRank(source, filters), descending)) {
    if (!query.count && records.length >= query.top) break;
    if (!accepts(stored)) continue;
    met += 1;
    if (met > query.skip && records.length < query.top) records.push(stored);
  }
  return { records, count: query.count ? met : null };
}

/** Where to begin, given a filter like `Id gt '100500'`: reading on from the last Id seen costs the same at any depth. */
function firstRank({ order }: Source, filters: Filter[]): number {
  const ranks = filters.map((filter) => {
    if (filter.kind !== 'comparison' || filter.property !== 'Id') return 0;
    const [bound] = filter.values;
    const isLower = filter.operator === 'gt' || filter.operator === 'ge';
    return isLower && bound !== null ? order.rankOf(String(bound), filter.operator === 'gt') : 0;
  });
  return Math.max(...ranks);
}

function* byId({ table, order }: Source, skip: number, descending: boolean): Iterable<Stored> {
  const size = order.size();
  for (let rank = skip; rank < size; rank += 1) yield table.get(order.at(descending ? size - 1 - rank : rank))!;
}

function taken(rows: Iterable<Stored>, top: number): Stored[] {
  const records: Stored[] = [];
  if (top === 0) return records;
  for (const row of rows) if (records.push(row) === top) break;
  return records;
}

/** By the properties asked for, then by Id so that pages never overlap. */
function sorted(entity: Entity, { orderby }: Query, found: readonly Stored[]): Stored[] {
  const properties = [...orderby, { property: 'Id', descending: false }];
  return inOrder(
    found,
    properties.map(({ property, descending }) => ({
      of: (stored: Stored) => comparable(entity, stored, property),
      descending,
    })),
  );
}
