import { optionsOf, type Options } from './options.js';
import { ProgressBar } from './progress-bar.js';
import { regressions } from './regressions.js';
import { add, emptySummary, lines } from './run/campaign.js';
import { liveOne, sound } from './run/one.js';
import { tooSeldom } from './run/rare-paths.js';
import { campaign } from './run/workers.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function live(options: Options): Promise<number> {
  if (options.regressions) return liveAgain();
  const bar = new ProgressBar(process.stderr, options.histories);
  const summary = await campaign(options, ({ histories, violated }) => bar.show(histories, violated.size > 0));
  bar.end();
  for (const line of lines(summary)) say(line);
  const seldom = options.mutant === sound ? tooSeldom(summary, options.profile) : [];
  if (seldom.length > 0) say('The campaign is void: it came too seldom to');
  for (const what of seldom) say(`  ${what}`);
  return summary.violated.size > 0 || seldom.length > 0 ? 1 : 0;
}

/** The histories in which campaigns once found faults, one after another. */
async function liveAgain(): Promise<number> {
  const summary = emptySummary();
  for (const { profile, seed } of regressions) add(summary, `${profile} ${seed}`, await liveOne(profile, seed));
  for (const line of lines(summary)) say(line);
  return summary.violated.size > 0 ? 1 : 0;
}

try {
  process.exitCode = await live(optionsOf(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof RangeError || (error instanceof TypeError && 'code' in error))) throw error;
  say(error.message);
  process.exitCode = 2;
}
