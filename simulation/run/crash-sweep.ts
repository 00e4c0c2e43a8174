import { Random } from '../outside/random.js';
import { soundCursors } from '../outside/cursors.js';
import { World } from '../outside/world.js';
import { History } from './history.js';
import type { OpenStore } from './history-store.js';
import type { Told } from './plan.js';
import { sound, type Mutant } from './one.js';
import { hear, sync, tend, wait, weather, type Scenario } from './scenario.js';

/** What came of killing a scenario at its steps. */
export interface Swept {
  readonly steps: number;
  /** How often it was lived with a kill, or with two. */
  readonly lived: number;
  readonly violations: readonly Wrong[];
}

/** What was wrong after it had recovered from being killed at some steps; at none: undisturbed. */
interface Wrong {
  readonly killedAt: readonly number[];
  readonly what: readonly string[];
}

/**
 * Lives a scenario once undisturbed, then once for each of its steps, killed there; each time it must recover.
 * @param every only each so many steps.
 */
export async function sweep(scenario: Scenario, every = 1, mutant: Mutant = sound): Promise<Swept> {
  const { steps, wrong } = await undisturbed(scenario, mutant);
  const violations: Wrong[] = wrong.length > 0 ? [{ killedAt: [], what: wrong }] : [];
  let lived = 0;
  for (let at = (await stepsSpared(scenario, mutant)) + 1; at <= steps; at += every) {
    const what = wrongIn(await liveScripted(scenario, mutant, [at]));
    if (what.length > 0) violations.push({ killedAt: [at], what });
    lived += 1;
  }
  return { steps, lived, violations };
}

/** How many second kills are tried for each first one. */
const secondsPerFirst = 4;

/** What a hub does of itself once it runs again. */
const recovery = [weather('clean'), wait(40_000), hear, tend, sync];

/**
 * Lives a scenario killed twice: at one of its steps, and at one of those that follow, its recovery's included; which ones a
 * seed chooses. @param pairs how often.
 */
export async function sweepPairs(scenario: Scenario, pairs: number, seed: string): Promise<Swept> {
  const random = new Random(seed).fork(scenario.name);
  const spared = await stepsSpared(scenario, sound);
  const { steps } = await undisturbed(scenario, sound);
  const recovered = { ...scenario, script: [...scenario.script, ...recovery] };
  const violations: Wrong[] = [];
  for (let lived = 0; lived < pairs && steps > spared;) {
    const first = random.int(spared + 1, steps);
    const { livedSteps } = await liveScripted(recovered, sound, [first]);
    for (let tried = 0; tried < secondsPerFirst && lived < pairs; tried += 1, lived += 1) {
      const killedAt = [first, random.int(first + 1, Math.max(first + 1, livedSteps))];
      const what = wrongIn(await liveScripted(recovered, sound, killedAt));
      if (what.length > 0) violations.push({ killedAt, what });
    }
  }
  return { steps, lived: pairs, violations };
}

/** A scenario in which nobody is killed: how long it is, and what is wrong in it all the same. */
async function undisturbed(scenario: Scenario, mutant: Mutant): Promise<{ steps: number; wrong: string[] }> {
  const told = await liveScripted(scenario, mutant);
  const { shows, never } = scenario;
  const missed = shows !== undefined && !told.counts.get(shows) ? [`it never came to: ${shows}`] : [];
  const excess = never !== undefined && told.counts.get(never) ? [`it came to: ${never}`] : [];
  return { steps: told.livedSteps, wrong: [...missed, ...excess, ...wrongIn(told)] };
}

function wrongIn({ violations }: Told): string[] {
  return violations.map(({ invariant, what }) => `${invariant}: ${what}`);
}

/** The steps before which nobody is killed: a first sync that is cut off is ended by nobody where nothing is read whole. */
async function stepsSpared(scenario: Scenario, mutant: Mutant): Promise<number> {
  const { script, unsweptAfter } = scenario;
  if (unsweptAfter === undefined) return 0;
  return (await liveScripted({ ...scenario, script: script.slice(0, unsweptAfter) }, mutant)).livedSteps;
}

/** A scenario lived once. @param killAt the steps at which a process is killed. @param open its store; one in memory where absent. */
export function liveScripted(
  { name, script, unsweptAfter, ...company }: Scenario,
  { off, cursors }: Mutant = sound,
  killAt: readonly number[] = [],
  open?: OpenStore,
): Promise<Told> {
  const outside = new World(name, 'clean', { ...soundCursors, ...cursors }, company);
  const chances = { adversary: 0, operators: 0, killed: 0, stopped: 0, sweeps: true, processes: 1, acts: 0 };
  return new History(
    outside,
    { seed: name, off, ...chances, script, unswept: unsweptAfter !== undefined, killAt },
    outside.referencePaths,
    open,
  ).told();
}
