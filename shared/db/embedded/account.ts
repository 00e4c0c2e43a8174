import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { ConfigInvalid } from '../../errors.js';

/** The operating system's account the server runs under: Postgres refuses to be root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Whether this process may change accounts at all. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** Spawn options that run a program as `account`; `null` means as ourselves. */
export const runningAs = (account: Account | null): Partial<Account> =>
  account ? { uid: account.uid, gid: account.gid } : {};

/**
 * Who runs the server: as root the owner of the cluster `data` where there is one already (so that a `postgres` user added to
 * the system later does not lock us out), else `postgres`, else `nobody`. `null` means we ourselves.
 * Throws ConfigInvalid where our own user id has no entry in the user database: initdb needs one.
 */
export async function chooseAccount(data?: string): Promise<Account | null> {
  if (!isRoot()) {
    requireUserEntry();
    return null;
  }
  if (!data) return findServiceAccount();
  const { uid, gid } = await stat(data);
  return { uid, gid };
}

function requireUserEntry(): void {
  try {
    userInfo();
  } catch (cause) {
    throw new ConfigInvalid(
      `User id ${process.getuid?.()} has no entry in the user database, and Postgres refuses to run without one: ` +
        `add one, run as another user, or set DATABASE_URL`,
      {},
      { cause },
    );
  }
}

async function findServiceAccount(): Promise<Account> {
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = entries.find((entry) => entry[0] === name) ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new ConfigInvalid(
    'Postgres refuses to run as root, and there is neither a user "postgres" nor "nobody" to run it as: ' +
      'add one, or set DATABASE_URL',
  );
}
