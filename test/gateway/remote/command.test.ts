import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { startCommand } from './support.js';

jest.setTimeout(60_000);

test('npm run gateway ends with the reason where its supergraph cannot be served', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'samband-gateway-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, 'type Query {');
  const { child, said } = startCommand(file);
  const overdue = setTimeout(() => child.kill('SIGKILL'), 40_000);
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said()).toMatch(/^The planner cannot work with it: .*Parse error at/);
  clearTimeout(overdue);
  await rm(folder, { recursive: true });
});
