import { soundCursors } from '../outside/cursors.js';
import { World } from '../outside/world.js';
import { History, type Told } from './history.js';
import { sound, type Mutant } from './one.js';
import type { Scenario } from './scenario.js';

/** What came of killing a scenario at every one of its steps. */
export interface Swept {
  readonly steps: number;
  /** By the step at which it was killed, what was wrong after it had recovered. */
  readonly violations: readonly { readonly killedAt: number; readonly what: readonly string[] }[];
}

/**
 * Lives a scenario once undisturbed, then once for each of its steps, killed there; each time it must recover.
 * @param every only each so many steps.
 */
export async function sweep(scenario: Scenario, every = 1): Promise<Swept> {
  const undisturbed = await liveScripted(scenario);
  const swept: { killedAt: number; what: string[] }[] = [];
  const { shows } = scenario;
  if (shows !== undefined && !undisturbed.counts.get(shows))
    swept.push({ killedAt: 0, what: [`it never came to: ${shows}`] });
  for (let killedAt = 0; killedAt <= undisturbed.livedSteps; killedAt += every) {
    const { violations } = killedAt === 0 ? undisturbed : await liveScripted(scenario, sound, killedAt);
    if (violations.length > 0)
      swept.push({ killedAt, what: violations.map(({ invariant, what }) => `${invariant}: ${what}`) });
  }
  return { steps: undisturbed.livedSteps, violations: swept };
}

/** A scenario lived once. @param killAt the step at which its process is killed; null: nobody is. */
export function liveScripted(
  { name, script, ...company }: Scenario,
  { off, cursors }: Mutant = sound,
  killAt: number | null = null,
): Promise<Told> {
  const outside = new World(name, 'clean', { ...soundCursors, ...cursors }, company);
  const chances = { adversary: 0, operators: 0, killed: 0, sweeps: true, processes: 1, acts: 0 };
  return new History(outside, { seed: name, off, ...chances, script, killAt }, outside.referencePaths).told();
}
