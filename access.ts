import { createHmac } from 'node:crypto';
import { bearerOf, callerIn, firstOf, type Authenticate } from './gateway/access/caller.js';
import { isOwnAddress } from './gateway/access/host.js';
import { jwtAuthentication } from './gateway/access/jwt.js';
import { tokenAuthentication } from './gateway/access/token.js';
import { Lru } from './gateway/lru.js';
import { ConfigInvalid } from './shared/errors.js';
import type { Log } from './shared/log.js';
import type { Settings } from './shared/settings.js';
import { hasGoodKey, keyFor, keyPrefix, type ApiKeyRow } from './subgraphs/hub/store/api-keys.js';
import type { Hub } from './subgraphs/hub/operations/hub.js';

/** Who may use the graph. */
export interface Access {
  readonly authenticate: Authenticate;
  /** The token of whoever sits at this machine; null: there is none. */
  readonly token: string | null;
}

/** The keys of programs: where they are looked up, and whether there is a good one. */
export interface Keys {
  find(key: string): Promise<ApiKeyRow | null>;
  hasGood(): Promise<boolean>;
}

/** The API keys of a hub. */
export function keysOf({ context: { db } }: Hub): Keys {
  return { find: (key) => keyFor(db, key), hasGood: () => hasGoodKey(db) };
}

/**
 * Tokens of the issuer that is set, API keys, and, where the graph is served to this machine only, one token for whoever sits
 * at it: the one that is set or, where no issuer is either, one that follows from the secret.
 * @param keys null: there are none. @throws ConfigInvalid where others could reach the graph and nobody could sign in.
 */
export async function accessTo(settings: Settings, keys: Keys | null, secret: string, log: Log): Promise<Access> {
  const { host, jwt } = settings;
  const isOwn = isOwnAddress(host);
  if (!isOwn && !jwt && !(await keys?.hasGood())) {
    const remedy = 'set SAMBAND_JWT_ISSUER and SAMBAND_JWT_AUDIENCE, or make an API key while it is 127.0.0.1';
    throw new ConfigInvalid(`SAMBAND_HOST is ${host}, which others reach, and nobody could sign in: ${remedy}`);
  }
  const own = settings.token ?? createHmac('sha256', secret).update('the token of this machine').digest('base64url');
  const token = isOwn && (settings.token !== null || !jwt) ? own : null;
  const onFault = (error: unknown): void => log.fault('The keys of the token issuer could not be had.', error);
  const ways: Authenticate[] = [
    ...(token === null ? [] : [tokenAuthentication(token, callerIn('this machine', ['admin'], [], null, 'machine'))]),
    ...(keys ? [keyAuthentication((key) => keys.find(key))] : []),
    ...(jwt ? [jwtAuthentication({ ...jwt, onFault })] : []),
  ];
  return { authenticate: firstOf(ways), token };
}

/** How long a key that was just looked up counts, in ms: so long one that is revoked may still. */
const knownForMs = 5000;
const knownAtMost = 1000;

function keyAuthentication(find: (key: string) => Promise<ApiKeyRow | null>): Authenticate {
  const known = new Lru<{ readonly row: ApiKeyRow | null; readonly at: number }>(knownAtMost);
  return async (authorization) => {
    const key = bearerOf(authorization);
    if (!key?.startsWith(keyPrefix)) return null;
    const last = known.get(key);
    const isFresh = last && performance.now() - last.at < knownForMs;
    const row = isFresh ? last.row : await find(key);
    if (!isFresh) known.set(key, { row, at: performance.now() });
    if (!row || (row.expiresAt && row.expiresAt.getTime() <= Date.now())) return null;
    const more = row.nationalIds ? ['national-id'] : [];
    return callerIn(row.name, [row.role], more, row.expiresAt?.getTime() ?? null, 'key');
  };
}
