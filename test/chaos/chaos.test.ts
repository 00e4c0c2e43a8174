import { jest } from '@jest/globals';
import { live } from '../../chaos/live.js';

jest.setTimeout(240_000);

test('people in all systems at once, faults in every one: nothing is lost, doubled or told that is secret', async () => {
  const options = { edits: 40, perSecond: 40, workers: 2, killEvery: 0, seed: 7, restWithin: 180 };
  const figures = await live(options, () => undefined);
  expect(figures.filter(({ isBad }) => isBad)).toEqual([]);
  const typed = figures.find(({ what }) => what === 'values people typed');
  expect(typed?.value).toBeGreaterThan(30);
});
