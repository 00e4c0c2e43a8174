import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processEnv } from '../shared/config.js';
import { token } from './graph.js';

const startWithinMs = 120_000;
const stopWithinMs = 20_000;

/** A process of the hub, with all it ever said. */
export class HubProcess {
  private output = '';
  private readonly child: ChildProcess;

  /** @param node what node is told before the file it runs. */
  constructor(environment: Readonly<Record<string, string>>, node: readonly string[]) {
    const main = fileURLToPath(new URL(`../main${extname(import.meta.url)}`, import.meta.url));
    const { PATH, HOME } = processEnv();
    const env = { PATH, HOME, SAMBAND_TOKEN: token, ...environment };
    this.child = spawn(process.execPath, [...node, main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  get said(): string {
    return this.output;
  }

  get isReady(): boolean {
    return this.output.includes('Samband is ready');
  }

  /** Waits for its ready line, and answers the graph's address in it; empty where it serves none. */
  async ready(): Promise<string> {
    const deadline = performance.now() + startWithinMs;
    while (!this.isReady) {
      if (this.child.exitCode !== null || performance.now() > deadline)
        throw new Error(`A process of the hub did not start: ${this.output.slice(-2000)}`);
      await Promise.race([once(this.child.stdout ?? this.child, 'data'), once(this.child, 'exit')]);
    }
    return /http:\S+\/graphql/.exec(this.output)?.[0] ?? '';
  }

  /** Ends it without warning, as a power cut would. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Has it end in order, or without warning where that takes too long. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await endChild(this.child, signal);
  }
}

/** Ends a process, and without warning where that takes too long. */
export async function endChild(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  const overdue = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exit;
  clearTimeout(overdue);
}
