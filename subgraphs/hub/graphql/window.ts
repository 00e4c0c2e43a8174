import { ArgsType, Field, Int } from 'type-graphql';
import { Rejected } from '../../../shared/errors.js';
import { toGraphQLError } from '../../../shared/subgraph/errors.js';
import { countOf, pageOf, type List, type Order, type Page, type Window } from '../store/queries/page.js';

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

/** The window that arguments ask for. @throws GraphQLError for a size out of bounds or a cursor of another list. */
export function windowOf(args: WindowArgs, of: Order['of'] = 'number'): Window {
  const backwards = args.last !== undefined && args.last !== null;
  const size = backwards ? args.last : args.first;
  return {
    size: sizeOf(backwards ? 'last' : 'first', size ?? defaultSize),
    backwards,
    after: valueOf('after', args.after, cursors[of]),
    before: valueOf('before', args.before, cursors[of]),
  };
}

function sizeOf(name: string, size: number): number {
  if (size >= 1 && size <= largestSize) return size;
  throw toGraphQLError(new Rejected(`${name} must be from 1 to ${largestSize}`, { field: name }));
}

const cursors = { number: /^\d{1,18}$/, uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ };

function valueOf(name: string, cursor: string | null | undefined, form: RegExp): string | null {
  if (cursor === undefined || cursor === null) return null;
  const value = Buffer.from(cursor, 'base64url').toString();
  if (form.test(value)) return value;
  throw toGraphQLError(new Rejected(`${name} is not a cursor of this list`, { field: name }));
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
): ConnectionValue {
  const edges = rows.map((row) => ({ node: node(row), cursor: Buffer.from(row.cursor).toString('base64url') }));
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, totalCount };
}

/** A window of a list as a connection. */
export async function windowConnection<Row extends object>(
  list: List,
  args: WindowArgs,
  node: (row: Row) => object = (row) => row,
): Promise<ConnectionValue> {
  return connectionOf(await pageOf<Row>(list, windowOf(args, list.order.of)), node, () => countOf(list));
}

/** What a parent without children shows. */
export const emptyPage: Page<never> = { rows: [], hasNextPage: false, hasPreviousPage: false };
