import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Unavailable } from '../../errors.js';
import type { Account } from './account.js';
import { runningAs } from './account.js';

const execute = promisify(execFile);

/** English messages whatever the host's locale is, and nothing of our environment (secrets live there). */
export const PROGRAM_ENV = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };

/** Runs a program to its end and gives its output. Throws Unavailable with the last lines it wrote. */
export async function run(file: string, args: readonly string[], account: Account | null, cwd = '/'): Promise<string> {
  try {
    const { stdout } = await execute(file, [...args], { ...runningAs(account), cwd, env: PROGRAM_ENV });
    return stdout;
  } catch (cause) {
    const { stderr = '', stdout = '', message } = cause as Error & { stderr?: string; stdout?: string };
    throw new Unavailable(`${file} failed: ${lastLines(stderr || stdout || message)}`, {}, { cause });
  }
}

/** Whether a program ends well; for questions put to the system, such as `test -x`. */
export async function succeeds(file: string, args: readonly string[], account: Account | null): Promise<boolean> {
  return run(file, args, account).then(
    () => true,
    () => false,
  );
}

/** The end of a log, enough to see what went wrong. */
export const lastLines = (text: string, count = 8): string => text.trim().split('\n').slice(-count).join('\n');
