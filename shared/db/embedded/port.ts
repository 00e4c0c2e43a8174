import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Unavailable } from '../../errors.js';

/**
 * The port to listen on: the one asked for, else the one remembered in `dir`, so that it stays the same over restarts, else
 * (none remembered, or taken meanwhile) a free one, remembered. Throws Unavailable where the one asked for is taken.
 */
export async function choosePort(dir: string, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new Unavailable(`Port ${wanted} of 127.0.0.1, wanted for the embedded Postgres, is taken`);
  }
  const file = join(dir, 'port');
  const remembered = Number(await readFile(file, 'utf8').catch(() => ''));
  if (remembered && (await isFree(remembered))) return remembered;
  const port = await listenOnce(0);
  await writeFile(file, String(port));
  return port;
}

const isFree = (port: number): Promise<boolean> =>
  listenOnce(port).then(
    () => true,
    () => false,
  );

/** Takes a port of 127.0.0.1 and lets it go; 0 has the system pick a free one. */
function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => resolve(taken));
    });
  });
}
