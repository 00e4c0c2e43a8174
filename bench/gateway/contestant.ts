import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A process of the measurement. */
export class Contestant {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Interface,
    /** What it said first. */
    readonly told: Readonly<Record<string, string>>,
  ) {}

  static async start(
    file: string,
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<Contestant> {
    const usual = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' };
    const env = { ...usual, ...more };
    const child = spawn(process.execPath, [file, ...args], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    if (!child.stdout) throw new RangeError('a process without an output');
    const lines = createInterface(child.stdout);
    return new Contestant(child, lines, JSON.parse(await nextLine(child, lines)) as Record<string, string>);
  }

  /** CPU time it has used since it began, in ms, and its memory, in bytes. */
  async used(): Promise<{ readonly cpuMs: number; readonly rss: number }> {
    this.child.stdin?.write('?\n');
    return JSON.parse(await nextLine(this.child, this.lines)) as { cpuMs: number; rss: number };
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}

/** The next line that is ours: libraries say things of their own. */
function nextLine(child: ChildProcess, lines: Interface): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null): void => reject(new Error(`A process of the measurement ended with ${code}`));
    const take = (line: string): void => {
      if (!line.startsWith('{"')) return;
      lines.off('line', take);
      child.off('exit', failed);
      resolve(line);
    };
    lines.on('line', take);
    child.once('exit', failed);
  });
}
