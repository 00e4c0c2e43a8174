import { Pool } from 'undici';

/** What came of asking one gateway one thing for a while. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** In ms, one for each request. */
  readonly times: readonly number[];
  readonly failures: number;
}

/** Asks, so many at a time, until the time is up. @param bodyAt makes the request out of its number. */
export async function load(url: string, bodyAt: (number: number) => string, atOnce: number, ms: number): Promise<Load> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: atOnce });
  const headers = { 'content-type': 'application/json' };
  const times: number[] = [];
  let [number, failures] = [0, 0];
  const startedAt = performance.now();
  const deadline = startedAt + ms;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < deadline) {
        const at = performance.now();
        const { body } = await pool.request({ path: pathname, method: 'POST', headers, body: bodyAt(number++) });
        const text = await body.text();
        if (text.includes('"errors"') || !text.includes('"data"')) failures += 1;
        times.push(performance.now() - at);
      }
    }),
  );
  await pool.close();
  return { requests: times.length, seconds: (performance.now() - startedAt) / 1000, times, failures };
}

/** One answer, as text. */
export async function once(url: string, body: string): Promise<string> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return answer.text();
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
