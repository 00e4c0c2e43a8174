import { jest } from '@jest/globals';
import { sweep } from '../../simulation/run/crash-sweep.js';
import { scenarios } from '../../simulation/run/scenarios.js';

jest.setTimeout(120_000);

/** Every scenario is swept by `npm run crash-sweep`; these are short enough for every day. */
test.each(['a new department', 'a first sync of the staff'])(
  '%s: killed at any of its steps the hub recovers, and keeps every invariant',
  async (name) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (!scenario) throw new RangeError(`there is no scenario ${name}`);
    const { steps, violations } = await sweep(scenario, 11);
    expect(steps).toBeGreaterThan(20);
    expect(violations).toEqual([]);
  },
);
