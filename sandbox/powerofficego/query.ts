import { writtenInstant } from '../instant.js';
import { Problem } from './problem.js';
import { spelled } from './fields.js';
import type { Entity } from './entities.js';

/** A stretch of numbers, both ends included. */
export interface Range {
  from: number;
  to: number;
}

/** A list request, read and checked. Instants are milliseconds. */
export interface Query {
  page: number;
  size: number;
  fields: string[] | null;
  orderBy: { field: string; descending: boolean }[];
  numbers: Range[] | null;
  externalNumbers: Range[] | null;
  groups: number[] | null;
  externalImportReference: string | null;
  createdAfter: number | null;
  changedAfter: number | null;
}

const DEFAULT_SIZE = 5000;
const LARGEST_SIZE = 20_000;

const fault = (detail: string): Problem => new Problem(400, 'Invalid resourceParameter', detail);

/** Reads the parameters of a list; their names may be in any case. Throws a `Problem` for unknown and malformed ones. */
export function parseQuery(entity: Entity, search: URLSearchParams): Query {
  const given = new Map([...search].map(([name, value]) => [name.toLowerCase(), value]));
  const take = (name: string): string | null => {
    const value = given.get(name) ?? null;
    given.delete(name);
    return value === '' ? null : value;
  };
  for (const name of ['subscription-key', 'usedatabasevalidation']) take(name);
  const query: Query = {
    page: whole('PageNumber', take('pagenumber'), 1, Number.MAX_SAFE_INTEGER),
    size: whole('PageSize', take('pagesize'), DEFAULT_SIZE, LARGEST_SIZE),
    fields: fieldsOf(entity, take('fields')),
    orderBy: orderOf(entity, take('orderby')),
    numbers: rangesOf(take(entity.numberFilter)),
    externalNumbers: rangesOf(take('externalnos')),
    groups: rangesOf(take('contactgroupids'))?.map(({ from }) => from) ?? null,
    externalImportReference: take('externalimportreference'),
    createdAfter: instantOf(take(entity.createdFilter)),
    changedAfter: instantOf(take('lastchangeddatetimeoffsetgreaterthan')),
  };
  const unknown = [...given.keys()];
  if (unknown.length > 0) throw fault(`The parameter ${unknown.join(', ')} is not supported.`);
  return query;
}

function whole(name: string, text: string | null, otherwise: number, most: number): number {
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw fault(`${name} must be a whole number from 1 to ${most}.`);
  return value;
}

function named(entity: Entity, name: string): string {
  const field = spelled(entity.fields, name);
  if (!field || !entity.fields[field]!.get) throw fault(`${entity.name} has no property ${name}.`);
  return field;
}

function fieldsOf(entity: Entity, text: string | null): string[] | null {
  return text === null ? null : text.split(',').map((name) => named(entity, name.trim()));
}

function orderOf(entity: Entity, text: string | null): Query['orderBy'] {
  if (text === null) return [];
  return text.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    if (!/^(asc|desc)$/i.test(direction)) throw fault(`OrderBy does not understand ${part.trim()}.`);
    return { field: named(entity, name), descending: direction.toLowerCase() === 'desc' };
  });
}

/** `10000-11000, 12000, 13000-` */
function rangesOf(text: string | null): Range[] | null {
  if (text === null) return null;
  return text.split(',').map((part) => {
    const match = /^\s*(\d+)\s*(?:(-)\s*(\d*)\s*)?$/.exec(part);
    if (!match) throw fault(`'${part.trim()}' is neither a number nor a range.`);
    const from = Number(match[1]);
    return { from, to: match[2] ? (match[3] ? Number(match[3]) : Number.MAX_SAFE_INTEGER) : from };
  });
}

function instantOf(text: string | null): number | null {
  if (text === null) return null;
  const written = writtenInstant(text);
  if (!written) throw fault(`'${text}' is not a date-time with an offset (a plus sign in an address is %2B).`);
  return written.instant;
}
