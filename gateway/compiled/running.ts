import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
  ResponsePath,
} from 'graphql';

/** What an operation is compiled from. */
export interface Source {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  /** The values of the variables that `@skip` and `@include` ask for: what is compiled holds for these. */
  readonly conditions: Record<string, unknown>;
}

/** A field as an operation asks for it. */
export interface AskedField {
  readonly of: Source;
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
}

/** The way to a value; undefined is the root. */
export type At = ResponsePath | undefined;

/** One execution of a compiled operation. */
export interface Running {
  readonly context: unknown;
  readonly root: unknown;
  readonly variables: Record<string, unknown>;
  readonly errors: FieldErrors;
}

export type Info = GraphQLResolveInfo | undefined;

/** Makes what a field resolved to, what its type has in an answer. */
export interface Completer {
  /** Whether `info` is needed. */
  readonly needsInfo: boolean;
  /** The completed value or a promise of it; throws, or rejects, where there is none. */
  complete(value: unknown, at: At, info: Info, running: Running): unknown;
}

/** The errors of an execution. What is found under a place that is null already counts no more. */
export class FieldErrors {
  readonly found: GraphQLError[] = [];
  private nulled: Set<At> | undefined;

  add(error: GraphQLError, at: At): void {
    if (this.isNulled(at)) return;
    (this.nulled ??= new Set()).add(at);
    this.found.push(error);
  }

  private isNulled(at: At): boolean {
    if (!this.nulled) return false;
    for (let place = at; place; place = place.prev) if (this.nulled.has(place)) return true;
    return this.nulled.has(undefined);
  }
}
