import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql';
import type {
  FieldNode,
  GraphQLCompositeType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { isIncluded } from './conditions.js';
import type { Data } from './data.js';
import { isMeta, responseKeyOf } from './naming.js';
import type { Scope as OperationScope } from './operation.js';

/** What a value must look like in the answer. `field` names it in errors, as `Customer.name`. */
export type Shape =
  | { readonly kind: 'leaf'; readonly nonNull: boolean; readonly field: string; readonly values?: ReadonlySet<unknown> }
  | { readonly kind: 'list'; readonly nonNull: boolean; readonly field: string; readonly item: Shape }
  | { readonly kind: 'object'; readonly nonNull: boolean; readonly field: string; readonly selection: Selection };

/** One field of the answer: `from` is its key in the data, `to` the one the client sees. */
export type ShapedField =
  | { readonly kind: 'field'; readonly from: string; readonly to: string; readonly shape: Shape }
  | { readonly kind: 'typename'; readonly to: string }
  | { readonly kind: 'introspection'; readonly to: string };

/** What is answered of an object. */
export interface ShapedFields {
  /** In the order asked for. */
  readonly all: readonly ShapedField[];
  /** An object that they can be set in: a client may call a field `__proto__`, which a plain one takes for something else. */
  empty(): Data;
}

/** What the client asked of an object. */
export interface Selection {
  /** The type's name where only one is possible. */
  readonly onlyType: string | undefined;
  readonly type: string;
  /** The fields for an object of this type; undefined for a type the API does not have here. */
  fieldsOf(typename: string): ShapedFields | undefined;
}

interface Scope extends OperationScope {
  readonly schema: GraphQLSchema;
}

interface Collected {
  readonly node: FieldNode;
  readonly sets: SelectionSetNode[];
}

/** The selection at the root of an operation, under the scope's conditions. */
export function rootSelection(scope: Scope, operation: OperationDefinitionNode): Selection {
  const type = scope.schema.getRootType(operation.operation);
  if (!type) throw new Error(`The API has no ${operation.operation} type`);
  return selectionOf(scope, type, [operation.selectionSet]);
}

/** Fields are worked out per type when the first object of that type is met. */
function selectionOf(scope: Scope, type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Selection {
  const known = new Map<string, ShapedFields>();
  return {
    onlyType: isObjectType(type) ? type.name : undefined,
    type: type.name,
    fieldsOf(typename) {
      const present = known.get(typename);
      if (present) return present;
      if (!mayBe(scope.schema, type, typename)) return undefined;
      const fields = shapedFields(scope, typename, sets);
      known.set(typename, fields);
      return fields;
    },
  };
}

function mayBe(schema: GraphQLSchema, type: GraphQLCompositeType, typename: string): boolean {
  if (type.name === typename) return true;
  const actual = schema.getType(typename);
  return isAbstractType(type) && isObjectType(actual) && schema.isSubType(type, actual);
}

function shapedFields(scope: Scope, typename: string, sets: readonly SelectionSetNode[]): ShapedFields {
  const collected = new Map<string, Collected>();
  const visited = new Set<string>();
  for (const set of sets) collect(scope, typename, set, collected, visited);
  const all = [...collected].map(([to, { node, sets }]) => shapedField(scope, typename, to, node, sets));
  return { all, empty: collected.has('__proto__') ? () => Object.create(null) as Data : () => ({}) };
}

function collect(
  scope: Scope,
  typename: string,
  set: SelectionSetNode,
  into: Map<string, Collected>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(selection, scope.conditions)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = responseKeyOf(selection);
      const field = into.get(key) ?? { node: selection, sets: [] };
      if (selection.selectionSet) field.sets.push(selection.selectionSet);
      into.set(key, field);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : unvisited(scope, selection.name.value, visited);
    const condition = fragment?.typeCondition?.name.value;
    if (fragment && (condition === undefined || applies(scope.schema, typename, condition))) {
      collect(scope, typename, fragment.selectionSet, into, visited);
    }
  }
}

function unvisited({ fragments }: Scope, name: string, visited: Set<string>) {
  if (visited.has(name)) return undefined;
  visited.add(name);
  return fragments.get(name);
}

function applies(schema: GraphQLSchema, typename: string, condition: string): boolean {
  if (typename === condition) return true;
  const type = schema.getType(typename);
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
}

function shapedField(
  scope: Scope,
  typename: string,
  to: string,
  node: FieldNode,
  sets: readonly SelectionSetNode[],
): ShapedField {
  const name = node.name.value;
  if (name === '__typename') return { kind: 'typename', to };
  if (isMeta(node)) return { kind: 'introspection', to };
  const parent = scope.schema.getType(typename);
  const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;
  if (!type) throw new Error(`The API has no field ${typename}.${name}`);
  return { kind: 'field', from: scope.nameOf(node), to, shape: shapeOf(scope, type, `${typename}.${name}`, sets) };
}

function shapeOf(
  scope: Scope,
  type: GraphQLOutputType,
  field: string,
  sets: readonly SelectionSetNode[],
  nonNull = false,
): Shape {
  if (isNonNullType(type)) return shapeOf(scope, type.ofType, field, sets, true);
  if (isListType(type)) return { kind: 'list', nonNull, field, item: shapeOf(scope, type.ofType, field, sets) };
  const named = getNamedType(type);
  if (isCompositeType(named)) return { kind: 'object', nonNull, field, selection: selectionOf(scope, named, sets) };
  if (isEnumType(named)) {
    return { kind: 'leaf', nonNull, field, values: new Set(named.getValues().map(({ name }) => name)) };
  }
  return { kind: 'leaf', nonNull, field };
}
