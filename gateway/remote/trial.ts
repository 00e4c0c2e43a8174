import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigInvalid } from '../../shared/errors.js';

const withinMs = 20_000;
const saidAtMost = 500;

/**
 * Tries in a process of its own whether the planner can work with a supergraph: with one that contradicts itself it may end the
 * process that asks it. @throws ConfigInvalid with what it said.
 */
export async function assertPlannable(supergraphSdl: string): Promise<void> {
  const file = fileURLToPath(new URL(`./trial-process${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, file], { stdio: ['pipe', 'ignore', 'pipe'] });
  const overdue = setTimeout(() => child.kill('SIGKILL'), withinMs);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // Whoever ends before it has read everything closes its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(supergraphSdl);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(overdue);
  if (code !== 0) throw new ConfigInvalid(`The planner cannot work with it: ${reasonIn(said)}`);
}

/** Where the planner panics, what it found wrong stands in the line behind. */
function reasonIn(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  const panic = lines.findIndex((line) => line.includes('panicked at'));
  const reason = panic === -1 ? lines.find((line) => /Error/.test(line)) : lines[panic + 1];
  return (reason ?? 'it says nothing').slice(0, saidAtMost);
}
