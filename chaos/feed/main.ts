import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/index.js';
import { openDatabase, stopAll, type Stops } from '../company.js';
import { graphAt } from '../graph.js';
import { endChild, HubProcess } from '../hub-process.js';
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
  const child = spawn(process.execPath, [...process.execArgv, path, url, file], { stdio: 'inherit' });
  return { kill: () => endChild(child, 'SIGKILL') };
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
  return kills;
}

async function run(folder: string, stops: Stops): Promise<number> {
  const { url: databaseUrl } = await openDatabase(folder, stops);
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 1, limitsRate: false });
  stops.push(() => sandbox.stop());
  const started = <V extends Victim>(victim: V): V => {
    stops.push(() => victim.kill());
    return victim;
  };
  const environment = {
    ...{ ...sandbox.environment, DATABASE_URL: databaseUrl, SAMBAND_DATA_DIR: folder },
    ...{ SAMBAND_SANDBOX_SYSTEMS: '1', SAMBAND_ROLES: 'gateway' },
  };
  const hub = (port: string): HubProcess => started(new HubProcess({ ...environment, PORT: port }, process.execArgv));
  const first = hub('0');
  const url = await first.ready();
  const { lastChangeCursor } = await graphAt(url).ask<{ lastChangeCursor: string }>('{ lastChangeCursor }');
  await first.kill();
  const file = join(folder, 'followed.jsonl');
  await writeFile(file, `${JSON.stringify({ cursor: lastChangeCursor })}\n`);
  let isWritten = false;
  const writing = writeChanges(databaseUrl, changes).finally(() => (isWritten = true));
  const { port } = new URL(url);
  const [hubKills, clientKills] = await killing(
    () => isWritten,
    () => hub(port),
    () => started(follower(url.replace('http', 'ws'), file)),
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
const stops: Stops = [() => rm(folder, { recursive: true, force: true })];
try {
  process.exitCode = await run(folder, stops);
} finally {
  await stopAll(stops);
}
