import fc from 'fast-check';
import { getNamedType, isCompositeType, isUnionType } from 'graphql';
import type {
  GraphQLCompositeType,
  GraphQLField,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql';

interface Draw {
  /** True in `percent` of cases. */
  chance(percent: number): boolean;
  oneOf<T>(values: readonly T[]): T;
}

/** Values for the arguments of the test subgraphs; a variable where it has the argument's type. */
const argumentValues: Record<string, readonly string[]> = {
  id: ['"1"', '"2"', '"7"', '"c1"', '"c2"', '"p00"', '"none"'],
  first: ['3', '$n'],
  lang: ['"no"', '$l'],
  express: ['true', '$s'],
  scale: ['3', '$n'],
  filter: ['{ name: "Customer 2" }'],
};
const conditions = ['@skip(if: $s)', '@skip(if: $t)', '@include(if: $s)', '@include(if: $t)', '@skip(if: true)'];
const aliases = ['id', 'name', 'navn', 'label', 'weight', 'title', 'customer', '__typename', 'a'];

/** A query over the schema, most often valid, of every field and fragment there is. */
export function randomQuery(schema: GraphQLSchema): fc.Arbitrary<string> {
  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries');
  return fc.gen().map((generate) => {
    const draw: Draw = {
      chance: (percent) => generate(fc.integer, { min: 1, max: 100 }) <= percent,
      oneOf: (values) => generate(fc.constantFrom, ...values) as (typeof values)[number],
    };
    return `query ($s: Boolean!, $t: Boolean = true, $l: String, $n: Int = 2) ${selectionSet(schema, draw, root, 4)}`;
  });
}

function selectionSet(schema: GraphQLSchema, draw: Draw, type: GraphQLCompositeType, depth: number): string {
  const parts = isUnionType(type) ? [] : fieldsOf(schema, draw, type, depth);
  if (draw.chance(20)) parts.push('__typename');
  if (depth > 0 && draw.chance(10)) parts.push(`... ${condition(draw)} ${selectionSet(schema, draw, type, depth - 2)}`);
  if (!('getFields' in type && 'isTypeOf' in type)) {
    for (const possible of schema.getPossibleTypes(type)) {
      if (depth > 0 && draw.chance(40))
        parts.push(`... on ${possible.name} ${selectionSet(schema, draw, possible, depth - 1)}`);
    }
  }
  return parts.length > 0 ? `{ ${parts.join(' ')} }` : '{ __typename }';
}

function fieldsOf(
  schema: GraphQLSchema,
  draw: Draw,
  type: GraphQLObjectType | GraphQLInterfaceType,
  depth: number,
): string[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const of = getNamedType(field.type);
    // The planner finds no way from an interface object to the fields of one type.
    if (field.name === 'media' || (isCompositeType(of) && depth <= 0)) return [];
    if (!draw.chance(type === schema.getQueryType() ? 10 : 30)) return [];
    const alias = draw.chance(7) ? `${draw.oneOf(aliases)}: ` : '';
    const set = isCompositeType(of) ? selectionSet(schema, draw, of, depth - 1) : '';
    return [`${alias}${field.name}${argumentsOf(draw, field)} ${condition(draw)} ${set}`];
  });
}

function argumentsOf(draw: Draw, field: GraphQLField<unknown, unknown>): string {
  const given = field.args.flatMap(({ name }) =>
    name === 'id' || draw.chance(50) ? [`${name}: ${draw.oneOf(argumentValues[name] ?? [])}`] : [],
  );
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function condition(draw: Draw): string {
  return draw.chance(10) ? draw.oneOf(conditions) : '';
}
