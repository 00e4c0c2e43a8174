import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const token = 'the-token-of-the-bench';
const main = fileURLToPath(new URL('../../main.js', import.meta.url));

/** A hub over the six sandbox systems, started as a person starts it. */
export interface StartedHub {
  /** @throws Error for an answer that is none of GraphQL. */
  ask(query: string): Promise<Answer>;
  /** What `/readyz` tells of each thing the hub depends on. */
  dependencies(): Promise<Readonly<Record<string, string>>>;
  /** How much the sync has still to do, in records, reads and writes. */
  waiting(): Promise<number>;
  /** Has a system take every request and answer none, until the hub ends. */
  hang(system: string): Promise<void>;
}

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly object[];
  readonly extensions?: Readonly<Record<string, readonly unknown[]>>;
}

/** Runs a hub that reads nothing from its cache for as long as `use` takes. */
export async function withHub(use: (hub: StartedHub) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'samband-bench-'));
  const child = spawn(process.execPath, [main], {
    env: {
      ...{ PATH: process.env['PATH'] ?? '', SAMBAND_TOKEN: token, SAMBAND_DATA_DIR: dataDir, SAMBAND_LOG: 'silent' },
      ...{ PORT: '0', SANDBOX_PORT: '0', SAMBAND_READ_MAX_AGE_MS: '0' },
      ...{ SAMBAND_SYNC_MINUTES: '1380', SAMBAND_POLL_SECONDS: '3600' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const line = await readyLine(child.stdout);
    const addresses = [...line.matchAll(/([a-z-]+) (http:\/\/127\.0\.0\.1:\d+)(?=,|\s|$)/g)];
    await use(
      hubAt(/http:\S+/.exec(line)?.[0] ?? '', new Map(addresses.map(([, name = '', url = '']) => [name, url]))),
    );
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function readyLine(output: AsyncIterable<Buffer>): Promise<string> {
  let said = '';
  for await (const chunk of output) {
    said += chunk.toString();
    const ready = /Samband is ready.*\n/.exec(said);
    if (ready) return ready[0];
  }
  throw new Error(`The hub ended before it was ready:\n${said}`);
}

function hubAt(url: string, systems: ReadonlyMap<string, string>): StartedHub {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return {
    async ask(query) {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return (await response.json()) as Answer;
    },
    async dependencies() {
      const response = await fetch(new URL('/readyz', url));
      return ((await response.json()) as { dependencies: Record<string, string> }).dependencies;
    },
    async waiting() {
      const text = await (await fetch(new URL('/metrics', url), { headers })).text();
      const figures = text.matchAll(/^samband_(?:due_records|system_backlog\S*) (\d+)$/gm);
      return [...figures].reduce((sum, [, figure]) => sum + Number(figure), 0);
    },
    async hang(system) {
      const address = new URL('/sandbox/faults', systems.get(system));
      const body = JSON.stringify([{ kind: 'timeoutBefore' }]);
      const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (!response.ok) throw new Error(`${system} takes no fault: ${response.status}`);
    },
  };
}
