import {
  getNamedType,
  GraphQLError,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import type {
  FieldNode,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isMeta } from './naming.js';
import { spread, type Fragments, type Reading, type SelectedType } from './operation.js';

type Variables = Readonly<Record<string, unknown>>;

/** How many objects an answer may hold, by the values of the variables. */
export type Cost = (variables: Variables) => number;

/** Objects that an answer may hold: each may be a record that a system, or the database, is asked for. */
const objectsAtMost = 100_000;

/** Throws a `GraphQLError` for an operation whose answer may hold too many objects with these variables. */
export function assertAffordable(cost: Cost, variables: Variables): void {
  const objects = cost(variables);
  if (objects <= objectsAtMost) return;
  const message = `The operation asks for up to ${objects} records; ${objectsAtMost} are answered at a time. Ask for shorter pages, or for fewer lists within lists`;
  throw new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_LARGE' } });
}

/** A field that answers objects: so many of them for each object it belongs to, each with more within it. */
interface Term {
  readonly times: Cost;
  readonly within: readonly Term[];
}

/**
 * The cost of an operation that has passed validation. A list with `first` or `last` counts as long as it may be; one
 * without, or where neither is said, counts once. What is asked of `__schema` and `__type` is free.
 */
export function costOf(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments): Cost {
  const terms = termsIn(operation.selectionSet, schema.getRootType(operation.operation), { schema, fragments });
  return (variables) => sum(terms, variables);
}

function sum(terms: readonly Term[], variables: Variables): number {
  return terms.reduce((total, { times, within }) => total + times(variables) * (1 + sum(within, variables)), 0);
}

function termsIn(set: SelectionSetNode, type: SelectedType, reading: Reading): Term[] {
  return set.selections.flatMap((selection) => termsOf(selection, type, reading));
}

function termsOf(selection: SelectionNode, type: SelectedType, reading: Reading): Term[] {
  if (selection.kind === Kind.FIELD) return fieldTerms(selection, type, reading);
  const fragment = spread(selection, type, reading);
  return fragment ? termsIn(fragment.set, fragment.type, reading) : [];
}

function fieldTerms(field: FieldNode, type: SelectedType, reading: Reading): Term[] {
  if (isMeta(field) || !field.selectionSet || !(isObjectType(type) || isInterfaceType(type))) return [];
  const definition = type.getFields()[field.name.value];
  if (!definition || isLeafType(getNamedType(definition.type))) return [];
  return [
    { times: lengthOf(field, definition), within: termsIn(field.selectionSet, getNamedType(definition.type), reading) },
  ];
}

function lengthOf(field: FieldNode, { args }: GraphQLField<unknown, unknown>): Cost {
  const sizes = args.filter(({ name }) => name === 'first' || name === 'last');
  if (sizes.length === 0) return () => 1;
  const given = (field.arguments ?? []).filter(({ name }) => sizes.some((arg) => arg.name === name.value));
  const usual = sizes.flatMap(({ defaultValue }) => (typeof defaultValue === 'number' ? [defaultValue] : []));
  return (variables) => {
    const told = given.flatMap(({ value }) => {
      const size = valueFromASTUntyped(value, { ...variables });
      return typeof size === 'number' ? [Math.max(0, size)] : [];
    });
    const known = told.length > 0 ? told : usual;
    return known.length > 0 ? Math.max(0, ...known) : 1;
  };
}
