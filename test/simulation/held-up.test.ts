import { bySteadyClock } from '../../shared/http/steady.js';
import { everyRule } from '../../shared/sync/rules.js';
import type { Engine } from '../../subgraphs/hub/sync/engine.js';
import type { Store } from '../../subgraphs/hub/sync/store.js';
import { soundCursors } from '../../simulation/outside/cursors.js';
import { World } from '../../simulation/outside/world.js';
import { life } from '../../simulation/run/life.js';
import { withLedger } from '../../simulation/run/scenario.js';
import { createMemoryStore } from '../../simulation/store/memory.js';

/** A hub whose process takes so many ms between the intent of a creation and its request. */
function hubOf(outside: World, heldUp: () => number): Engine {
  const policy = { ...outside.policy, rules: everyRule };
  const now = (): number => outside.now();
  let ids = 0;
  const { referencePaths } = outside;
  const store = createMemoryStore({ policy, referencePaths, now, chance: () => 0.5, newId: () => `id${(ids += 1)}` });
  const change: Store['change'] = async (names, decide, how) => {
    let isIntent = false;
    const answer = await store.change(
      names,
      (dossiers, view) => {
        const decision = decide(dossiers, view);
        const sending = decision.dossiers.flatMap(({ writes }) => writes.filter(({ status }) => status === 'SENDING'));
        isIntent = sending.some(({ kind }) => kind === 'CREATE');
        return decision;
      },
      how,
    );
    if (isIntent) outside.advance(heldUp());
    return answer;
  };
  const slots = outside.slots.map((slot) => {
    const create = slot.resource.create?.bind(slot.resource);
    const send: typeof create = create && ((...args) => (outside.asks('hub'), create(...args)));
    return [slot.key, { ...slot, resource: { ...slot.resource, ...(send ? { create: send } : {}) } }] as const;
  });
  const logFault = (_message: string, error: unknown): void => {
    throw error;
  };
  return { store: { ...store, change }, policy, slots: new Map(slots), now, leaseMs: 30_000, logFault };
}

test('a creation whose sender was held up since it stored the intent is not sent, and is made once by who comes next', async () => {
  const outside = new World('held up', 'clean', soundCursors, { theme: withLedger });
  let heldUpMs = 5001;
  const hub = hubOf(outside, () => heldUpMs);
  const made = () =>
    outside.landed.filter(({ kind }) => kind === 'CREATE').map(({ place, reference }) => place + reference);
  const sync = () => bySteadyClock(hub.now, () => life.sync(hub));
  await sync();
  expect(made()).toEqual([]);
  heldUpMs = 0;
  outside.advance(600_000);
  await sync();
  expect(made().length).toBeGreaterThan(0);
  expect(made()).toEqual([...new Set(made())]);
});
