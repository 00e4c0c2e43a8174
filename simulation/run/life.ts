import { canonicalTypes } from '../../shared/canonical/types.js';
import type { CanonicalType } from '../../shared/canonical/field.js';
import { HubError } from '../../shared/errors.js';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import type { Engine } from '../../subgraphs/hub/sync/engine.js';
import { fullSync, settleAll, silent } from '../../subgraphs/hub/sync/full-sync.js';
import { followHints } from '../../subgraphs/hub/sync/hints.js';
import { readSlot } from '../../subgraphs/hub/sync/read.js';
import type { Random } from '../outside/random.js';
import type { Outside } from './outside.js';

const dueAtMost = 1000;

/** What the workers of the hub do, as one process does it. A system that fails is asked again another time. */
export const life = {
  sync: (engine: Engine) => fullSync(engine, null, silent),

  poll: (engine: Engine, place: string) =>
    patiently(async () => {
      const slot = engine.slots.get(place);
      if (slot) await readSlot(engine, slot, false);
      await followHints(engine, place);
    }),

  async hear(engine: Engine, outside: Outside): Promise<void> {
    const told = outside.hints();
    for (const { place, id } of told) await engine.store.storeHints(place, [id]);
    for (const place of engine.slots.keys()) await patiently(() => followHints(engine, place));
  },

  async tend(engine: Engine): Promise<void> {
    for (const { canonicalId, at } of await engine.store.due(engine.now(), dueAtMost))
      if (at === null || at <= engine.now()) await converge(engine, canonicalId);
  },

  async settle(engine: Engine): Promise<void> {
    for (const type of Object.keys(canonicalTypes) as CanonicalType[]) await settleAll(engine, type, silent);
  },
} as const;

/** What a worker does next, as the clock and the hints of a day would have it. */
export function something(random: Random, outside: Outside, sweeps: boolean): (engine: Engine) => Promise<unknown> {
  const place = random.pick(outside.slots).key;
  const roll = random.next();
  if (roll < 0.3) return (engine) => life.poll(engine, place);
  if (roll < 0.6) return (engine) => life.hear(engine, outside);
  if (roll < 0.9) return life.tend;
  return sweeps ? life.sync : (engine) => life.poll(engine, place);
}

/** A system may fail: that is its affair, and what was not done stays to be done. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
  }
}
