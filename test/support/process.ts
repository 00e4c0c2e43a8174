import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The hub as a person starts it: a process of its own. */
export interface HubProcess {
  readonly url: string;
  /** The sandbox systems' addresses, by system. */
  readonly sandboxes: Readonly<Record<string, string>>;
  readonly output: () => string;
  /** Sends a signal and answers the exit code; null after a kill. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
}

/** The token that hubs of tests take. */
export const token = 'the-token-of-the-tests';

export const signedIn = { authorization: `Bearer ${token}` } as const;

/** Starts the hub and answers when it says that it is ready. @throws with its output when it ends before. */
export async function startProcess(environment: Record<string, string>): Promise<HubProcess> {
  const { child, output } = run(environment);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const ready = /Samband is ready.*\n/.exec(output());
      if (ready) resolve(ready[0]);
    });
    child.once('exit', (code) => reject(new Error(`The hub ended with ${String(code)}:\n${output()}`)));
  });
  return {
    url: /http:\S+/.exec(line)?.[0] ?? '',
    sandboxes: Object.fromEntries(
      [...line.matchAll(/([a-z-]+) (http:\/\/127\.0\.0\.1:\d+)(?=,|\n)/g)].map(([, name = '', url = '']) => [
        name,
        url,
      ]),
    ),
    output,
    async end(signal) {
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

/** Runs the hub to its end. */
export async function runToEnd(environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const { child, output } = run(environment);
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output: output() };
}

function run(environment: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', SAMBAND_TOKEN: token, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const keep = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return { child, output: () => text };
}

/** Asks the hub, as a client does. @throws with what the hub answered when it reports errors. */
export async function ask<T>(url: string, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signedIn },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data: T; errors?: unknown };
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
