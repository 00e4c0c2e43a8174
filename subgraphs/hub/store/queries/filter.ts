import type { CanonicalType, FieldType } from '../../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../../shared/canonical/types.js';
import { Rejected } from '../../../../shared/errors.js';
import { isUuid } from '../../operations/patch.js';
import { comparableSql, fieldSql } from './comparable.js';
import { all, any, not, Parameters, type Predicate } from './predicate.js';
import { standings, type Standing } from './standing.js';

/** What is asked of a field: everything that is given must hold. */
export interface FieldFilter {
  readonly equals?: string | null;
  readonly in?: readonly string[] | null;
  readonly startsWith?: string | null;
  readonly contains?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly isEmpty?: boolean | null;
}

/** Which canonical records of a type to show; fields by name, groups as objects of their members. */
export interface CanonicalFilter {
  readonly and?: readonly CanonicalFilter[] | null;
  readonly or?: readonly CanonicalFilter[] | null;
  readonly not?: CanonicalFilter | null;
  readonly ids?: readonly string[] | null;
  readonly kind?: string | null;
  readonly linkedIn?: readonly string[] | null;
  readonly missingIn?: readonly string[] | null;
  readonly linkState?: readonly string[] | null;
  readonly syncState?: readonly Standing[] | null;
  readonly changedSince?: Date | null;
  readonly [field: string]: unknown;
}

const conditionsAtMost = 100;
const valuesAtMost = 500;

/** The condition that a filter stands for. @throws Rejected for one that is too long. */
export function predicateOf(type: CanonicalType, filter: CanonicalFilter): Predicate {
  const parameters = new Parameters('filter');
  let conditions = 0;
  const predicate = (one: CanonicalFilter): Predicate => {
    const own = [...recordConditions(parameters, one), ...fieldConditions(parameters, type, one)];
    conditions += own.length + 1;
    if (conditions > conditionsAtMost)
      throw new Rejected(`filter has more than ${conditionsAtMost} conditions`, { field: 'filter' });
    if (one.and) own.push(all(one.and.map(predicate)));
    if (one.or) own.push(any(one.or.map(predicate)));
    if (one.not) own.push(not(predicate(one.not)));
    return all(own);
  };
  return predicate(filter);
}

/** What is asked of the record itself: its links, its state, when it changed. */
function recordConditions(parameters: Parameters, filter: CanonicalFilter): Predicate[] {
  const { ids, kind, linkedIn, missingIn, linkState, syncState, changedSince } = filter;
  const linked = (system: string): Predicate =>
    parameters.with(system, (name) => `${aLink} and held.state in ('ACTIVE', 'PAUSED') and held.system = ${name} )`);
  const made: Predicate[] = [];
  if (ids) made.push(oneOf(parameters, 'canonical.id', bounded('ids', ids).filter(isUuid)));
  if (kind) made.push(parameters.with(kind, (name) => `canonical.kind = ${name}`));
  for (const system of linkedIn ?? []) made.push(linked(system));
  for (const system of missingIn ?? []) made.push(not(linked(system)));
  if (linkState)
    made.push(any(linkState.map((state) => parameters.with(state, (name) => `${aLink} and held.state = ${name} )`))));
  if (syncState) made.push(any(syncState.map((state) => ({ sql: standings[state], parameters: {} }))));
  if (changedSince) made.push(parameters.with(changedSince, (name) => `canonical.updatedAt >= ${name}`));
  return made;
}

const aLink = 'exists (select from link held where held.canonical_id = canonical.id';

function fieldConditions(parameters: Parameters, type: CanonicalType, filter: CanonicalFilter): Predicate[] {
  return Object.entries(canonicalTypes[type]).flatMap(([field, { type: of, secret }]) => {
    const [group = '', member] = field.split('.');
    const given = member === undefined ? filter[group] : (filter[group] as Record<string, unknown> | null)?.[member];
    if (secret || given === undefined || given === null) return [];
    if (typeof given === 'boolean') return [{ sql: `${fieldSql(field)} = '${given}'`, parameters: {} }];
    return conditionsOn(parameters, field, of, given);
  });
}

function conditionsOn(parameters: Parameters, field: string, of: FieldType, given: FieldFilter): Predicate[] {
  const held = comparableSql(of, fieldSql(field));
  const asked = (name: string): string => comparableSql(of, `( ${name} )::text`);
  const made: Predicate[] = [];
  if (of === 'reference' && given.in) return [refersTo(parameters, field, given.in)];
  if (typeof given.equals === 'string') made.push(parameters.with(given.equals, (name) => `${held} = ${asked(name)}`));
  if (given.in) {
    const values = bounded(`${field}.in`, given.in);
    made.push(any(values.map((value) => parameters.with(value, (name) => `${held} = ${asked(name)}`))));
  }
  if (typeof given.startsWith === 'string') made.push(like(parameters, field, `${escaped(given.startsWith)}%`));
  if (typeof given.contains === 'string') made.push(like(parameters, field, `%${escaped(given.contains)}%`));
  if (typeof given.from === 'string') made.push(parameters.with(given.from, (name) => `${held} >= ( ${name} )::text`));
  if (typeof given.to === 'string')
    made.push(parameters.with(given.to, (name) => `( ${held} <= ( ${name} )::text and ${held} <> '')`));
  if (typeof given.isEmpty === 'boolean')
    made.push({ sql: `${fieldSql(field)} ${given.isEmpty ? '=' : '<>'} ''`, parameters: {} });
  return made;
}

/** A name is looked for in the text that the trigram index is over. */
function like(parameters: Parameters, field: string, pattern: string): Predicate {
  const text = field === 'name' ? 'called(canonical.fields)' : fieldSql(field);
  return parameters.with(pattern, (name) => `folded( ${text} ) like folded( ${name} )`);
}

/** A reference may still name a record that was merged into the one that is asked for. */
function refersTo(parameters: Parameters, field: string, ids: readonly string[]): Predicate {
  const named = bounded(`${field}.in`, ids).filter(isUuid);
  if (named.length === 0) return { sql: 'false', parameters: {} };
  return parameters.with(
    named,
    (name) => `canonical.fields ->> '${field}' in (
      with recursive family (id) as (
        select target.id from canonical_record target where target.id in ( ${name} )
        union all
        select joined.id from family join canonical_record joined on joined.merged_into = family.id
      ) select family.id::text from family)`,
  );
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function oneOf(parameters: Parameters, column: string, values: readonly string[]): Predicate {
  return values.length === 0
    ? { sql: 'false', parameters: {} }
    : parameters.with(values, (name) => `${column} in ( ${name} )`);
}

function bounded(name: string, values: readonly string[]): readonly string[] {
  if (values.length <= valuesAtMost) return values;
  throw new Rejected(`${name} has more than ${valuesAtMost} values`, { field: name });
}
