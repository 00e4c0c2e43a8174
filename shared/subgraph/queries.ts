import DataLoader from 'dataloader';
import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import type { EntityType, RawRecord } from '../connector.js';
import { Rejected } from '../errors.js';
import type { RequestContext } from './context.js';
import { toEntity } from './entity.js';
import { toGraphQLError } from './errors.js';
import { connectionType, toConnection, type ConnectionValue } from './page.js';
import type { Reads } from './reads.js';
import { answeredInTime, readOrRecall, type Recall } from './recall.js';

const defaultPage = 50;
const largestPage = 500;

/** What the resolvers of one entity type work with. */
export interface ServedEntity {
  readonly system: string;
  readonly entityType: EntityType;
  readonly reads: Reads;
  readonly patience: Patience;
}

/** What is done about a system that does not answer. */
export interface Patience {
  /** How long it is waited for, in ms. */
  readonly deadlineMs: number;
  /** Null: nobody remembers its records. */
  readonly recall: Recall | null;
}

/** The records of one entity type asked for during one request: one reading for all that are asked for at once. */
export type RecordLoader = DataLoader<string, RawRecord | null>;

/** A loader, with the context of whoever asked it last: they wait the longest. */
interface KnownLoader {
  readonly loader: RecordLoader;
  context: RequestContext;
}

/** The request's loader of an entity type. */
export function recordLoader(
  { system, entityType: { name: entityType }, reads, patience }: ServedEntity,
  context: RequestContext,
): RecordLoader {
  const name = `records:${system}.${entityType}`;
  const known = context.loaders.get(name) as KnownLoader | undefined;
  if (known) {
    known.context = context;
    return known.loader;
  }
  const loader: RecordLoader = new DataLoader((ids) =>
    readOrRecall({ system, entityType }, ids, reads, patience, made.context),
  );
  const made: KnownLoader = { loader, context };
  context.loaders.set(name, made);
  return loader;
}

/** One record as its GraphQL class; null where the system has none, or calls it removed. @throws GraphQLError */
export async function loadEntity(served: ServedEntity, id: string, context: RequestContext): Promise<object | null> {
  const record = await recordLoader(served, context)
    .load(id)
    .catch((error: unknown) => Promise.reject(toGraphQLError(error)));
  return record && !record.deleted ? toEntity(served.entityType.graph.type, record, context.scopes) : null;
}

/** A resolver class with the queries of one entity type: by id, and the list. */
export function readResolver(served: ServedEntity): new () => object {
  const { type, singular, plural } = served.entityType.graph;
  const PageType = connectionType(type);

  @Resolver()
  class ReadResolver {
    @Query(() => type, { name: singular, nullable: true, description: 'Null where there is no such record.' })
    byId(@Arg('id', () => ID) id: string, @Ctx() context: RequestContext): Promise<object | null> {
      return loadEntity(served, id, context);
    }

    /** The schema shows the arguments the other way round: decorators of parameters run from the last to the first. */
    @Query(() => PageType, {
      name: plural,
      nullable: true,
      description: "In the system's own stable order, read live.",
    })
    list(
      @Ctx() context: RequestContext,
      @Arg('after', () => String, { nullable: true, description: 'A cursor of this list.' }) after?: string | null,
      @Arg('first', () => Int, { nullable: true, defaultValue: defaultPage, description: `From 1 to ${largestPage}.` })
      first?: number | null,
    ): Promise<ConnectionValue> {
      return loadPage(served, { first: first ?? defaultPage, after: after ?? null }, context);
    }
  }
  return ReadResolver;
}

async function loadPage(
  { system, entityType, reads, patience }: ServedEntity,
  window: { first: number; after: string | null },
  context: RequestContext,
): Promise<ConnectionValue> {
  try {
    if (window.first < 1 || window.first > largestPage) {
      throw new Rejected(`first must be from 1 to ${largestPage}`, { field: 'first' });
    }
    const page = await answeredInTime(system, reads, patience.deadlineMs, context, () =>
      reads.list(entityType.name, window),
    );
    return toConnection(entityType.graph.type, page, window.after, context.scopes);
  } catch (error) {
    throw toGraphQLError(error);
  }
}
