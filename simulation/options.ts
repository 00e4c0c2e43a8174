import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { everyRule } from '../shared/sync/rules.js';
import { soundCursors } from './outside/cursors.js';
import { profileNames, type ProfileName } from './outside/profiles.js';
import { sound, without, type Mutant } from './run/one.js';

/** What a person asks a campaign to do. */
export interface Options {
  /** How many histories. */
  readonly histories: number;
  /** The number of the first one: with `histories` 1 it is lived again alone. */
  readonly from: number;
  readonly profile: ProfileName | 'all';
  readonly seed: string;
  readonly workers: number;
  readonly mutant: Mutant;
  /** Whether only those histories are lived in which a campaign once found a fault. */
  readonly regressions: boolean;
  /** Where what the hub knows is kept: in memory, or there and, step by step the same, in Postgres. */
  readonly store: 'memory' | 'postgres';
}

const switches = [...Object.keys(everyRule), ...Object.keys(soundCursors)];

/** The options of a command line. @throws RangeError for what is none, naming what would be. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      histories: { type: 'string', default: '1000' },
      from: { type: 'string', default: '0' },
      profile: { type: 'string', default: 'mixed' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      off: { type: 'string', default: '' },
      store: { type: 'string', default: 'memory' },
      regressions: { type: 'boolean', default: false },
    },
  });
  const profile = oneOf('profile', values.profile, ['all', ...profileNames]) as ProfileName | 'all';
  for (const name of values.off.split('+')) if (name !== '') oneOf('off', name, switches);
  const store = oneOf('store', values.store, ['memory', 'postgres']) as Options['store'];
  return {
    ...{ store, profile, seed: values.seed, mutant: values.off === '' ? sound : without(values.off) },
    ...{ histories: wholeNumber('histories', values.histories), from: wholeNumber('from', values.from) },
    regressions: values.regressions,
    workers: Math.max(1, wholeNumber('workers', values.workers)),
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`--${name} takes a whole number, not ${text}.`);
}

function oneOf(name: string, text: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  throw new RangeError(`--${name} takes one of ${known.join(', ')}, not ${text}.`);
}
