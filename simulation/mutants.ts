import { availableParallelism } from 'node:os';
import { profileNames, type ProfileName } from './outside/profiles.js';
import { liveOne, sound, without } from './run/one.js';
import { campaign } from './run/workers.js';

/** The protective rules, as the product names them, with the mutant of the correctness model and who kills it soonest. */
export const mutants: readonly {
  readonly off: string;
  readonly model: string;
  readonly first: readonly ProfileName[];
}[] = [
  { off: 'twoHalves', model: 'singleBase', first: ['clean'] },
  { off: 'readBeforeWrite', model: 'noJit', first: ['clean', 'before'] },
  { off: 'surprisesAreEdits', model: 'absorbReadback', first: ['clean', 'delayed'] },
  { off: 'staleGuard', model: 'noStaleGuard', first: ['staleGet', 'clean'] },
  { off: 'laggingListsHint', model: 'trustList', first: ['staleGet', 'skew'] },
  { off: 'gt', model: 'gt', first: ['clean', 'skew'] },
  { off: 'noOverlap', model: 'noOverlap', first: ['skew', 'staleGet'] },
  { off: 'lateCursor', model: 'earlyCursor', first: ['before', 'e429'] },
  { off: 'driftSort', model: 'driftSort', first: ['clean', 'mixed'] },
  { off: 'twoMisses', model: 'missingIsDelete', first: ['staleGet', 'clean'] },
  { off: 'keepOthers', model: 'propagateDelete', first: ['clean'] },
  { off: 'tombstones', model: 'noTomb', first: ['clean'] },
  { off: 'uniqueMatches', model: 'noUnique', first: ['clean'] },
  { off: 'noReflection', model: 'noRepr', first: ['clean'] },
  { off: 'lookBeforeResend', model: 'blindRetry', first: ['after'] },
  { off: 'waitOutFlight', model: 'noInflightWait', first: ['delayed'] },
  { off: 'holdNewcomers', model: 'noHold', first: ['after', 'delayed'] },
  { off: 'reservePlace', model: 'noReserve', first: ['clean', 'crash'] },
  { off: 'secondLook', model: 'oneLookup', first: ['staleGet', 'delayed'] },
  { off: 'resolveIntent+agreeFirst', model: 'noIntentResolve + noAgreeFirst', first: ['after', 'mixed'] },
  { off: 'waitForDoubt', model: 'noAmbWait', first: ['delayed', 'after'] },
  { off: 'stampAtLink', model: 'noLinkObs', first: ['clean', 'crash'] },
  { off: 'checkDemander', model: 'noDemandCheck', first: ['clean', 'crash'] },
  { off: 'clearDueLast+levelTriggered', model: 'dirtyFirst + edgeOnly', first: ['clean', 'crash'] },
  { off: 'exactAdoption+oneCreationAtATime', model: 'fuzzyAdopt + parallelL4', first: ['after', 'delayed'] },
  { off: 'ownTimesOnly', model: 'lww', first: ['skew', 'clean'] },
];

const sliceSize = 24;

/** Who killed a mutant; null: nobody. */
interface Killed {
  readonly profile: ProfileName;
  readonly seed: string;
  readonly invariants: readonly string[];
  readonly histories: number;
}

/** Lives histories with a rule off until one violates what the sound engine keeps in that very history. */
async function hunt(off: string, first: readonly ProfileName[], seed: string, most: number): Promise<Killed | null> {
  const mutant = without(off);
  let histories = 0;
  for (let from = 0; from < most; from += sliceSize)
    for (const profile of [...first, ...profileNames.filter((name) => !first.includes(name))]) {
      const options = { histories: Math.min(sliceSize, most - from), from, profile, seed, mutant };
      const { failures } = await campaign({ ...options, workers: availableParallelism() }, () => undefined);
      for (const { seed: name } of failures) {
        if ((await liveOne(profile, name, sound)).violations.length > 0) continue;
        const { violations } = await liveOne(profile, name, mutant);
        const invariants = [...new Set(violations.map(({ invariant }) => invariant))].sort();
        return { profile, seed: name, invariants, histories: histories + Number(name.split('/')[1]) - from + 1 };
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
for (const { off, model, first } of mutants) {
  if (only !== 'all' && only !== off) continue;
  const killed = await hunt(off, first, seed, Number(most));
  if (!killed) survived += 1;
  const told = killed
    ? `\`${killed.profile}\` | ${killed.seed} | ${killed.invariants.join(', ')} | ${killed.histories}`
    : 'nobody | | | ';
  process.stdout.write(`| \`${off}\` | \`${model}\` | ${told} |\n`);
}
process.exitCode = survived > 0 ? 1 : 0;
