import { Directive, Field, Int, ObjectType } from 'type-graphql';
import type { ListPage } from '../connector.js';
import { toEntity } from './entity.js';
import type { WireClass } from './wire.js';

/** Where a window of a list begins and ends, and whether there is more. */
@ObjectType({
  description: 'Where a window of a list begins and ends, and whether there is more.',
  simpleResolvers: true,
})
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more behind this window.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether this window was asked for with `after`.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Null for an empty window.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Null for an empty window; else give it as `after` to go on.' })
  endCursor!: string | null;
}

/** A window of a list, as a connection class of `connectionType` shows it. */
export interface ConnectionValue {
  readonly edges: readonly { readonly node: object; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number | null;
}

/** `TidsbankenKundeConnection` and its edge for `TidsbankenKunde`. @param name of the type in GraphQL, where its class has another. */
export function connectionType(type: WireClass, name = type.name): WireClass {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a list.`, simpleResolvers: true })
  class Edge {
    @Field(() => type, { description: 'The record itself.' })
    node!: object;

    @Field(() => String, { description: 'Give it as `after` to go on behind this record.' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A window of a list of ${name}.`, simpleResolvers: true })
  class Connection {
    @Field(() => [Edge], { description: "In the list's order." })
    edges!: readonly Edge[];

    @Field(() => PageInfo, { description: 'Where the window stands.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { nullable: true, description: 'All records of the list; null where the system does not say.' })
    totalCount!: number | null;
  }
  return Connection;
}

/** The page as a connection; records that the system calls removed are left out. */
export function toConnection(
  type: WireClass,
  page: ListPage,
  after: string | null,
  scopes: ReadonlySet<string>,
): ConnectionValue {
  const edges = page.records.flatMap((record, index) =>
    record.deleted ? [] : [{ node: toEntity(type, record, scopes), cursor: page.cursors[index] ?? '' }],
  );
  const pageInfo = {
    hasNextPage: page.hasNextPage,
    hasPreviousPage: after !== null,
    startCursor: page.cursors[0] ?? null,
    endCursor: page.cursors.at(-1) ?? null,
  };
  return { edges, pageInfo, totalCount: page.total };
}
