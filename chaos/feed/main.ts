import 'reflect-metadata';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/index.js';
import { HubProcess } from '../hub-process.js';
import { graphAt } from '../graph.js';
import { freePort, withFeedDatabase } from './database.js';
import { judgeFeed, type Told } from './judge.js';
import { writeChanges } from './writers.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const changes = 10_000;
const killsApartMs = 700;
const allWithinMs = 120_000;

/** A process that may be killed and started again. */
interface Victim {
  kill(): Promise<void>;
}

/** Follows the feed in a process of its own. */
function follower(url: string, file: string): Victim {
  const path = fileURLToPath(new URL(`client${extname(import.meta.url)}`, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, path, url, file], { stdio: 'inherit' });
  return {
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

async function linesOf(file: string): Promise<Told[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(1, -1);
  return lines.map((line) => JSON.parse(line) as Told);
}

/** Kills now the hub, now the client, each with SIGKILL, and starts it again, until the work is done. */
async function killing(done: () => boolean, hub: () => Victim, client: () => Victim): Promise<[number, number]> {
  const kills: [number, number] = [0, 0];
  let [one, other] = [hub(), client()];
  for (let turn = 0; !done(); turn += 1) {
    await pause(killsApartMs);
    if (turn % 2 === 0) {
      await one.kill();
      one = hub();
    } else {
      await other.kill();
      other = client();
    }
    kills[turn % 2] = (kills[turn % 2] ?? 0) + 1;
  }
  ends.push(
    () => other.kill(),
    () => one.kill(),
  );
  return kills;
}

const ends: (() => Promise<unknown>)[] = [];

async function run(folder: string, databaseUrl: string): Promise<number> {
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 1, limitsRate: false });
  ends.push(() => sandbox.stop());
  const port = await freePort();
  const environment = {
    ...{ ...sandbox.environment, DATABASE_URL: databaseUrl, SAMBAND_DATA_DIR: folder, PORT: String(port) },
    ...{ SAMBAND_SANDBOX_SYSTEMS: '1', SAMBAND_ROLES: 'gateway' },
  };
  const hub = (): HubProcess => new HubProcess(environment, process.execArgv);
  const first = hub();
  const graph = graphAt(await first.ready());
  const { lastChangeCursor } = await graph.ask<{ lastChangeCursor: string }>('{ lastChangeCursor }');
  await first.kill();
  const file = join(folder, 'followed.jsonl');
  await writeFile(file, `${JSON.stringify({ cursor: lastChangeCursor })}\n`);
  let isWritten = false;
  const writing = writeChanges(databaseUrl, changes).finally(() => (isWritten = true));
  const url = `ws://127.0.0.1:${port}/graphql`;
  const [hubKills, clientKills] = await killing(
    () => isWritten,
    hub,
    () => follower(url, file),
  );
  const written = await writing;
  const deadline = performance.now() + allWithinMs;
  while ((await linesOf(file)).length < written.length && performance.now() < deadline) await pause(200);
  say(`${written.length} changes written; the hub was killed ${hubKills} times, the client ${clientKills} times`);
  const { missed, doubled, disordered } = judgeFeed(written, await linesOf(file));
  say(`missed ${missed}, doubled ${doubled}, out of order ${disordered}`);
  return missed + doubled + disordered > 0 || hubKills === 0 || clientKills === 0 ? 1 : 0;
}

const folder = await mkdtemp(join(tmpdir(), 'samband-feed-'));
try {
  process.exitCode = await withFeedDatabase(folder, async (url) => {
    try {
      return await run(folder, url);
    } finally {
      for (const end of ends.reverse()) await end();
    }
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
