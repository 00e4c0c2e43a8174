import { processEnv } from './shared/config.js';
import { HubError } from './shared/errors.js';
import { startSamband, type Samband } from './start.js';

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** What runs, or is starting. */
let running: Promise<Samband>;

function start(): Promise<Samband> {
  return startSamband(processEnv(), tell, () => void startAnew());
}

/** Ends what runs in order and starts it again by the configuration that was applied. */
async function startAnew(): Promise<void> {
  tell('Another configuration of the sync was applied: the hub starts anew by it');
  const before = running;
  running = before.then((samband) => samband.stop()).then(start);
  await running.then((samband) => tell(readyLine(samband)), fail);
}

function fail(error: unknown): void {
  process.stderr.write(
    `${error instanceof HubError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 1;
}

running = start();
await running.then((samband) => {
  stopOnSignal();
  tell(readyLine(samband));
}, fail);

function readyLine({ url, token, sandboxes }: Samband): string {
  const systems = Object.entries(sandboxes).map(([system, address]) => `${system} ${address}`);
  const place = url === null ? '' : ` at ${url}`;
  const key = token === null ? '' : `The token of this machine, which the page at ${url} has: ${token}\n`;
  return `${key}Samband is ready${place}${systems.length > 0 ? ` over sandbox systems: ${systems.join(', ')}` : ''}`;
}

/** One press of Ctrl-C can arrive twice: from the terminal, and passed on by what started us. */
const sameWishMs = 1000;

/** The first signal ends the hub in order, a later one at once; either way what was acknowledged is kept. */
function stopOnSignal(): void {
  let since: number | null = null;
  const stop = (): void => {
    if (since !== null && performance.now() - since > sameWishMs) process.exit(1);
    if (since !== null) return;
    since = performance.now();
    running
      .then((samband) => samband.stop())
      .then(
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
