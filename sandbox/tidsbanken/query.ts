import { parseFilter, type Filter, type Vocabulary } from '../odata/filter.js';
import { propertyOf, type Entity, type Kind } from './entities.js';
import { ODataFault } from './faults.js';

/** The query options of a list, read and checked. */
export interface Query {
  filter: Filter | null;
  orderby: { property: string; descending: boolean }[];
  /** Null shows all, written `#Ansatt` in the context; `*` shows all too, written `#Ansatt(*)`. */
  select: string[] | '*' | null;
  top: number;
  skip: number;
  count: boolean;
}

/** The most rows in one answer, whatever `$top` says. */
export const LARGEST_PAGE = 1000;

const OPTIONS = new Set(['$filter', '$orderby', '$select', '$top', '$skip', '$count']);

/** Reads the query options; their names may be in any case. Throws an `ODataFault` or a `FilterFault` for what is unknown or malformed. */
export function parseQuery(entity: Entity, search: URLSearchParams): Query {
  const options = new Map<string, string>();
  for (const [name, value] of search) {
    const option = name.toLowerCase();
    if (!option.startsWith('$')) continue;
    if (!OPTIONS.has(option)) throw new ODataFault(400, `The query option '${name}' is not known.`);
    if (options.has(option)) throw new ODataFault(400, `The query option '${name}' stands there twice.`);
    options.set(option, value);
  }
  const filter = options.get('$filter');
  return {
    filter: filter === undefined ? null : parseFilter(vocabularyOf(entity), filter),
    orderby: orderOf(entity, options.get('$orderby')),
    select: selectOf(entity, options.get('$select')),
    top: Math.min(wholeNumber('$top', options.get('$top'), LARGEST_PAGE), LARGEST_PAGE),
    skip: wholeNumber('$skip', options.get('$skip'), 0),
    count: flagOf(options.get('$count')),
  };
}

const LITERALS: Record<Kind, 'text' | 'number' | 'boolean' | 'instant'> = {
  text: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  date: 'instant',
  dateTime: 'instant',
  stamp: 'instant',
};

function vocabularyOf(entity: Entity): Vocabulary {
  return {
    typeName: entity.name,
    instants: 'bare',
    lookup(name) {
      const property = propertyOf(entity, name);
      return property === null ? null : { property, type: LITERALS[entity.kinds[property]!] };
    },
  };
}

function named(entity: Entity, name: string): string {
  const property = propertyOf(entity, name);
  if (!property) throw new ODataFault(400, `Could not find a property named '${name}' on type '${entity.name}'.`);
  return property;
}

function orderOf(entity: Entity, text: string | undefined): Query['orderby'] {
  if (!text) return [];
  return text.split(',').map((part) => {
    const [name = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    if (rest.length > 0 || !/^(asc|desc)$/i.test(direction))
      throw new ODataFault(400, `Syntax error in $orderby at '${part}'.`);
    return { property: named(entity, name), descending: direction.toLowerCase() === 'desc' };
  });
}

function selectOf(entity: Entity, text: string | undefined): Query['select'] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  if (text === undefined) return null;
  return names.includes('*') ? '*' : names.map((name) => named(entity, name));
}

function wholeNumber(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new ODataFault(400, `${option} must be a whole number from 0, not '${text}'.`);
  return Number(text);
}

function flagOf(text: string | undefined): boolean {
  if (text === undefined || /^false$/i.test(text)) return false;
  if (/^true$/i.test(text)) return true;
  throw new ODataFault(400, `$count must be true or false, not '${text}'.`);
}
