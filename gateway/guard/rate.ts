/** How many requests a minute each client may make. */
export interface RateLimit {
  /** How long a client must wait before its next request, in ms; 0: it may go now, and is counted. */
  waitFor(client: string): number;
}

const minuteMs = 60_000;
const clientsAtMost = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A bucket of tokens for each client, a minute's worth deep, that fills evenly. @param now ms of a clock that never goes back.
 */
export function rateLimit(perMinute: number, now: () => number = () => performance.now()): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    waitFor(client) {
      const at = now();
      const known = buckets.get(client);
      const tokens = Math.min(
        perMinute,
        (known?.tokens ?? perMinute) + ((at - (known?.at ?? at)) * perMinute) / minuteMs,
      );
      const isLet = tokens >= 1;
      // The one that was asked for longest ago goes first where there are too many: its bucket is full again anyway.
      buckets.delete(client);
      buckets.set(client, { tokens: isLet ? tokens - 1 : tokens, at });
      const [oldest] = buckets.keys();
      if (buckets.size > clientsAtMost && oldest !== undefined) buckets.delete(oldest);
      return isLet ? 0 : Math.ceil(((1 - tokens) * minuteMs) / perMinute);
    },
  };
}
