import 'reflect-metadata';
import { optionsOf } from './options.js';
import { live, type Figure } from './live.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const figures = await live(optionsOf(process.argv.slice(2)), say);
  say('');
  for (const { what, value, isBad } of figures)
    say(`${isBad ? '✗' : ' '} ${what.padEnd(64)}${String(value).padStart(10)}`);
  process.exitCode = figures.some(({ isBad }: Figure) => isBad) ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 2;
}
