import { optionsOf, type Options } from './options.js';
import { ProgressBar } from './progress-bar.js';
import { lines } from './run/campaign.js';
import { campaign } from './run/workers.js';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function live(options: Options): Promise<number> {
  const bar = new ProgressBar(process.stderr, options.histories);
  const summary = await campaign(options, ({ histories, violated }) => bar.show(histories, violated.size > 0));
  bar.end();
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
