import { optionsOf, type Options } from './options.js';
import { ProgressBar } from './progress-bar.js';
import { regressions } from './regressions.js';
import { add, emptySummary, lines } from './run/campaign.js';
import { liveScripted } from './run/crash-sweep.js';
import { liveOne, sound } from './run/one.js';
import { tooSeldom } from './run/rare-paths.js';
import { scenarios } from './run/scenarios.js';
import { campaign } from './run/workers.js';
import { CutOff, withDatabases } from './twin/database.js';
import { storesOver } from './twin/open.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function live(options: Options, databases: readonly string[]): Promise<number> {
  if (options.regressions) return liveAgain(databases[0] ?? null);
  const bar = new ProgressBar(process.stderr, options.histories);
  const onMore = ({ histories, violated }: ReturnType<typeof emptySummary>): void =>
    bar.show(histories, violated.size > 0);
  const summary = await campaign(options, onMore, databases);
  bar.end();
  for (const line of lines(summary)) say(line);
  const seldom = options.mutant === sound ? tooSeldom(summary, options.profile) : [];
  if (seldom.length > 0) say('The campaign is void: it came too seldom to');
  for (const what of seldom) say(`  ${what}`);
  return summary.violated.size > 0 || seldom.length > 0 ? 1 : 0;
}

/** The histories in which campaigns once found faults, one after another; over a database every scenario as well, undisturbed. */
async function liveAgain(database: string | null): Promise<number> {
  const summary = emptySummary();
  const { open, close } = await storesOver(database);
  for (const { profile, seed } of regressions)
    add(summary, `${profile} ${seed}`, await liveOne(profile, seed, sound, open));
  for (const scenario of database === null ? [] : scenarios)
    add(summary, scenario.name, await liveScripted(scenario, sound, [], open));
  await close();
  for (const line of lines(summary)) say(line);
  return summary.violated.size > 0 ? 1 : 0;
}

/** A database for each thread, where one is asked for. */
function withStores(options: Options): Promise<number> {
  if (options.store === 'memory') return live(options, []);
  return withDatabases(options.regressions ? 1 : options.workers, (databases) => live(options, databases));
}

try {
  process.exitCode = await withStores(optionsOf(process.argv.slice(2)));
} catch (error) {
  // Its threads would go on.
  if (error instanceof CutOff) process.exit(130);
  if (!(error instanceof RangeError || (error instanceof TypeError && 'code' in error))) throw error;
  say(error.message);
  process.exitCode = 2;
}
