import { liveOne } from '../../simulation/run/one.js';

const histories = 25;

describe('a history of people and the hub', () => {
  test('ends at rest with every invariant held, where nothing goes wrong but what people do', async () => {
    for (let index = 0; index < histories; index += 1) {
      const { violations } = await liveOne('clean', `test/${index}`);
      expect([index, violations]).toEqual([index, []]);
    }
  }, 60_000);

  test('ends so under a storm of refusals', async () => {
    for (let index = 0; index < histories; index += 1) {
      const { violations } = await liveOne('e429', `test/${index}`);
      expect([index, violations]).toEqual([index, []]);
    }
  }, 60_000);

  test('is the same, step for step, from the same seed', async () => {
    expect(await liveOne('mixed', 'again')).toEqual(await liveOne('mixed', 'again'));
  });

  test('does not end so when a write is judged by one value for both sides', async () => {
    const off = { off: { twoHalves: false }, cursors: {} };
    const told = [];
    for (let index = 0; index < histories; index += 1)
      told.push(...(await liveOne('clean', `test/${index}`, off)).violations);
    expect(told.length).toBeGreaterThan(0);
  }, 60_000);
});
