import { Kind, OperationTypeNode, print } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  GraphQLNamedType,
  GraphQLSchema,
  InlineFragmentNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isIncluded } from './conditions.js';
import { isMeta, responseKeyOf } from './naming.js';
import type { Naming } from './naming.js';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** What it takes to read an operation. */
export interface Scope {
  readonly fragments: Fragments;
  /** The values of the variables that `@skip` and `@include` ask for. */
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly nameOf: Naming;
}

/** What an operation asks of the subgraphs and what it asks of the gateway itself. */
export interface Split {
  /** Texts for the planner, to be run in this order: a query is one, a mutation one per field of its root. */
  requests: readonly { readonly text: string; readonly responseKey: string | undefined }[];
  /** `__schema` and `__type`, to be answered from the API schema; undefined where neither is asked for. */
  introspection: DocumentNode | undefined;
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** The type that a selection set is of; none where a schema has no such type. */
export type SelectedType = GraphQLNamedType | null | undefined;

/** What it takes to tell the types in an operation. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
}

/** What a fragment within a selection set of a type selects, and of which type; null: there is no such fragment. */
export function spread(
  selection: FragmentSpreadNode | InlineFragmentNode,
  within: SelectedType,
  { schema, fragments }: Reading,
): { readonly set: SelectionSetNode; readonly type: SelectedType } | null {
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
  if (!fragment) return null;
  const type = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : within;
  return { set: fragment.selectionSet, type };
}

/**
 * Splits an operation. What `@skip` and `@include` leave out under the scope's conditions is gone before planning, as are the
 * root's `__typename`, `__schema` and `__type`: the planner mixes up some conditions and cannot plan the others.
 */
export function splitOperation(operation: OperationDefinitionNode, scope: Scope): Split {
  const fields = rootFields(operation.selectionSet, scope);
  const introspected = fields.filter((field) => isMeta(field) && field.name.value !== '__typename');
  const definitions = plannedFragments(scope);
  const planned = fields.filter((field) => !isMeta(field));
  const textOf = (group: readonly FieldNode[]): string => {
    const selectionSet = plannedSet({ kind: Kind.SELECTION_SET, selections: group }, scope);
    const { name: _name, directives: _directives, ...anonymous } = operation;
    return print({ kind: Kind.DOCUMENT, definitions: [{ ...anonymous, selectionSet }, ...definitions] });
  };
  return {
    requests: groupsOf(operation, planned).map(({ responseKey, group }) => ({ text: textOf(group), responseKey })),
    introspection: introspected.length > 0 ? introspectionOf(operation, introspected, scope.fragments) : undefined,
  };
}

function introspectionOf(
  operation: OperationDefinitionNode,
  selections: readonly FieldNode[],
  fragments: Fragments,
): DocumentNode {
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }, ...fragments.values()] };
}

function groupsOf(operation: OperationDefinitionNode, fields: readonly FieldNode[]) {
  if (fields.length === 0) return [];
  if (operation.operation !== OperationTypeNode.MUTATION) return [{ responseKey: undefined, group: fields }];
  const keys = [...new Set(fields.map(responseKeyOf))];
  return keys.map((responseKey) => ({
    responseKey,
    group: fields.filter((field) => responseKeyOf(field) === responseKey),
  }));
}

function rootFields({ selections }: SelectionSetNode, scope: Scope, visited = new Set<string>()): FieldNode[] {
  return selections.flatMap((selection): FieldNode[] => {
    if (!isIncluded(selection, scope.conditions)) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(selection.selectionSet, scope, visited);
    const fragment = scope.fragments.get(selection.name.value);
    if (!fragment || visited.has(selection.name.value)) return [];
    return rootFields(fragment.selectionSet, scope, visited.add(selection.name.value));
  });
}

function plannedFragments(scope: Scope): FragmentDefinitionNode[] {
  return [...scope.fragments.values()].map((fragment) => ({
    ...fragment,
    selectionSet: plannedSet(fragment.selectionSet, scope),
  }));
}

/**
 * A selection set may not be empty: what is left of one whose fields are all skipped is `__typename`. It also goes before
 * fragments where there are no fields, since the planner finds no plan where none of them can be of the set's type.
 */
function plannedSet(set: SelectionSetNode, scope: Scope): SelectionSetNode {
  const included = set.selections.filter((node) => isIncluded(node, scope.conditions));
  const selections = included.map((node) => planned(node, scope));
  const hasFields = selections.some(({ kind }) => kind === Kind.FIELD);
  return { kind: Kind.SELECTION_SET, selections: hasFields ? selections : [typenameField, ...selections] };
}

function planned(node: SelectionNode, scope: Scope): SelectionNode {
  if (node.kind === Kind.FRAGMENT_SPREAD) return { kind: node.kind, name: node.name };
  if (node.kind === Kind.INLINE_FRAGMENT) {
    return { ...node, directives: [], selectionSet: plannedSet(node.selectionSet, scope) };
  }
  if (node.name.value === '__typename') return typenameField;
  const { alias: _alias, directives: _directives, selectionSet, ...field } = node;
  const name = scope.nameOf(node);
  return {
    ...field,
    ...(name === node.name.value ? {} : { alias: { kind: Kind.NAME, value: name } }),
    ...(selectionSet ? { selectionSet: plannedSet(selectionSet, scope) } : {}),
  };
}
