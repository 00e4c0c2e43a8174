import { localBudget, windowMs, type Budget } from '../../shared/http/budget.js';
import { systemClock, type Clock } from '../../shared/http/clock.js';
import { createPacer, type Pacer } from '../../shared/http/pacer.js';
import { fakeClock, reply, withServer } from './server.js';

test('no more requests reach the system within any one second than it allows', async () => {
  const arrivals: number[] = [];
  const clock = fakeClock();
  await withServer(
    (response) => {
      arrivals.push(clock.now());
      reply(response, 200, {});
    },
    async ({ client }) => {
      await Promise.all(Array.from({ length: 45 }, (_, index) => client.request({ method: 'GET', path: `/${index}` })));
    },
    { budget: localBudget(10, clock), clock },
  );
  expect(arrivals).toHaveLength(45);
  expect(clock.now()).toBeGreaterThanOrEqual(4_000);
  expect(clock.now()).toBeLessThan(5_000);
});

test('turns are given in the order asked for, no closer than half of an even pace and none beyond the allowance', async () => {
  const clock = fakeClock();
  const pacer = pacerOf(localBudget(3, clock), clock);
  const turns: [number, number][] = [];
  await Promise.all(Array.from({ length: 8 }, (_, index) => pacer.turn().then(() => turns.push([index, clock.now()]))));
  const windows = [0, 1 / 6, 2 / 6, 1, 7 / 6, 8 / 6, 2, 13 / 6];
  expect(turns).toEqual(windows.map((part, index) => [index, expect.closeTo(part * windowMs, 5)]));
});

test('when one caller is told to slow down, all wait', async () => {
  await withServer(
    (response, _seen, count) => reply(response, count === 1 ? 429 : 200, {}, { 'retry-after': '7' }),
    async ({ client, clock, seen }) => {
      await client.request({ method: 'GET', path: '/' });
      expect(clock.now()).toBe(7_000);
      expect(seen).toHaveLength(2);
    },
  );
  const clock = fakeClock();
  const pacer = pacerOf(null, clock);
  pacer.pause(500);
  await Promise.all([pacer.turn(), pacer.turn()]);
  expect(clock.now()).toBe(500);
});

test('closing gives up what waits and leaves no timer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const { promise: asleep, resolve } = deferred();
  const sleep: Clock['sleep'] = (ms, signal) => (resolve(), systemClock.sleep(ms, signal));
  await withServer(
    (response) => reply(response, 200, {}),
    async ({ client, seen }) => {
      await client.request({ method: 'GET', path: '/' });
      const write = { method: 'POST', path: '/', json: {} } as const;
      const waiting = [1, 2].map(() => client.request(write).catch((error: unknown) => error));
      await asleep;
      await client.close();
      for (const error of await Promise.all(waiting)) {
        expect(error).toMatchObject({ code: 'UNAVAILABLE', message: 'The connection to acme was closed' });
        expect((error as { details: object }).details).not.toHaveProperty('ambiguous');
      }
      await expect(client.request({ method: 'GET', path: '/' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(seen).toHaveLength(1);
    },
    { budget: localBudget(1), clock: { now: systemClock.now, sleep } },
  );
  expect(timers()).toBe(before);
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

function pacerOf(budget: Budget | null, clock: Clock): Pacer {
  return createPacer({ system: 'acme', budget, concurrency: 8, clock, signal: new AbortController().signal });
}

test('a budget tells how many requests may go now: fewer after some went, none in a pause, all again a second later', async () => {
  let now = 0;
  const budget = localBudget(5, { ...systemClock, now: () => now });
  await budget.claim(3, true);
  expect(await budget.left()).toBe(2);
  now += 2000;
  expect(await budget.left()).toBe(5);
  await budget.pause(1000);
  expect(await budget.left()).toBe(0);
});
