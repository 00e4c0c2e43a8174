import { asking, noteAsked } from '../../shared/http/asked-at.js';
import type { HttpRequest } from '../../shared/http/client.js';
import type { Resource } from '../../shared/connector.js';
import { withBatchedReads } from '../../subgraphs/hub/sync/batched-reads.js';
import { reply, withServer, type Answerer } from './server.js';

const read: HttpRequest = { method: 'GET', path: '/orders/1' };

/** Answers by turns as told, and notes when it was asked. */
function answering(arrivals: number[], ...statuses: number[]): Answerer {
  return (response, _seen, count) => {
    arrivals.push(performance.now());
    reply(response, statuses[count - 1] ?? 200, {});
  };
}

describe('what was asked is as old as the request that was answered', () => {
  test('and not as those that failed before it', async () => {
    const arrivals: number[] = [];
    await withServer(answering(arrivals, 503, 503), async ({ client }) => {
      const { askedAt } = await asking(() => client.request(read));
      expect(arrivals).toHaveLength(3);
      expect(askedAt).toBeGreaterThan(arrivals[1]!);
      expect(askedAt).toBeLessThanOrEqual(arrivals[2]!);
    });
  });

  test('and not as its wait for a place', async () => {
    const arrivals: number[] = [];
    await withServer(
      answering(arrivals),
      async ({ client }) => {
        const first = client.request(read);
        const { askedAt } = await asking(() => client.request(read));
        await first;
        expect(askedAt).toBeGreaterThan(arrivals[0]!);
      },
      { concurrency: 1 },
    );
  });

  test('and as the first of several', async () => {
    const arrivals: number[] = [];
    await withServer(answering(arrivals), async ({ client }) => {
      const { askedAt } = await asking(async () => {
        await client.request(read);
        await client.request(read);
      });
      expect(askedAt).toBeLessThanOrEqual(arrivals[0]!);
    });
  });

  test('and where nobody tells when that was, as the work', async () => {
    const before = performance.now();
    const { answer, askedAt } = await asking(() => Promise.resolve('a'));
    expect(answer).toBe('a');
    expect(askedAt).toBeGreaterThanOrEqual(before);
    expect(askedAt).toBeLessThanOrEqual(performance.now());
  });
});

describe('reads that go as one', () => {
  const calls: string[][] = [];
  const reading = (idsPerRequest?: number): Resource => ({
    ...({} as Resource),
    ...(idsPerRequest !== undefined && { idsPerRequest }),
    readMany: (ids) => {
      calls.push([...ids]);
      noteAsked(7);
      return Promise.resolve(ids.map((id) => ({ id, version: null, fields: {} })));
    },
  });
  beforeEach(() => calls.splice(0));

  test('are as old as that one, for each who asked', async () => {
    const { readMany } = withBatchedReads(reading(15));
    const asked = await Promise.all(['a', 'b'].map((id) => asking(() => readMany([id]))));
    expect(calls).toEqual([['a', 'b']]);
    expect(asked.map(({ answer, askedAt }) => [answer[0]?.id, askedAt])).toEqual([
      ['a', 7],
      ['b', 7],
    ]);
  });

  test('are no more than one request of the system reads', async () => {
    await withBatchedReads(reading(2)).readMany(['a', 'b', 'c']);
    await withBatchedReads(reading()).readMany(['a', 'b']);
    expect(calls).toEqual([['a', 'b'], ['c'], ['a'], ['b']]);
  });
});
