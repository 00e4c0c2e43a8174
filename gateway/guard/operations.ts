import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GraphQLError, parse, type DocumentNode } from 'graphql';
import * as z from 'zod';
import { ConfigInvalid } from '../../shared/errors.js';

/** The operations that clients were built with, by the SHA-256 of their text. */
export interface KnownOperations {
  /** The text under a hash; undefined: there is none. */
  textOf(hash: string): string | undefined;
  /** @throws GraphQLError for a document that is none of them, where no other is taken. */
  assertKnown(document: DocumentNode): void;
}

const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});
const byHash = z.record(z.string(), z.string());

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Reads operations from a file: a manifest as Apollo's tools write it, or an object of texts by their SHA-256.
 * @param only whether no other operation is taken. @throws ConfigInvalid for a file that is none, naming what is wrong.
 */
export async function knownOperations(file: string, only: boolean): Promise<KnownOperations> {
  const wrong = (what: string): ConfigInvalid => new ConfigInvalid(`SAMBAND_OPERATIONS: ${file} ${what}`);
  const text = await readFile(file, 'utf8').catch(() => {
    throw wrong('cannot be read');
  });
  const texts = textsIn(text);
  if (!texts) throw wrong('is neither a manifest of persisted queries nor an object of texts by their SHA-256');
  for (const each of texts) assertGraphQL(each, wrong);
  const known = new Map(texts.map((each) => [hashOf(each), each]));
  return {
    textOf: (hash) => known.get(hash),
    assertKnown({ loc }) {
      if (!only || (loc && known.has(hashOf(loc.source.body)))) return;
      const message = 'Only operations that the hub knows are taken: this is none of them';
      throw new GraphQLError(message, { extensions: { code: 'OPERATION_NOT_KNOWN' } });
    },
  };
}

function textsIn(text: string): string[] | null {
  const value = parsed(text);
  const listed = manifest.safeParse(value);
  if (listed.success) return listed.data.operations.map(({ body }) => body);
  const named = byHash.safeParse(value);
  return named.success ? Object.values(named.data) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function assertGraphQL(text: string, wrong: (what: string) => ConfigInvalid): void {
  try {
    parse(text);
  } catch (error) {
    throw wrong(`has an operation that is no GraphQL: ${(error as Error).message}`);
  }
}
