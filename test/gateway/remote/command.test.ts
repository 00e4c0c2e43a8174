import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';

jest.setTimeout(60_000);

test('npm run gateway ends with the reason where its supergraph cannot be served', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samband-gateway-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, 'type Query {');
  const args = [
    '--import',
    './test/support/typescript.mjs',
    'serve-supergraph.ts',
    '--supergraph',
    file,
    '--port',
    '0',
  ];
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    env: { PATH: process.env['PATH'] ?? '', SAMBAND_TOKEN: 'the-token-of-the-tests' },
  });
  const overdue = setTimeout(() => child.kill('SIGKILL'), 40_000);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said).toMatch(/^The planner cannot work with it: .*Parse error at/);
  clearTimeout(overdue);
  await rm(folder, { recursive: true });
});
