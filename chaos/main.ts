import 'reflect-metadata';
import type { Figure } from './figure.js';
import { live } from './live.js';
import { optionsOf } from './options.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const wish = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => wish.abort());

async function run(): Promise<number> {
  try {
    const figures = await live(optionsOf(process.argv.slice(2)), say, wish.signal);
    say('');
    for (const { what, value, isBad } of figures)
      say(`${isBad ? '✗' : ' '} ${what.padEnd(64)}${String(value).padStart(10)}`);
    return figures.some(({ isBad }: Figure) => isBad) ? 1 : 0;
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 2;
  }
}

// What was cut off by a signal may still wait for something; everything it started has ended by now.
process.exit(await run());
