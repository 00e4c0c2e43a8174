import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { Agent, request } from 'undici';
import { WebSocket } from 'ws';
import { loadGuard, overloadOf, requestsFor, type LoadGuard } from '../../../gateway/guard/load.js';
import { eventually } from '../../support/eventually.js';
import { post, withServedGateway } from '../support/serving.js';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../../..', import.meta.url));
const limits = { heapPercent: 85, delayMs: 500, requests: 100 };

test.each([
  [{ heapPercent: 20, delayMs: 0, requests: 99 }, null],
  [{ heapPercent: 86, delayMs: 0, requests: 1 }, 'memory'],
  [{ heapPercent: 20, delayMs: 501, requests: 1 }, 'delay'],
  [{ heapPercent: 20, delayMs: 0, requests: 100 }, 'requests'],
  [{ heapPercent: 99, delayMs: 9000, requests: 0 }, null],
] as const)('a process that stands at %j has too much of %s', (load, overload) => {
  expect(overloadOf(load, limits)).toBe(overload);
});

test('a request is likely to fit into four MiB of heap, and one is always taken', () => {
  expect([requestsFor(4096 * 2 ** 20), requestsFor(64 * 2 ** 20), requestsFor(1)]).toEqual([1024, 16, 1]);
});

/** A guard that lets `requests` in at a time. */
async function withGuard(requests: number | null, delayMs: number, use: (guard: LoadGuard) => Promise<void>) {
  const guard = loadGuard({ heapPercent: 100, delayMs, requests });
  try {
    await use(guard);
  } finally {
    guard.stop();
  }
}

test('a heap that is fuller than it may be is noticed', () => {
  const guard = loadGuard({ heapPercent: 0, delayMs: 60_000, requests: null });
  expect([typeof guard.enter(), guard.enter(), guard.refused('memory')]).toEqual(['function', null, 1]);
  guard.stop();
});

test('an event loop that is late is noticed, and that it is not any more', () =>
  withGuard(null, 50, async (guard) => {
    const over = guard.enter();
    const busyUntil = performance.now() + 2000;
    const block = (): void => {
      const until = performance.now() + 200;
      while (performance.now() < until);
      if (performance.now() < busyUntil) setTimeout(block, 1);
    };
    block();
    await eventually(async () => expect(guard.enter()).toBeNull());
    expect(guard.refused('delay')).toBe(1);
    await eventually(async () => expect(guard.enter()).not.toBeNull());
    over?.();
  }));

test('above as many requests as may be under way the graph answers 503 with Retry-After, over a socket an error, and tells how it stands all the same', () =>
  withGuard(1, 60_000, async (guard) => {
    const operating = {
      readiness: async () => ({ isReady: true, dependencies: {} }),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    };
    await withServedGateway({ load: guard, operating }, async ({ url }) => {
      const query = '{ customers(first: 1) { edges { node { name } } } }';
      const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, lazy: false });
      expect((await client.iterate({ query }).next()).value).toMatchObject({ data: {} });
      const over = guard.enter();
      const refused = await post(url, { query });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
      expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
      expect((await client.iterate({ query }).next()).value).toMatchObject({
        errors: [{ extensions: { code: 'UNAVAILABLE' } }],
      });
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect((await fetch(new URL(path, url))).status).toBe(200);
      over?.();
      expect((await post(url, { query })).status).toBe(200);
      expect(guard.refused('requests')).toBe(2);
      await client.dispose();
    });
  }));

interface Flooded {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startFlooded(how: 'guarded' | 'unguarded'): Promise<Flooded> {
  const options = ['--max-old-space-size=96', '--import', './test/support/typescript.mjs'];
  const args = [...options, 'test/gateway/guard/flooded-server.ts', how];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually(async () => expect(said).toContain('ready http'));
  return { child, url: /http:\S+/.exec(said)?.[0] ?? '' };
}

/** The statuses that came of as many requests, `side` at a time; 0: the connection broke. */
async function flood(url: string, count: number, side: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const dispatcher = new Agent({ connections: side });
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) {
      const status = await request(url, {
        ...{ method: 'POST', dispatcher, headers: { 'content-type': 'application/json' } },
        body: '{"query":"{ hello }"}',
      }).then(
        async ({ statusCode, body }) => body.dump().then(() => statusCode),
        () => 0,
      );
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: side }, client));
  await dispatcher.destroy();
  return statuses;
}

test('a flood that ends a process without a guard leaves one with it alive: it answers what it can, and 503 to the rest', async () => {
  const [bare, guarded] = [await startFlooded('unguarded'), await startFlooded('guarded')];
  try {
    const ended = once(bare.child, 'exit');
    expect((await flood(bare.url, 400, 100)).get(0)).toBeGreaterThan(0);
    await ended;
    const statuses = await flood(guarded.url, 400, 100);
    expect([...statuses.keys()].sort()).toEqual([200, 503]);
    expect(guarded.child.exitCode).toBeNull();
    const metrics = await (await fetch(new URL('/metrics', guarded.url))).text();
    const shed = [...metrics.matchAll(/^samband_shed_requests_total\{reason="\w+"\} (\d+)$/gm)].map(([, n]) =>
      Number(n),
    );
    expect(shed.reduce((sum, each) => sum + each, 0)).toBe(statuses.get(503));
    await eventually(async () => expect((await post(guarded.url, { query: '{ hello }' })).status).toBe(200));
  } finally {
    for (const { child } of [bare, guarded]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
});
