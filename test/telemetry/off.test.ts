import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withCollector } from './collector.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Has every package tell of itself as it is loaded. */
const telling = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (found.url.includes('/@opentelemetry/')) process._rawDebug('loaded ' + found.url);
  return found;
}`;
const registering = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(telling)}`)});`;

/** What a process that serves the sandbox systems has loaded of OpenTelemetry by the time that it is ready. */
async function loadedBy(environment: Record<string, string>): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-off-'));
  const first = `data:text/javascript,${encodeURIComponent(registering)}`;
  const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', '--import', first, 'main.ts'], {
    ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    env: {
      ...{ PATH: process.env['PATH'] ?? '', SAMBAND_ROLES: 'sandbox', SANDBOX_PORT: '0', SAMBAND_DATA_DIR: dataDir },
      ...environment,
    },
  });
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    const keep = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes('Samband is ready')) resolve();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('exit', () => reject(new Error(said)));
  });
  await ready;
  child.kill('SIGTERM');
  await once(child, 'exit');
  await rm(dataDir, { recursive: true, force: true });
  return [...said.matchAll(/loaded \S*\/@opentelemetry\/([\w-]+)/g)].map(([, name = '']) => name);
}

test(
  'nothing of OpenTelemetry is loaded where nothing is traced, and where something is, it is',
  () =>
    withCollector(async ({ variables }) => {
      expect(await loadedBy({})).toEqual([]);
      expect(await loadedBy(variables)).toEqual(expect.arrayContaining(['sdk-trace', 'exporter-trace-otlp-http']));
    }),
  60_000,
);
