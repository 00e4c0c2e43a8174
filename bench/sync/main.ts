import 'reflect-metadata';
import { withPostgres } from './bench-hub.js';
import { loadByHand } from './by-hand.js';
import { firstLoad } from './first-load.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const count = Number(process.argv[2] ?? 10000);
await withPostgres(async (urlOf) => {
  const hand = await loadByHand(await urlOf('hand'), count);
  say(JSON.stringify(hand));
  const load = await firstLoad(await urlOf('hub'), count);
  say(JSON.stringify(load));
  say(`ratio ${(load.ms / hand.ms).toFixed(2)}, ${((load.ms / count) * 1000).toFixed(0)} µs per customer`);
});
