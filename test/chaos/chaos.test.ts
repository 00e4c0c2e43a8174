import { jest } from '@jest/globals';
import { live } from '../../chaos/live.js';

jest.setTimeout(240_000);

/** Nobody is killed: what a killed process was sending is looked at after minutes only. */
const few = { edits: 40, seconds: 0, perSecond: 20, workers: 2, killEvery: 0, seed: 7, quiet: 1, restWithin: 180 };

test('people in all systems at once, faults in every one: nothing is lost, doubled or told that is secret', async () => {
  const node = ['--import', new URL('../support/typescript.mjs', import.meta.url).href];
  const figures = await live({ ...few, node }, () => undefined);
  expect(figures.filter(({ isBad }) => isBad)).toEqual([]);
  const values = Object.fromEntries(figures.map(({ what, value }) => [what, value]));
  expect(values['values people typed']).toBeGreaterThanOrEqual(few.edits);
  expect(values['calls that a fault hit']).toBeGreaterThan(0);
});
