import { parseArgs } from 'node:util';

/** How much chaos. */
export interface Options {
  readonly edits: number;
  /** How long people may type, in seconds, whether or not they made all edits; 0: as long as it takes. */
  readonly seconds: number;
  /** How many edits people make in a second. */
  readonly perSecond: number;
  readonly workers: number;
  /** How often a worker is killed, in seconds; 0: never. */
  readonly killEvery: number;
  readonly seed: number;
  /** How long the hub leaves a record alone that was just edited, in seconds, where its system refuses no stale write. */
  readonly quiet: number;
  /** What node is told before it runs a process of the hub: how it reads TypeScript, where nothing was built. */
  readonly node: readonly string[];
  /** How long the company may take to come to rest, in seconds. */
  readonly restWithin: number;
}

/** The options of a command line. @throws RangeError for what is no number, TypeError for an option there is not. */
export function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      edits: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '0' },
      'per-second': { type: 'string', default: '25' },
      workers: { type: 'string', default: '4' },
      'kill-every': { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      quiet: { type: 'string', default: '60' },
      'rest-within': { type: 'string', default: '900' },
    },
  });
  const number = (name: keyof typeof values): number => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value >= 0) return value;
    throw new RangeError(`--${name} takes a number, not ${values[name]}.`);
  };
  return {
    node: process.execArgv,
    ...{
      edits: number('edits'),
      seconds: number('seconds'),
      perSecond: number('per-second'),
      workers: number('workers'),
    },
    ...{
      killEvery: number('kill-every'),
      seed: number('seed'),
      quiet: number('quiet'),
      restWithin: number('rest-within'),
    },
  };
}
