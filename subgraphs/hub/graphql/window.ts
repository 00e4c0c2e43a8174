import { ArgsType, Field, Int } from 'type-graphql';
import { Rejected } from '../../../shared/errors.js';
import { toGraphQLError } from '../../../shared/subgraph/errors.js';
import {
  countOf,
  orderBy,
  pageOf,
  type List,
  type Order,
  type Page,
  type Place,
  type Term,
  type Window,
} from '../store/queries/page.js';

const defaultSize = 50;
const largestSize = 500;

/** Arguments of a list that is read from its beginning. */
@ArgsType()
export class ForwardArgs {
  @Field(() => Int, { nullable: true, defaultValue: defaultSize, description: `From 1 to ${largestSize}.` })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of this list: the window starts behind it.' })
  after?: string | null;
}

/** Arguments of a list that is read from either end. */
@ArgsType()
export class WindowArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultSize,
    description: `From 1 to ${largestSize}; without meaning where \`last\` is given.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of this list: the window starts behind it.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `From 1 to ${largestSize}: the window is taken from the end.` })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of this list: the window ends before it.' })
  before?: string | null;
}

/** The order of lists that belong to something else, whose windows are read for many at once. */
const ofChildren = orderBy('', 'bigint', 'oldestFirst');

/** The window that arguments ask for. @throws GraphQLError for a size out of bounds or a cursor of another list. */
export function windowOf(args: WindowArgs, order: Order = ofChildren): Window {
  const backwards = args.last !== undefined && args.last !== null;
  const size = backwards ? args.last : args.first;
  return {
    size: sizeOf(backwards ? 'last' : 'first', size ?? defaultSize),
    backwards,
    after: placeOf('after', args.after, order),
    before: placeOf('before', args.before, order),
  };
}

function sizeOf(name: string, size: number): number {
  if (size >= 1 && size <= largestSize) return size;
  throw toGraphQLError(new Rejected(`${name} must be from 1 to ${largestSize}`, { field: name }));
}

const forms: Readonly<Record<Term['of'], RegExp>> = {
  bigint: /^\d{1,18}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  timestamptz: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/,
  text: /^[^\0]*$/,
};

function placeOf(name: string, cursor: string | null | undefined, { name: of, terms }: Order): Place | null {
  if (cursor === undefined || cursor === null) return null;
  const [order, ...values] = partsOf(cursor);
  const fits = values.length === terms.length && terms.every((term, index) => forms[term.of].test(values[index] ?? ''));
  if (order === of && fits) return values;
  throw toGraphQLError(new Rejected(`${name} is not a cursor of this list in this order`, { field: name }));
}

/** The name of the order that a cursor is of, and its values there; nothing for what is no cursor. */
function partsOf(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts.map(String) : [];
  } catch {
    // What is no JSON is no cursor of ours: whoever asks is told so.
    return [];
  }
}

/** The name of the order that the cursors of some arguments are of; null where there is none. */
export function orderNamedBy({ after, before }: WindowArgs): string | null {
  const cursor = after ?? before ?? null;
  return cursor === null ? null : (partsOf(cursor)[0] ?? null);
}

/** The cursor of a place in an order. */
export function cursorOf(order: Order, place: Place): string {
  return Buffer.from(JSON.stringify([order.name, ...place])).toString('base64url');
}

/** A window of a list as the connection classes show it; the count is read only when asked for. */
export interface ConnectionValue {
  readonly edges: readonly { readonly node: object; readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: () => Promise<number>;
}

/** A page as a connection. */
export function connectionOf<Row>(
  { rows, hasNextPage, hasPreviousPage }: Page<Row>,
  node: (row: Row) => object,
  totalCount: () => Promise<number>,
  order: Order = ofChildren,
): ConnectionValue {
  const edges = rows.map((row) => ({ node: node(row), cursor: cursorOf(order, row.cursor) }));
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, totalCount };
}

/** A window of a list as a connection. */
export async function windowConnection<Row extends object>(
  list: List,
  args: WindowArgs,
  node: (row: Row) => object = (row) => row,
): Promise<ConnectionValue> {
  return connectionOf(await pageOf<Row>(list, windowOf(args, list.order)), node, () => countOf(list), list.order);
}

/** What a parent without children shows. */
export const emptyPage: Page<never> = { rows: [], hasNextPage: false, hasPreviousPage: false };
