import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { profileNames } from '../../simulation/outside/profiles.js';
import { regressions } from '../../simulation/regressions.js';
import { liveOne } from '../../simulation/run/one.js';
import { tooSeldom } from '../../simulation/run/rare-paths.js';

const histories = 15 * profileNames.length;
const hooks = fileURLToPath(new URL('../support/typescript.mjs', import.meta.url));
const main = fileURLToPath(new URL('../../simulation/main.ts', import.meta.url));

/** By the command itself, on all cores: within Jest a history takes much longer. */
async function simulate(...options: string[]): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', hooks, main, ...options]);
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, output: stdout };
  }
}

describe('histories of people and the hub', () => {
  test('end at rest with every invariant held, fifteen of each profile', async () => {
    const { code, output } = await simulate('--histories', String(histories), '--profile', 'all', '--seed', 'test');
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining('No invariant was violated.') as string,
    });
    expect(output).toContain(`${histories} histories`);
  }, 120_000);

  test('in which a campaign once found a fault show none any more', async () => {
    const { code, output } = await simulate('--regressions');
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining(`${regressions.length} histories`) as string,
    });
  }, 60_000);

  test('fail the command, and name what was violated, where a protective rule is off', async () => {
    const { code, output } = await simulate('--histories', '1', '--profile', 'clean', '--off', 'twoHalves');
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/seed 1\/0\n {2}I-/) as string });
  }, 60_000);

  test('are the same, step for step, from the same seed', async () => {
    expect(await liveOne('mixed', 'again')).toEqual(await liveOne('mixed', 'again'));
  });
});

test('a long campaign is void where it hardly came to what its profile is there for; a short one is not judged', () => {
  const counts = new Map([['calls answered 429', 1]]);
  expect(tooSeldom({ histories: 1000, counts }, 'e429')).toContainEqual(
    expect.stringMatching(/^calls answered 429: 1 times/),
  );
  expect(tooSeldom({ histories: 999, counts }, 'e429')).toEqual([]);
});
