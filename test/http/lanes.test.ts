import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import fc from 'fast-check';
import { localBudget, nextSlots, unspent, windowMs } from '../../shared/http/budget.js';
import { createLaneQueue } from '../../shared/http/lane-queue.js';
import { currentLane, inLane, lanes, laneShares, type Lane } from '../../shared/http/lane.js';
import { createPacer } from '../../shared/http/pacer.js';
import { fakeClock } from './server.js';

test('the lane of the work under way is that of whoever started it, and a person waits where nobody said otherwise', async () => {
  expect(currentLane()).toBe('interactive');
  const inner = await inLane('backfill', async () => {
    await turnOfTheLoop();
    return [currentLane(), inLane('edits', currentLane), currentLane()];
  });
  expect(inner).toEqual(['backfill', 'edits', 'backfill']);
});

test('lanes that are all in use get turns by their shares', () => {
  const queue = createLaneQueue<Lane>();
  for (const lane of lanes) for (let index = 0; index < 1000; index += 1) queue.add(lane, lane);
  const taken = Array.from({ length: 1000 }, () => queue.take()!);
  for (const lane of lanes) {
    const share = taken.filter((one) => one === lane).length / taken.length;
    expect(Math.abs(share - laneShares[lane])).toBeLessThan(0.01);
  }
});

test('what goes first overtakes its own lane and no other, in the order it came', () => {
  const queue = createLaneQueue<string>();
  queue.add('edits', 'read');
  for (const write of ['write 1', 'write 2']) queue.add('edits', write, true);
  queue.add('edits', 'read again');
  queue.add('interactive', 'person');
  expect(Array.from({ length: 5 }, () => queue.take())).toEqual(['person', 'write 1', 'write 2', 'read', 'read again']);
});

test('what a lane leaves unused goes to the others', () => {
  const queue = createLaneQueue<Lane>();
  for (let index = 0; index < 5; index += 1) queue.add('backfill', 'backfill');
  expect(Array.from({ length: 6 }, () => queue.take())).toEqual([...Array<Lane>(5).fill('backfill'), undefined]);
});

test('a person who comes while a backfill waits is next, however long that has waited', () => {
  const queue = createLaneQueue<Lane>();
  for (let index = 0; index < 100; index += 1) queue.add('backfill', 'backfill');
  for (let round = 0; round < 20; round += 1) {
    for (let index = 0; index < 3; index += 1) queue.take();
    queue.add('interactive', 'interactive');
    expect(queue.take()).toBe('interactive');
  }
});

test('no window holds more times than the limit, whatever is claimed and when', () => {
  const claims = fc.array(
    fc.record({
      wait: fc.integer({ min: 0, max: 1500 }),
      count: fc.integer({ min: 1, max: 4 }),
      isHurried: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 50 }), claims, (perSecond, asked) => {
      let spent = unspent(perSecond);
      let now = 0;
      const all: number[] = [];
      for (const { wait, count, isHurried } of asked) {
        now += wait;
        const granted = nextSlots(spent, now, count, isHurried);
        all.push(...granted);
        spent = { ...spent, slots: [...spent.slots, ...granted].slice(-perSecond) };
      }
      expect(all).toEqual(all.toSorted((a, b) => a - b));
      all.slice(perSecond).forEach((time, index) => expect(time).toBeGreaterThanOrEqual(all[index]! + windowMs));
    }),
  );
});

test('a backfill spreads its requests evenly, so that a person never waits for a whole second', async () => {
  const clock = fakeClock();
  const pacer = createPacer({
    system: 'acme',
    budget: localBudget(10, clock),
    concurrency: 8,
    clock,
    signal: new AbortController().signal,
  });
  const times: number[] = [];
  const ask = async (): Promise<void> => {
    const over = await pacer.turn();
    times.push(clock.now());
    over();
  };
  await inLane('backfill', () => Promise.all(Array.from({ length: 30 }, ask)));
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  for (const gap of gaps) expect(gap).toBeCloseTo(windowMs / 10, 5);
});

test('a request whose patience ended is given up when its turn comes, and takes nobody the place', async () => {
  const clock = fakeClock();
  const stopped = new AbortController();
  const pacer = createPacer({ system: 'acme', budget: null, concurrency: 1, clock, signal: stopped.signal });
  const over = await pacer.turn();
  const late = pacer.turn(clock.now() + 5000);
  const patient = pacer.turn();
  await clock.sleep(5001, stopped.signal);
  over();
  await expect(late).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { system: 'acme', retryAfter: 1 } });
  expect(await patient).toBeInstanceOf(Function);
});

test('what a full room keeps waiting spends no time of the budget, so nothing comes in a rush when the room empties', async () => {
  const clock = fakeClock();
  const signal = new AbortController().signal;
  const pacer = createPacer({ system: 'acme', budget: localBudget(10, clock), concurrency: 2, clock, signal });
  const overs: (() => void)[] = [];
  const times: number[] = [];
  const asks = Array.from({ length: 22 }, async () => {
    overs.push(await pacer.turn());
    times.push(clock.now());
  });
  await turnOfTheLoop();
  expect(times).toHaveLength(2);
  await clock.sleep(10_000, signal);
  while (overs.length > 0) {
    overs.shift()!();
    await turnOfTheLoop();
  }
  await Promise.all(asks);
  times.slice(10).forEach((time, index) => expect(time - times[index]!).toBeGreaterThanOrEqual(1000));
});

test('how long a request would wait is told by its own lane, its share of the limit, and a pause', async () => {
  const clock = fakeClock();
  const stopped = new AbortController();
  const budget = localBudget(10, clock);
  const pacer = createPacer({ system: 'acme', budget, concurrency: 1, clock, signal: stopped.signal });
  const waits = (): number[] => lanes.map((lane) => inLane(lane, () => pacer.waitMs()));
  expect(waits()).toEqual([0, 0, 0, 0]);
  const over = await pacer.turn();
  const asks = Array.from({ length: 20 }, () => inLane('edits', () => pacer.turn()));
  expect(waits()).toEqual([0, 2000, 0, 0]);
  asks.push(...Array.from({ length: 4 }, () => pacer.turn()));
  expect(waits()).toEqual([1000, expect.closeTo(20_000 / 3), 0, 0]);
  pacer.pause(3000);
  expect(waits()).toEqual([3000, expect.closeTo(20_000 / 3), 3000, 3000]);
  stopped.abort(new Error('over'));
  over();
  for (const ask of await Promise.allSettled(asks)) expect(ask).toMatchObject({ status: 'rejected' });
});
