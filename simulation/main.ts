import { profileNames, type ProfileName } from './outside/profiles.js';
import { add, emptySummary, lines } from './run/campaign.js';
import { liveOne, profileAt } from './run/one.js';

const say = (text: string): void => void process.stdout.write(text);

function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : (process.argv[at + 1] ?? fallback);
}

const histories = Number(option('histories', '1000'));
const profile = option('profile', 'mixed');
const seed = option('seed', '1');

if (profile !== 'all' && !(profileNames as readonly string[]).includes(profile)) {
  say(`There is no profile ${profile}. Profiles: all, ${profileNames.join(', ')}.\n`);
  process.exit(2);
}

const summary = emptySummary();
for (let index = 0; index < histories; index += 1) {
  const name = `${seed}/${index}`;
  add(summary, name, await liveOne(profileAt(profile as ProfileName | 'all', index), name));
}
say(`${lines(summary).join('\n')}\n`);
process.exitCode = summary.violated.size > 0 ? 1 : 0;
