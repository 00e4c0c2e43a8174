import { profileNames } from '../../simulation/outside/profiles.js';
import { liveOne } from '../../simulation/run/one.js';

const histories = 20;

describe('a history of people and the hub', () => {
  test.each(profileNames)(
    'ends at rest with every invariant held (%s)',
    async (profile) => {
      for (let index = 0; index < histories; index += 1) {
        const { violations } = await liveOne(profile, `test/${index}`);
        expect([index, violations]).toEqual([index, []]);
      }
    },
    120_000,
  );

  test('is the same, step for step, from the same seed', async () => {
    expect(await liveOne('mixed', 'again')).toEqual(await liveOne('mixed', 'again'));
  });
});
