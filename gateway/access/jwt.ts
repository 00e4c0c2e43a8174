import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { bearerOf, callerIn, type Authenticate } from './caller.js';

/** Whose tokens are taken, and for whom they must be. */
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's public keys are. */
  readonly jwksUrl: string;
  /** The least time between two askings for the keys, in ms: strangers' tokens must not have us ask all the time. */
  readonly cooldownMs?: number;
  /** Gets what keeps the keys from being had: not the caller's doing. */
  readonly onFault: (error: unknown) => void;
}

/** Asymmetric ones only: whoever knows the public key must not be able to sign, and `none` is no signature. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const clockToleranceSeconds = 30;

/**
 * Takes JSON Web Tokens of one issuer. Its keys are kept and asked for again when a token names one that is not known, so
 * that a rotated key counts within seconds. Scopes come from `scope` (or `scp`), roles from `roles`.
 */
export function jwtAuthentication({ issuer, audience, jwksUrl, cooldownMs = 5000, onFault }: JwtOptions): Authenticate {
  const keyFor = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5000, cooldownDuration: cooldownMs });
  return async (authorization) => {
    const token = bearerOf(authorization);
    if (token === null || token.split('.').length !== 3) return null;
    try {
      const { payload } = await jwtVerify(token, keyFor, {
        ...{ issuer, audience, algorithms, clockTolerance: clockToleranceSeconds },
        requiredClaims: ['exp', 'sub'],
      });
      const { sub = '', exp } = payload;
      return callerIn(
        sub,
        words(payload, 'roles'),
        [...words(payload, 'scope'), ...words(payload, 'scp')],
        (exp ?? 0) * 1000,
        'token',
      );
    } catch (error) {
      if (!isOfTheToken(error)) onFault(error);
      return null;
    }
  };
}

/** A claim as words: a list of them, or a text with spaces between. */
function words(payload: JWTPayload, claim: string): string[] {
  const value = payload[claim];
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '');
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

function isOfTheToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
  );
}
