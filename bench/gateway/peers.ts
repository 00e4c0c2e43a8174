import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the peers' servers are: beside their own package, also where this is run compiled. */
export const peersFolder = fileURLToPath(
  new URL(extname(import.meta.url) === '.ts' ? './peers' : '../../../bench/gateway/peers', import.meta.url),
);

/** Installs the peers' package where it is not yet: none of it is part of the product. */
export function installPeers(say: (line: string) => void): void {
  const folder = join(peersFolder, '..');
  if (existsSync(join(folder, 'node_modules'))) return;
  say('Installing the peers …');
  execFileSync('npm', ['ci', '--ignore-scripts', '--silent'], { cwd: folder, stdio: 'ignore' });
}
