import type { Rules } from '../../shared/sync/rules.js';
import { profileNames, ratesOf, type ProfileName } from '../outside/profiles.js';
import { soundCursors, type CursorRules } from '../outside/cursors.js';
import { settingsFrom } from '../outside/policy.js';
import { Random } from '../outside/random.js';
import { World } from '../outside/world.js';
import { History } from './history.js';
import type { OpenStore } from './history-store.js';
import type { Told } from './plan.js';

/** Which rules of the hub, and of its connectors, are off. */
export interface Mutant {
  readonly off: Partial<Rules>;
  readonly cursors: Partial<CursorRules>;
}

export const sound: Mutant = { off: {}, cursors: {} };

/** The mutant with some switches off, by the names of its rules or of the faults of its connectors, a plus between them. */
export function without(names: string): Mutant {
  const [cursors, rules] = [true, false].map((isCursor) =>
    names.split('+').filter((name) => name in soundCursors === isCursor),
  );
  return {
    off: Object.fromEntries((rules ?? []).map((name) => [name, false])),
    cursors: Object.fromEntries((cursors ?? []).map((name) => [name, true])),
  };
}

/** The seed of the nth history of a campaign. */
export function nameOf(seed: string, index: number): string {
  return `${seed}/${index}`;
}

/** One history under a profile, from a seed. @param open its store; one in memory where absent. */
export function liveOne(profile: ProfileName, seed: string, mutant: Mutant = sound, open?: OpenStore): Promise<Told> {
  const random = new Random(seed).fork('plan');
  const settings = profile === 'configured' ? settingsFrom(random.fork('settings')) : {};
  const outside = new World(seed, profile, { ...soundCursors, ...mutant.cursors }, settings);
  const plan = {
    ...{
      seed,
      off: mutant.off,
      killed: ratesOf(profile).killed,
      stopped: ratesOf(profile).stopped,
      adversary: random.pick([0, 0.002, 0.01]),
    },
    ...{ processes: random.int(1, 3), acts: random.int(8, 25), operators: random.pick([0, 0.001]) },
    ...{ sweeps: random.chance(0.6), answers: profile === 'configured' },
  };
  return new History(outside, plan, outside.referencePaths, open).told();
}

/** The profile of the nth history: itself, or each in turn. */
export function profileAt(name: ProfileName | 'all', index: number): ProfileName {
  return name === 'all' ? (profileNames[index % profileNames.length] ?? 'clean') : name;
}
