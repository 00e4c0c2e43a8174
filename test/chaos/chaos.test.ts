import { jest } from '@jest/globals';
import { live } from '../../chaos/live.js';

jest.setTimeout(240_000);

test('people in all systems at once, faults in every one, workers killed: nothing is lost, doubled or told that is secret', async () => {
  const options = {
    edits: 40,
    seconds: 0,
    perSecond: 10,
    workers: 2,
    killEvery: 2,
    seed: 7,
    quiet: 1,
    restWithin: 180,
  };
  const figures = await live(options, () => undefined);
  expect(figures.filter(({ isBad }) => isBad)).toEqual([]);
  const values = Object.fromEntries(figures.map(({ what, value }) => [what, value]));
  expect(values['values people typed']).toBeGreaterThanOrEqual(40);
  expect(values['workers killed with SIGKILL']).toBeGreaterThan(0);
  expect(values['calls that a fault hit']).toBeGreaterThan(0);
});
