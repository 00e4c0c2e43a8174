import type { RawRecord } from '../connector.js';

export interface CacheOptions {
  /** How long a record read may be shown again; 30 000 by default. */
  readonly maxAgeMs?: number;
  /** Milliseconds of any clock that does not go back. */
  readonly now: () => number;
  /** Records kept, the ones read last; 10 000 by default. */
  readonly maxEntries?: number;
}

/** What a reading found, by id; null where there is no such record. */
export type Found = readonly (readonly [id: string, record: RawRecord | null])[];

/** Records of one entity type as they were at most `maxAgeMs` ago. */
export interface RecordCache {
  /** Undefined where nothing fresh is known. */
  get(id: string): RawRecord | null | undefined;
  /** Asks, and keeps what was found, except what was forgotten meanwhile: that may be older than a write. */
  fill<T>(ask: () => Promise<T>, found: (answer: T) => Found): Promise<T>;
  forget(id: string): void;
}

/** An empty cache. */
export function createCache({ maxAgeMs = 30_000, maxEntries = 10_000, now }: CacheOptions): RecordCache {
  const entries = new Map<string, { readonly record: RawRecord | null; readonly until: number }>();
  const readings = new Set<{ readonly forgotten: Set<string> }>();

  function keep(id: string, record: RawRecord | null, until: number): void {
    entries.delete(id);
    entries.set(id, { record, until });
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  }

  return {
    get(id) {
      const entry = entries.get(id);
      return entry && now() < entry.until ? entry.record : undefined;
    },
    async fill(ask, found) {
      const reading = { forgotten: new Set<string>() };
      const until = now() + maxAgeMs;
      readings.add(reading);
      try {
        const answer = await ask();
        for (const [id, record] of found(answer)) if (!reading.forgotten.has(id)) keep(id, record, until);
        return answer;
      } finally {
        readings.delete(reading);
      }
    },
    forget(id) {
      entries.delete(id);
      for (const { forgotten } of readings) forgotten.add(id);
    },
  };
}
