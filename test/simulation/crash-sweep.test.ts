import { jest } from '@jest/globals';
import { sweep, sweepPairs } from '../../simulation/run/crash-sweep.js';
import { hear, people, poll, staff, sync, tend, type Scenario } from '../../simulation/run/scenario.js';

jest.setTimeout(120_000);

/** Every scenario is swept by `npm run crash-sweep`; this one, short enough for every day, has all that a hub does of itself. */
const everyDay: Scenario = {
  name: 'a first sync of the staff, one hired and one edited',
  theme: staff,
  script: [
    ...[sync, people('create', 'erp.Employee'), hear, tend],
    ...[people('edit', 'tid.Ansatt'), poll('tid.Ansatt'), tend],
  ],
};

test('killed at any of its steps the hub recovers, and keeps every invariant', async () => {
  const { steps, violations } = await sweep(everyDay, 5);
  expect(steps).toBeGreaterThan(200);
  expect(violations).toEqual([]);
});

test('killed twice, the second time while it recovers, it does so too', async () => {
  const { lived, violations } = await sweepPairs(everyDay, 12, 'test');
  expect(lived).toBe(12);
  expect(violations).toEqual([]);
});
