import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerOf, type Authenticate, type Caller } from './caller.js';

/** Takes one token, for whoever starts the hub and sits at the same machine. */
export function tokenAuthentication(token: string, caller: Caller): Authenticate {
  const isRight = bearing(token);
  return async (authorization) => (isRight(authorization) ? caller : null);
}

/** Whether the value of an `Authorization` header carries exactly one secret. */
export function bearing(secret: string): (authorization: string | undefined) => boolean {
  const expected = digest(secret);
  return (authorization) => {
    const given = bearerOf(authorization);
    return given !== null && timingSafeEqual(digest(given), expected);
  };
}

/** Digests are of one length, whatever is given: how long comparing takes tells nothing. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
