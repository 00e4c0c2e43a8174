import type { DataSource } from 'typeorm';
import { Arg, Mutation, Query, Resolver } from 'type-graphql';
import { Needs } from '../../../../shared/subgraph/access.js';
import type { Hub } from '../../operations/hub.js';
import { isUuid } from '../../operations/patch.js';
import { allKeys, insertKey, newKey, replaceKey, revokeKey } from '../../store/api-keys.js';
import * as types from '../types/api-key.js';

const longestName = 100;

/** A resolver class with the keys of programs that use the API. */
export function apiKeyResolver({ context: { db } }: Hub): new () => object {
  @Resolver()
  class ApiKeyResolver {
    @Needs('admin')
    @Query(() => [types.ApiKey], { description: 'The keys of programs that use the API, the newest first.' })
    apiKeys(): Promise<types.ApiKey[]> {
      return allKeys(db);
    }

    @Needs('admin')
    @Mutation(() => types.CreateApiKeyPayload, { description: 'Makes a key for a program.' })
    createApiKey(
      @Arg('input', () => types.CreateApiKeyInput, { description: 'What it is for.' }) input: types.CreateApiKeyInput,
    ): Promise<types.KeyAnswer> {
      return create(db, input);
    }

    @Needs('admin')
    @Mutation(() => types.RotateApiKeyPayload, {
      description: 'Gives a key another secret; the old one is no good any more, within five seconds.',
    })
    async rotateApiKey(
      @Arg('input', () => types.RotateApiKeyInput, { description: 'Which one.' }) { id }: types.RotateApiKeyInput,
    ): Promise<types.KeyAnswer> {
      const key = newKey();
      const apiKey = isUuid(id) ? await replaceKey(db, id, key) : null;
      return apiKey ? { apiKey, key, userErrors: [] } : noSuchKey;
    }

    @Needs('admin')
    @Mutation(() => types.RevokeApiKeyPayload, { description: 'Makes a key no good, within five seconds.' })
    async revokeApiKey(
      @Arg('input', () => types.RevokeApiKeyInput, { description: 'Which one.' }) { id }: types.RevokeApiKeyInput,
    ): Promise<types.KeyAnswer> {
      const apiKey = isUuid(id) ? await revokeKey(db, id) : null;
      return apiKey ? { apiKey, userErrors: [] } : noSuchKey;
    }
  }
  return ApiKeyResolver;
}

async function create(db: DataSource, input: types.CreateApiKeyInput): Promise<types.KeyAnswer> {
  const { name, role, nationalIds, expiresAt = null } = input;
  if (name.trim() === '' || name.length > longestName)
    return refusing('name', 'INVALID', `This must have from 1 to ${longestName} characters.`);
  if (expiresAt && expiresAt.getTime() <= Date.now()) return refusing('expiresAt', 'INVALID', 'This is past.');
  const key = newKey();
  return { apiKey: await insertKey(db, { name, role, nationalIds, expiresAt }, key), key, userErrors: [] };
}

function refusing(field: string, code: string, message: string): types.KeyAnswer {
  return { apiKey: null, key: null, userErrors: [{ field: [field], code, message }] };
}

const noSuchKey = refusing('id', 'NOT_FOUND', 'There is no good key with this id.');
