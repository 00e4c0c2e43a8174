import type { ProfileName } from '../../simulation/outside/profiles.js';
import { liveScripted } from '../../simulation/run/crash-sweep.js';
import { liveOne, sound, without } from '../../simulation/run/one.js';
import { scenarios } from '../../simulation/run/scenarios.js';

/** Found by `npm run mutants`: the first history of seed 1 in which something goes wrong without the rule. */
const killed: readonly [off: string, profile: ProfileName, history: string, invariant: string][] = [
  ['twoHalves', 'clean', '1/0', 'I-4'],
  ['tombstones', 'clean', '1/1', 'I-12'],
  ['uniqueMatches', 'clean', '1/9', 'I-10'],
  ['noReflection', 'clean', '1/12', 'I-11'],
  ['levelTriggered', 'crash', '1/0', 'I-7'],
  ['surprisesAreEdits', 'before', '1/14', 'I-15'],
  ['resolveIntent+agreeFirst', 'after', '1/14', 'I-4'],
  ['holdNewcomers', 'after', '1/19', 'I-6'],
  ['waitOutFlight', 'delayed', '1/2', 'I-6'],
  ['reservePlace', 'crash', '1/28', 'I-9'],
  ['checkDemander', 'crash', '1/41', 'I-12'],
  ['staleGuard', 'staleGet', '1/25', 'I-21'],
  ['ownTimesOnly', 'skew', '1/14', 'I-3'],
  ['sendsLate', 'zombie', '1/11', 'I-6'],
];

/** What chance seldom brings about, written down step by step. */
const shown: readonly [off: string, scenario: string, invariant: string][] = [
  ['lateCursor', 'a list of changes that breaks off', 'I-20'],
  ['driftSort', 'records that move while a list is read', 'I-6'],
  ['secondLook', 'a creation that the first look does not find', 'I-6'],
  ['waitForDoubt', 'an edit while the write before it is in doubt', 'I-4'],
  ['stampAtLink', 'a clear while the dataflow of a new link is paused', 'I-2'],
  ['exactAdoption+oneCreationAtATime', 'two people of one name, whose creations get no answer', 'I-6'],
];

describe('a history without one protective rule', () => {
  test.each(killed)('%s goes wrong (%s, %s: %s), and with it is sound', async (off, profile, history, invariant) => {
    expect((await liveOne(profile, history)).violations).toEqual([]);
    const { violations } = await liveOne(profile, history, without(off));
    expect(violations.map((one) => one.invariant)).toContain(invariant);
  });

  test.each(shown)('%s goes wrong (%s: %s), and with it is sound', async (off, name, invariant) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (!scenario) throw new RangeError(`there is no scenario ${name}`);
    expect((await liveScripted(scenario)).violations).toEqual([]);
    const { violations } = await liveScripted(scenario, without(off));
    expect(violations.map((one) => one.invariant)).toContain(invariant);
  });
});

test('a due mark that is cleared before the merge is lost by who is killed in between; cleared by the merge, never', async () => {
  const scenario = scenarios.find(({ unsweptAfter }) => unsweptAfter !== undefined);
  if (!scenario) throw new RangeError('there is no such scenario');
  // Found by `npm run mutants`.
  const between = [502];
  expect((await liveScripted(scenario, sound, between)).violations).toEqual([]);
  const { violations } = await liveScripted(scenario, without('clearDueLast'), between);
  expect(violations.map(({ invariant }) => invariant)).toContain('I-1');
});

test('every scenario brings about what it is there to show', async () => {
  for (const scenario of scenarios.filter(({ shows }) => shows !== undefined)) {
    const { counts } = await liveScripted(scenario);
    expect([scenario.name, counts.get(scenario.shows ?? '')]).toEqual([scenario.name, expect.any(Number)]);
    expect(counts.get(scenario.shows ?? '')).toBeGreaterThan(0);
  }
}, 60_000);
