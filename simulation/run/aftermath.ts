import { unheard } from '../invariants/arrival.js';
import type { Evidence, Violation } from '../invariants/evidence.js';
import type { Random } from '../outside/random.js';
import type { MemoryStore } from '../store/memory.js';
import { life } from './life.js';
import type { Outside } from './outside.js';
import type { engineOf } from './process-engine.js';

export type Work = (engine: ReturnType<typeof engineOf>) => Promise<unknown>;

/** What is looked at once a history is over. */
export interface Stage {
  readonly store: MemoryStore;
  readonly outside: Outside;
  readonly random: Random;
  /** Runs work side by side, each in a process of its own. */
  work(all: readonly Work[]): Promise<void>;
  evidence(): Evidence;
  note(violation: Violation): void;
}

/** I-13: at rest a full sync writes nothing; nor after a restart, without shadows, or when every webhook comes again. */
export async function stayAtRest(stage: Stage): Promise<void> {
  const { store, outside, random, work } = stage;
  await mustNotWrite(stage, 'on the next full sync', () => work([life.sync]));
  store.dropShadows();
  await mustNotWrite(stage, 'once what records looked like is forgotten', () => work([life.sync]));
  await mustNotWrite(stage, 'when every hint comes again', async () => {
    const told = random.fork('again').shuffle([...outside.allHints()]);
    await work([
      async (engine) => {
        for (const { place, id } of told) await engine.store.storeHints(place, [id]);
        await life.hear(engine, outside);
        await life.tend(engine);
      },
    ]);
  });
}

async function mustNotWrite({ outside, note }: Stage, when: string, work: () => Promise<void>): Promise<void> {
  const before = outside.landed.length;
  await work();
  const written = outside.landed.slice(before);
  if (written.length === 0) return;
  const what = written.map(
    ({ kind, place, recordId, set }) => `${kind} ${place}/${recordId} ${Object.keys(set).join(',')}`,
  );
  note({ invariant: 'I-13', what: `wrote ${when}: ${what.slice(0, 3).join('; ')}` });
}

/** I-20: what changed comes by polling alone, where clocks are right and the system can tell what changed. */
export async function pollAlone({ store, outside, work, evidence, note }: Stage): Promise<void> {
  const told = outside.slots.filter(({ capabilities }) => capabilities.since);
  for (let round = 0; round < 2; round += 1) {
    outside.advance(120_000);
    for (const { key } of told) await work([(engine) => life.poll(engine, key)]);
  }
  if (outside.clocksAreRight) for (const violation of unheard(evidence(), store, told)) note(violation);
}
