import fc from 'fast-check';
import { getNamedType, isCompositeType, isRequiredArgument, isUnionType } from 'graphql';
import type {
  GraphQLArgument,
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

/** What queries over a schema are made of. */
export interface Words {
  /** The variables, as they are declared. */
  readonly variables: string;
  /** Values by argument, or by `field.argument` where that is not enough; one without values is not given. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Arguments that are given every time, beside those that must be. */
  readonly given: ReadonlySet<string>;
  /** Fields that are not asked for, as `Type.field`. */
  readonly leftOut: ReadonlySet<string>;
  readonly aliases: readonly string[];
  /** How likely a field is given one, in percent. */
  readonly aliased: number;
  /** How likely a field is asked for, in percent: at the root, below it, and below it with fields of its own. */
  readonly chances: Readonly<Record<'root' | 'leaf' | 'object', number>>;
  /** The same for a field of its own, by `Type.field` or by its name. */
  readonly likely: Readonly<Record<string, number>>;
  readonly depth: number;
}

/** The words for the test subgraphs. */
const companyWords: Words = {
  variables: '$s: Boolean!, $t: Boolean = true, $l: String, $n: Int = 2',
  values: {
    id: ['"1"', '"2"', '"7"', '"c1"', '"c2"', '"p00"', '"none"'],
    first: ['3', '$n'],
    lang: ['"no"', '$l'],
    express: ['true', '$s'],
    scale: ['3', '$n'],
    filter: ['{ name: "Customer 2" }'],
  },
  given: new Set(),
  // The planner finds no way from an interface object to the fields of one type.
  leftOut: new Set(['Query.media']),
  aliases: ['id', 'name', 'navn', 'label', 'weight', 'title', 'customer', '__typename', 'a'],
  aliased: 7,
  chances: { root: 10, leaf: 30, object: 30 },
  likely: {},
  depth: 4,
};
const conditions = ['@skip(if: $s)', '@skip(if: $t)', '@include(if: $s)', '@include(if: $t)', '@skip(if: true)'];

interface Writing {
  readonly schema: GraphQLSchema;
  readonly draw: Draw;
  readonly words: Words;
  /** The named fragments so far. */
  readonly fragments: string[];
}

/** A query over the schema, most often valid, of every field and fragment there is. */
export function randomQuery(schema: GraphQLSchema, words = companyWords): fc.Arbitrary<string> {
  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries');
  return fc.gen().map((generate) => {
    const draw: Draw = {
      chance: (percent) => generate(fc.integer, { min: 1, max: 100 }) <= percent,
      oneOf: (values) => generate(fc.constantFrom, ...values) as (typeof values)[number],
    };
    const writing: Writing = { schema, draw, words, fragments: [] };
    const set = selectionSet(writing, root, words.depth);
    return [`query (${words.variables}) ${set}`, ...writing.fragments].join(' ');
  });
}

function selectionSet(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { schema, draw, fragments } = writing;
  const parts = isUnionType(type) ? [] : fieldsOf(writing, type, depth);
  if (draw.chance(20)) parts.push('__typename');
  if (depth > 0 && draw.chance(10)) parts.push(`... ${condition(draw)} ${selectionSet(writing, type, depth - 2)}`);
  if (depth > 0 && draw.chance(10)) {
    const set = selectionSet(writing, type, depth - 2);
    parts.push(`...F${fragments.length} ${condition(draw)}`);
    fragments.push(`fragment F${fragments.length} on ${type.name} ${set}`);
  }
  if (!('getFields' in type && 'isTypeOf' in type)) {
    for (const possible of schema.getPossibleTypes(type)) {
      if (depth > 0 && draw.chance(40))
        parts.push(`... on ${possible.name} ${selectionSet(writing, possible, depth - 1)}`);
    }
  }
  return parts.length > 0 ? `{ ${parts.join(' ')} }` : '{ __typename }';
}

function fieldsOf(writing: Writing, type: GraphQLObjectType | GraphQLInterfaceType, depth: number): string[] {
  const { schema, draw, words } = writing;
  return Object.values(type.getFields()).flatMap((field) => {
    const of = getNamedType(field.type);
    if (isLeftOut(words, type.name, field) || (isCompositeType(of) && depth <= 0)) return [];
    const { root, leaf, object } = words.chances;
    const usual = type === schema.getQueryType() ? root : isCompositeType(of) ? object : leaf;
    const { [field.name]: likely = usual, [`${type.name}.${field.name}`]: own = likely } = words.likely;
    if (!draw.chance(own)) return [];
    const alias = draw.chance(words.aliased) ? `${draw.oneOf(words.aliases)}: ` : '';
    const set = isCompositeType(of) ? selectionSet(writing, of, depth - 1) : '';
    return [`${alias}${field.name}${argumentsOf(writing, field)} ${condition(draw)} ${set}`];
  });
}

type Field = GraphQLField<unknown, unknown>;

/** A field whose arguments nobody gave values for cannot be asked for, either. */
function isLeftOut(words: Words, type: string, field: Field): boolean {
  const lacksValues = field.args.some((arg) => isRequiredArgument(arg) && valuesOf(words, field, arg).length === 0);
  return lacksValues || words.leftOut.has(`${type}.${field.name}`);
}

function valuesOf({ values }: Words, field: Field, { name }: GraphQLArgument): readonly string[] {
  return values[`${field.name}.${name}`] ?? values[name] ?? [];
}

function argumentsOf({ draw, words }: Writing, field: Field): string {
  const given = field.args.flatMap((arg) => {
    const values = valuesOf(words, field, arg);
    const isAlways = isRequiredArgument(arg) || words.given.has(arg.name);
    const isGiven = values.length > 0 && (isAlways || draw.chance(50));
    return isGiven ? [`${arg.name}: ${draw.oneOf(values)}`] : [];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function condition(draw: Draw): string {
  return draw.chance(10) ? draw.oneOf(conditions) : '';
}
