import { GraphQLError } from 'graphql';
import type { GraphQLScalarType } from 'graphql';

/** Queries by name; one with variables is given with them. */
export type Queries = Readonly<Record<string, string | readonly [string, Readonly<Record<string, unknown>>]>>;

/** A query and its variables. */
export interface Asked {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Row {
  readonly __typename: string;
  [field: string]: unknown;
}

/** What a subgraph gets to know an entity by: its key, and what its fields require. */
export type Representation = Readonly<Record<string, unknown>>;

/** The objects of a world, fresh. A field that takes arguments, counts or fails is a function. */
export interface Graph {
  readonly rows: readonly Row[];
  /** The fields of Query and Mutation. */
  readonly root: Readonly<Record<string, unknown>>;
  /** By `subgraph.Type`: what that subgraph makes of a representation, where it is not just the row. */
  readonly references?: Readonly<Record<string, (of: Representation, row: Row | null) => unknown>>;
}

/** A supergraph, and the same written by hand as one schema, with what is asked of both. */
export interface World {
  readonly name: string;
  /** The one schema. */
  readonly sdl: string;
  /** The SDL of the subgraphs by name. */
  readonly parts: Readonly<Record<string, string>>;
  readonly scalars?: readonly GraphQLScalarType[];
  /** Puts into the supergraph what its composition leaves out. */
  readonly mended?: (supergraph: string) => string;
  readonly queries: Queries;
  create(): Graph;
}

/** Opens the SDL of a subgraph. */
export const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@external",
  "@requires", "@provides", "@shareable", "@interfaceObject", "@inaccessible", "@override"])\n`;

export function askedIn({ queries }: World): Asked[] {
  return Object.entries(queries).map(([name, asked]) =>
    typeof asked === 'string' ? { name, query: asked, variables: {} } : { name, query: asked[0], variables: asked[1] },
  );
}

/** A field that throws an error meant for the client. */
export function refusing(message: string, extensions: Readonly<Record<string, unknown>> = {}): () => never {
  return () => {
    throw new GraphQLError(message, { extensions: { code: 'REFUSED', ...extensions } });
  };
}
