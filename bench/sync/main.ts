import 'reflect-metadata';
import { withPostgres } from './bench-hub.js';
import { loadByHand } from './by-hand.js';
import { firstLoad, type Load } from './first-load.js';
import { requireSameWork } from './same-work.js';
import { atRest, steadyState } from './steady.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Sizes {
  readonly loads: readonly number[];
  /** Of the load that is compared with the work by hand. */
  readonly compared: number;
  readonly steady: { readonly customers: number; readonly single: number; readonly many: number };
  readonly rest: { readonly customers: number; readonly edits: number };
}

const quick: Sizes = {
  ...{ loads: [1000, 4000], compared: 4000, steady: { customers: 500, single: 60, many: 500 } },
  rest: { customers: 2000, edits: 50 },
};
const whole: Sizes = {
  ...{ loads: [10_000, 100_000], compared: 100_000, steady: { customers: 5000, single: 300, many: 5000 } },
  rest: { customers: 10_000, edits: 200 },
};

const isQuick = process.argv.includes('--quick');
const isHuge = process.argv.includes('--million');
const sizes = isQuick ? quick : isHuge ? { ...whole, loads: [...whole.loads, 1_000_000] } : whole;

function line(what: string, value: string, goal: string): void {
  say(`${what.padEnd(62)}${value.padStart(14)}   ${goal}`);
}

await withPostgres(async (urlOf) => {
  const loads: Load[] = [];
  for (const customers of sizes.loads) loads.push(await firstLoad(await urlOf(`load${customers}`), customers));
  const hand = await loadByHand(await urlOf('hand'), sizes.compared);
  await requireSameWork(await urlOf(`load${sizes.compared}`), await urlOf('hand'));
  tellLoads(loads, hand.ms);
  const steady = await steadyState(await urlOf('steady'), sizes.steady);
  line('an edit told by webhook, seen to confirmed, p50', `${steady.p50.toFixed(0)} ms`, 'under 100 ms');
  line('the same, p99', `${steady.p99.toFixed(0)} ms`, 'under 500 ms');
  line('edits a second, all waiting at once', steady.perSecond.toFixed(0), 'at least 200');
  line(`at ${steady.paced.perSecond} edits a second, p99`, `${steady.paced.p99.toFixed(0)} ms`, 'steady, not growing');
  line('writes for each edit and linked record', (steady.writes / steady.edits).toFixed(3), '1.000 or fewer');
  const rest = await atRest(await urlOf('rest'), sizes.rest.customers, sizes.rest.edits);
  line('full sync with nothing changed: writes', String(rest.writes), '0');
  line('  direct reads', String(rest.directReads), '0');
  line('  pages read', String(rest.pages), 'counted apart');
  line(
    `full sync with ${rest.changed.edits} records changed: writes`,
    String(rest.changed.writes),
    String(rest.changed.edits),
  );
  line('  direct reads', String(rest.changed.directReads), 'bounded by the changes');
});

function tellLoads(loads: readonly Load[], handMs: number): void {
  const compared = loads.find(({ customers }) => customers === sizes.compared);
  for (const load of loads) {
    const perRecord = ((load.ms * 1000) / (load.customers * 2)).toFixed(0);
    line(
      `first load of ${load.customers} customers in two systems`,
      `${(load.ms / 1000).toFixed(1)} s`,
      `${perRecord} µs a record`,
    );
    line('  the most memory the process held', `${load.peakMb} MB`, 'under 512 MB');
  }
  const [first, last] = [loads[0], loads.at(-1)];
  if (first && last && first !== last) {
    const ratio = last.ms / last.customers / (first.ms / first.customers);
    line('  cost of a record, largest against smallest load', ratio.toFixed(2), 'flat: about 1');
  }
  line(`the same work by hand in SQL, ${sizes.compared} customers`, `${(handMs / 1000).toFixed(1)} s`, '');
  if (compared) line('  first load against it', `${(compared.ms / handMs).toFixed(2)} ×`, 'at most 3 ×');
}
