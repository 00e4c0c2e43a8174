import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { token, type HubProcess } from '../support/process.js';
import { withSyncedProcess } from '../support/synced-process.js';

jest.setTimeout(120_000);

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/typescript-client');

let hub: HubProcess;
let release: () => void;
let released: Promise<void>;

beforeAll(
  () =>
    new Promise<void>((resolve, reject) => {
      released = withSyncedProcess(async (started) => {
        hub = started;
        resolve();
        await new Promise<void>((end) => (release = end));
      });
      released.catch(reject);
    }),
);

afterAll(async () => {
  release();
  await released;
});

/** Runs a Node program as a person would, against the hub. */
async function run(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', SAMBAND_URL: hub.url, SAMBAND_TOKEN: token, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: root, env });
  return stdout;
}

test('the example finds a customer, changes it everywhere and hears of it', async () => {
  const said = await run(['--import', './test/support/typescript.mjs', join(example, 'main.ts'), 'sandefjord']);
  const [found, ...more] = said.trim().split('\n');
  expect(found).toMatch(/Sandefjord.* is IN_SYNC in .*TIDSBANKEN/);
  expect(more).toContain('  TIDSBANKEN Kunde: CONFIRMED');
  expect(more.at(-1)).toBe('The feed tells that it changed: website');
});

test('the types of the example are those that the code generator makes of the API as it is', async () => {
  const outer = await mkdtemp(join(tmpdir(), 'samband-example-'));
  const output = join(outer, 'generated.ts');
  const generator = join(root, 'node_modules/@graphql-codegen/cli/cjs/bin.js');
  await run([generator, '--config', join(example, 'codegen.yml')], { CODEGEN_OUTPUT: output });
  expect(await readFile(output, 'utf8')).toBe(await readFile(join(example, 'generated.ts'), 'utf8'));
  await rm(outer, { recursive: true });
});
