import 'reflect-metadata';
import { withPostgres } from './bench-hub.js';
import { loadByHand } from './by-hand.js';
import { firstLoad, type Load } from './first-load.js';
import { linesOf, missed } from './goals.js';
import { requireSameWork } from './same-work.js';
import { atRest, steadyState, type EditSizes } from './steady.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Sizes {
  readonly loads: readonly number[];
  /** Of the load that is compared with the work by hand. */
  readonly compared: number;
  readonly steady: EditSizes;
  readonly rest: { readonly customers: number; readonly edits: number };
}

const quick: Sizes = {
  ...{ loads: [1000, 4000], compared: 4000, steady: { customers: 500, single: 60, many: 500, seconds: 10 } },
  rest: { customers: 2000, edits: 50 },
};
const whole: Sizes = {
  ...{ loads: [10_000, 100_000], compared: 100_000, steady: { customers: 5000, single: 300, many: 5000, seconds: 60 } },
  rest: { customers: 10_000, edits: 200 },
};

const isQuick = process.argv.includes('--quick');
const isHuge = process.argv.includes('--million');
const sizes = isQuick ? quick : isHuge ? { ...whole, loads: [...whole.loads, 1_000_000] } : whole;

await withPostgres(async (urlOf) => {
  const loads: Load[] = [];
  for (const customers of sizes.loads) loads.push(await firstLoad(await urlOf(`load${customers}`), customers));
  const hand = await loadByHand(await urlOf('hand'), sizes.compared);
  await requireSameWork(await urlOf(`load${sizes.compared}`), await urlOf('hand'));
  const steady = await steadyState(await urlOf('steady'), sizes.steady);
  const rest = await atRest(await urlOf('rest'), sizes.rest.customers, sizes.rest.edits);
  const lines = linesOf({ loads, hand: { customers: sizes.compared, ms: hand.ms }, steady, rest }, isQuick);
  for (const { what, value, goal, isMet } of lines)
    say(`${isMet === false ? '✗' : ' '} ${what.padEnd(62)}${value.padStart(14)}   ${goal}`);
  for (const goal of missed(lines)) say(`missed: ${goal}`);
  if (missed(lines).length > 0) process.exitCode = 1;
});
