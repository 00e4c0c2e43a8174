import { processEnv } from './shared/config.js';
import { HubError } from './shared/errors.js';
import { startSamband, type Samband } from './start.js';

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const samband = await startSamband(processEnv(), tell);
  stopOnSignal(samband);
  tell(readyLine(samband));
} catch (error) {
  process.stderr.write(
    `${error instanceof HubError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}

function readyLine({ url, sandboxes }: Samband): string {
  const systems = Object.entries(sandboxes).map(([system, address]) => `${system} ${address}`);
  const place = url === null ? '' : ` at ${url}`;
  return `Samband is ready${place}${systems.length > 0 ? ` over sandbox systems: ${systems.join(', ')}` : ''}`;
}

/** One press of Ctrl-C can arrive twice: from the terminal, and passed on by what started us. */
const sameWishMs = 1000;

/** The first signal ends the hub in order, a later one at once; either way what was acknowledged is kept. */
function stopOnSignal(samband: Samband): void {
  let since: number | null = null;
  const stop = (): void => {
    if (since !== null && performance.now() - since > sameWishMs) process.exit(1);
    if (since !== null) return;
    since = performance.now();
    samband.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The hub did not stop in order: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
