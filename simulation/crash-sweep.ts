import { sweep } from './run/crash-sweep.js';
import { scenarios } from './run/scenarios.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const [chosen = ''] = process.argv.slice(2);

let [steps, bad] = [0, 0];
for (const scenario of scenarios.filter(({ name }) => name.includes(chosen))) {
  const swept = await sweep(scenario);
  steps += swept.steps;
  bad += swept.violations.length;
  say(
    `${swept.violations.length === 0 ? ' ' : '✗'} ${scenario.name.padEnd(48)}${String(swept.steps).padStart(6)} steps`,
  );
  for (const { killedAt, what } of swept.violations.slice(0, 5))
    say(`    killed at ${killedAt}: ${what.slice(0, 3).join('; ')}`);
}
say(
  `Killed at ${steps} steps, and recovered; ${bad === 0 ? 'no invariant was violated' : `${bad} times one was violated`}.`,
);
process.exitCode = bad > 0 ? 1 : 0;
