import type { ProfileName } from '../../simulation/outside/profiles.js';
import { liveOne, without } from '../../simulation/run/one.js';

/** Found by `npm run mutants`: the first history of seed 1 in which something goes wrong without the rule. */
const killed: readonly [off: string, profile: ProfileName, history: string, invariant: string][] = [
  ['twoHalves', 'clean', '1/0', 'I-4'],
  ['readBeforeWrite', 'clean', '1/19', 'I-2'],
  ['keepOthers', 'clean', '1/0', 'I-12'],
  ['tombstones', 'clean', '1/1', 'I-12'],
  ['uniqueMatches', 'clean', '1/9', 'I-10'],
  ['noReflection', 'clean', '1/12', 'I-11'],
  ['levelTriggered', 'clean', '1/22', 'I-7'],
  ['surprisesAreEdits', 'before', '1/48', 'I-15'],
  ['resolveIntent+agreeFirst', 'after', '1/3', 'I-4'],
  ['waitForDoubt', 'delayed', '1/2', 'I-4'],
  ['lookBeforeResend', 'after', '1/0', 'I-6'],
  ['holdNewcomers', 'after', '1/2', 'I-6'],
  ['waitOutFlight', 'delayed', '1/0', 'I-6'],
  ['reservePlace', 'crash', '1/0', 'I-9'],
];

describe('a history without one protective rule', () => {
  test.each(killed)('%s goes wrong (%s, %s: %s), and with it is sound', async (off, profile, history, invariant) => {
    expect((await liveOne(profile, history)).violations).toEqual([]);
    const { violations } = await liveOne(profile, history, without(off));
    expect(violations.map((one) => one.invariant)).toContain(invariant);
  });
});
