import { availableParallelism } from 'node:os';
import { profileNames, type ProfileName } from './outside/profiles.js';
import type { Violation } from './invariants/evidence.js';
import { liveScripted, sweep } from './run/crash-sweep.js';
import { liveOne, sound, without } from './run/one.js';
import type { Scenario } from './run/scenario.js';
import { scenarios } from './run/scenarios.js';
import { campaign } from './run/workers.js';

/** The protective rules, as the product names them, with the mutant of the correctness model and who kills it soonest. */
export const mutants: readonly {
  readonly off: string;
  readonly model: string;
  readonly first: readonly ProfileName[];
  /** The scenario that shows what chance seldom brings about. */
  readonly scenario?: string;
  /** Whether its process has to be killed in it, at one of its steps. */
  readonly isKilled?: boolean;
}[] = [
  { off: 'twoHalves', model: 'singleBase', first: ['clean'] },
  { off: 'readBeforeWrite', model: 'noJit', first: ['clean', 'before'] },
  { off: 'surprisesAreEdits', model: 'absorbReadback', first: ['clean', 'delayed'] },
  { off: 'staleGuard', model: 'noStaleGuard', first: ['staleGet', 'clean'] },
  { off: 'laggingListsHint', model: 'trustList', first: ['staleGet', 'skew'] },
  { off: 'gt', model: 'gt', first: ['staleGet', 'skew'] },
  { off: 'noOverlap', model: 'noOverlap', first: ['staleGet'] },
  { off: 'lateCursor', model: 'earlyCursor', first: ['before'], scenario: 'a list of changes that breaks off' },
  {
    ...{ off: 'driftSort', model: 'driftSort', first: ['clean'] },
    scenario: 'records that move while a list is read',
  },
  { off: 'twoMisses', model: 'missingIsDelete', first: ['staleGet', 'clean'] },
  { off: 'keepOthers', model: 'propagateDelete', first: ['clean'] },
  { off: 'tombstones', model: 'noTomb', first: ['clean'] },
  { off: 'uniqueMatches', model: 'noUnique', first: ['clean'] },
  { off: 'noReflection', model: 'noRepr', first: ['clean'] },
  { off: 'lookBeforeResend', model: 'blindRetry', first: ['after'] },
  { off: 'waitOutFlight', model: 'noInflightWait', first: ['delayed'] },
  { off: 'holdNewcomers', model: 'noHold', first: ['after', 'delayed'] },
  { off: 'reservePlace', model: 'noReserve', first: ['clean', 'crash'] },
  {
    ...{ off: 'secondLook', model: 'oneLookup', first: ['staleGet'] },
    scenario: 'a creation that the first look does not find',
  },
  { off: 'resolveIntent+agreeFirst', model: 'noIntentResolve + noAgreeFirst', first: ['after', 'mixed'] },
  {
    ...{ off: 'waitForDoubt', model: 'noAmbWait', first: ['delayed', 'after'] },
    scenario: 'an edit while the write before it is in doubt',
  },
  {
    ...{ off: 'stampAtLink', model: 'noLinkObs', first: ['clean'] },
    scenario: 'a clear while the dataflow of a new link is paused',
  },
  { off: 'checkDemander', model: 'noDemandCheck', first: ['crash', 'clean'] },
  { off: 'levelTriggered', model: 'edgeOnly', first: ['crash'] },
  {
    ...{ off: 'clearDueLast', model: 'dirtyFirst', first: ['crash'], isKilled: true },
    scenario: 'an edit held back by a pause, and no sync after it',
  },
  {
    ...{ off: 'exactAdoption+oneCreationAtATime', model: 'fuzzyAdopt + parallelL4', first: ['after'] },
    scenario: 'two people of one name, whose creations get no answer',
  },
  { off: 'ownTimesOnly', model: 'lww', first: ['skew', 'clean'] },
  { off: 'sendsLate', model: 'zombie', first: ['zombie'] },
];

const sliceSize = 24;

/** Who killed a mutant; null: nobody. */
interface Killed {
  /** A profile with a seed, or a scenario. */
  readonly by: string;
  readonly invariants: readonly string[];
  readonly histories: number;
}

function scenarioOf(name: string): Scenario {
  const scenario = scenarios.find((one) => one.name === name);
  if (!scenario) throw new RangeError(`there is no scenario ${name}`);
  return scenario;
}

/** A scenario that violates without the rule what it keeps with it. */
async function show(off: string, name: string): Promise<Killed | null> {
  const scenario = scenarioOf(name);
  if ((await liveScripted(scenario)).violations.length > 0) return null;
  const { violations } = await liveScripted(scenario, without(off));
  return violations.length === 0 ? null : { by: `${name} | `, invariants: named(violations), histories: 1 };
}

function named(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ invariant }) => invariant))].sort();
}

/** A scenario that, killed at one of its steps, violates without the rule what it keeps with it. */
async function showKilled(off: string, name: string): Promise<Killed | null> {
  const scenario = scenarioOf(name);
  if ((await sweep(scenario)).violations.length > 0) return null;
  const { violations } = await sweep(scenario, 1, without(off));
  const [first] = violations;
  if (!first) return null;
  const invariants = [...new Set(violations.flatMap(({ what }) => what.map((one) => one.split(':')[0] ?? '')))].sort();
  return { by: `${name}, killed at step ${first.killedAt.join()} | `, invariants, histories: 1 };
}

/** Lives histories with a rule off until one violates what the sound engine keeps in that very history. */
async function hunt(off: string, first: readonly ProfileName[], seed: string, most: number): Promise<Killed | null> {
  const mutant = without(off);
  let histories = 0;
  for (let from = 0; from < most; from += sliceSize)
    for (const profile of [...first, ...profileNames.filter((name) => !first.includes(name))]) {
      const options = {
        histories: Math.min(sliceSize, most - from),
        from,
        profile,
        seed,
        mutant,
        regressions: false,
        store: 'memory' as const,
      };
      const { failures } = await campaign({ ...options, workers: availableParallelism() }, () => undefined);
      for (const { seed: name } of failures) {
        if ((await liveOne(profile, name, sound)).violations.length > 0) continue;
        const { violations } = await liveOne(profile, name, mutant);
        const lived = histories + Number(name.split('/')[1]) - from + 1;
        return { by: `\`${profile}\` | ${name}`, invariants: named(violations), histories: lived };
      }
      histories += options.histories;
    }
  return null;
}

const [only = 'all', most = '300', seed = '1'] = process.argv.slice(2);
let survived = 0;
process.stdout.write(
  '| rule | mutant of the model | killed by | seed | invariants | histories |\n|---|---|---|---|---|---|\n',
);
for (const { off, model, first, scenario, isKilled } of mutants) {
  if (only !== 'all' && only !== off) continue;
  const byScenario = isKilled ? showKilled : show;
  const killed = scenario === undefined ? await hunt(off, first, seed, Number(most)) : await byScenario(off, scenario);
  if (!killed) survived += 1;
  const told = killed ? `${killed.by} | ${killed.invariants.join(', ')} | ${killed.histories}` : 'nobody | | | ';
  process.stdout.write(`| \`${off}\` | \`${model}\` | ${told} |\n`);
}
process.exitCode = survived > 0 ? 1 : 0;
