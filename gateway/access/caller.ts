/** How somebody is known: as whoever sits at this machine, by a key, a token of an issuer, or as another gateway. */
export type CallerKind = 'machine' | 'key' | 'token' | 'gateway' | 'other';

/** Who asks, and what they may do. */
export interface Caller {
  /** All that the log is told of them. */
  readonly kind: CallerKind;
  /** The name of a key, the subject of a token: a person's, perhaps. */
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
  /** The names that `@policy` may ask for: their roles. */
  readonly policies: ReadonlySet<string>;
  /** When what they came with ends, in ms since 1970; null: not by itself. */
  readonly expiresAt: number | null;
}

/** Who came with the value of an `Authorization` header; null: nobody that is known, or it is no longer valid. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | null>;

const viewer = ['read'];
const editor = [...viewer, 'edit'];
const operator = [...editor, 'operate'];
const admin = [...operator, 'admin'];

/** What each role may do, as scopes. National identity numbers are behind a scope of their own that no role has. */
export const roles = { viewer, editor, operator, admin } as const;

export type Role = keyof typeof roles;

/** A caller in some roles, with some scopes besides. A role that there is not gives nothing. */
export function callerIn(
  name: string,
  given: readonly string[],
  scopes: readonly string[] = [],
  expiresAt: number | null = null,
  kind: CallerKind = 'other',
): Caller {
  const known = given.filter((role): role is Role => Object.hasOwn(roles, role));
  const all = [...scopes, ...known.flatMap((role) => roles[role])];
  return { kind, name, scopes: new Set(all), policies: new Set(known), expiresAt };
}

/** What follows `Bearer` in the value of an `Authorization` header; null: nothing. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** The first that knows who came. */
export function firstOf(ways: readonly Authenticate[]): Authenticate {
  return async (authorization) => {
    for (const way of ways) {
      const caller = await way(authorization);
      if (caller) return caller;
    }
    return null;
  };
}
