import { getNamedType, GraphQLError, isAbstractType, Kind, valueFromASTUntyped } from 'graphql';
import type {
  DirectiveNode,
  DocumentNode,
  FieldNode,
  GraphQLNamedType,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isMeta } from '../executor/naming.js';
import { spread, type Reading, type SelectedType } from '../executor/operation.js';
import type { Caller } from './caller.js';
import { accessDirectives, type AccessSpec } from './links.js';

/** What a type or a field asks of who wants it: one of the lists, and of that one everything. */
export interface Check {
  /** `Mutation.updateCustomer`, or a type's name. */
  readonly of: string;
  readonly kind: 'scopes' | 'policies';
  /** `[[]]`: to be known is enough. */
  readonly oneOf: readonly (readonly string[])[];
}

/** By `Type` and by `Type.field`. */
export type Checks = ReadonlyMap<string, readonly Check[]>;

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` out of a supergraph, by whatever names it links them.
 * @throws ConfigInvalid for one that asks for what is not honoured here.
 */
export function checksIn(supergraph: DocumentNode): Checks {
  const specs = accessDirectives(supergraph);
  const checks = new Map<string, readonly Check[]>();
  const read = (of: string, directives: readonly DirectiveNode[] | undefined): void => {
    const found = (directives ?? []).flatMap((directive) => checkOf(of, specs, directive));
    if (found.length > 0) checks.set(of, found);
  };
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const type = definition.name.value;
    if (definition.kind !== Kind.DIRECTIVE_DEFINITION) read(type, definition.directives);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) read(`${type}.${field.name.value}`, field.directives);
  }
  return checks;
}

function checkOf(
  of: string,
  specs: ReadonlyMap<string, AccessSpec>,
  { name, arguments: args = [] }: DirectiveNode,
): Check[] {
  const listed = (argument: string): string[][] => {
    const value = args.find((arg) => arg.name.value === argument)?.value;
    return value ? (valueFromASTUntyped(value) as string[][]) : [];
  };
  switch (specs.get(name.value)) {
    case 'authenticated':
      return [{ of, kind: 'scopes', oneOf: [[]] }];
    case 'requiresScopes':
      return [{ of, kind: 'scopes', oneOf: listed('scopes') }];
    case 'policy':
      return [{ of, kind: 'policies', oneOf: listed('policies') }];
    default:
      return [];
  }
}

interface CheckReading extends Reading {
  readonly checks: Checks;
}

/** Every check of what an operation asks for, wherever aliases, fragments and interfaces hide it. */
export function checksOf(operation: OperationDefinitionNode, reading: CheckReading): Check[] {
  const root = reading.schema.getRootType(operation.operation);
  return [...new Set(inSet(operation.selectionSet, root, reading))];
}

function inSet(set: SelectionSetNode, type: SelectedType, reading: CheckReading): Check[] {
  return set.selections.flatMap((selection) => inSelection(selection, type, reading));
}

function inSelection(selection: SelectionNode, type: SelectedType, reading: CheckReading): readonly Check[] {
  if (selection.kind === Kind.FIELD) return inField(selection, type, reading);
  const fragment = spread(selection, type, reading);
  return fragment ? [...ofType(fragment.type, reading), ...inSet(fragment.set, fragment.type, reading)] : [];
}

function inField(field: FieldNode, type: SelectedType, reading: CheckReading): readonly Check[] {
  if (isMeta(field) || !type || !('getFields' in type)) return [];
  const name = field.name.value;
  const definition = type.getFields()[name];
  if (!definition) return [];
  const answered = getNamedType(definition.type);
  return [
    ...[type, ...possible(type, reading)].flatMap((owner) => reading.checks.get(`${owner.name}.${name}`) ?? []),
    ...ofType(answered, reading),
    ...(field.selectionSet ? inSet(field.selectionSet, answered, reading) : []),
  ];
}

/** What a type asks for; of an interface or union also what each that it may turn out to be does. */
function ofType(type: SelectedType, reading: CheckReading): Check[] {
  if (!type) return [];
  return [type, ...possible(type, reading)].flatMap(({ name }) => reading.checks.get(name) ?? []);
}

function possible(type: GraphQLNamedType, { schema }: Reading): readonly GraphQLNamedType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}

/** @throws GraphQLError `FORBIDDEN`, naming all that is missing, where a caller may not have what is asked for. */
export function assertAllowed(checks: readonly Check[], caller: Caller): void {
  const missing = checks.filter(({ kind, oneOf }) => !oneOf.some((all) => all.every((one) => caller[kind].has(one))));
  if (missing.length === 0) return;
  const lines = missing.map(({ of, kind, oneOf }) => {
    const what = oneOf.map((all) => all.join(' and ')).join(', or ');
    return `${of} needs the ${kind === 'scopes' ? 'scope' : 'policy'} ${what}`;
  });
  throw new GraphQLError(`${[...new Set(lines)].join('; ')}.`, { extensions: { code: 'FORBIDDEN' } });
}
