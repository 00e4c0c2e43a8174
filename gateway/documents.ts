import type { ApolloServerOptions } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { Lru } from './lru.js';
import type { GatewayContext } from './subgraph.js';

/** What all that is kept of clients' documents in one place may weigh: a thousand of them, if they are short. */
export const documentCapacity = 1000;

/** What is kept of a text weighs more the longer it is, comments and all: a parsed one has a token for each of them. */
export function weightOf(text: string): number {
  return 1 + Math.floor(text.length / 1000);
}

/** What is kept of a document that a client sent weighs as much as its text. */
export function documentWeight({ loc }: DocumentNode): number {
  return weightOf(loc?.source.body ?? '');
}

/** Where Apollo Server keeps the documents that it found valid: a store of its own leaves comments out of account. */
export function documentStore(): NonNullable<ApolloServerOptions<GatewayContext>['documentStore']> {
  const documents = new Lru<DocumentNode>(documentCapacity);
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => documents.set(key, document, documentWeight(document)),
    delete: async (key) => documents.delete(key),
  };
}
