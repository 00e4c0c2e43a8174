/** A token as an authorization server gives it. */
export interface AccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Answers the token in use; `renew` says that the system refused it. */
export type TokenKeeper = (attempt: { readonly renew: boolean }) => Promise<string>;

const aheadMs = 60_000;
/** A token this young is not fetched again: the refused request was sent with the one before it. */
const youngMs = 5_000;

/**
 * Keeps a token: fetched when first needed, renewed a minute before its end (or at four fifths of a short life), and
 * fetched once however many ask at a time. A failed fetch is the error of everyone who waited, and is then forgotten.
 */
export function keepToken(fetch: () => Promise<AccessToken>, now: () => number = Date.now): TokenKeeper {
  let kept: { token: string; since: number; until: number } | null = null;
  let fetching: Promise<string> | null = null;

  async function renewed(): Promise<string> {
    try {
      const since = now();
      const { token, expiresInSeconds } = await fetch();
      const life = expiresInSeconds * 1000;
      kept = { token, since, until: since + life - Math.min(aheadMs, life / 5) };
      return token;
    } finally {
      fetching = null;
    }
  }

  return async ({ renew }) => {
    const isUsable = kept !== null && now() < kept.until && (!renew || now() - kept.since < youngMs);
    if (kept && isUsable) return kept.token;
    fetching ??= renewed();
    return fetching;
  };
}
