import { inLane } from '../../../shared/http/lane.js';
import { slotAt, type Engine } from './engine.js';
import { lookFor } from './sweep.js';

const batchSize = 100;

/**
 * Looks at the records of an entity type that somebody says have changed, and takes in what they hold. A hint is no more
 * than that: the record is read anew, so hints may be late, doubled, out of order or wrong.
 * @returns the canonical records that changed. @throws HubError when the system fails; the hints not followed yet stay.
 */
export function followHints(engine: Engine, place: string): Promise<string[]> {
  return inLane('edits', () => follow(engine, place));
}

async function follow(engine: Engine, place: string): Promise<string[]> {
  if (!engine.slots.has(place)) return [];
  const slot = slotAt(engine, place);
  const changed: string[] = [];
  for (let after = '0'; ;) {
    const hints = await engine.store.nextHints(place, after, engine.now(), batchSize);
    const last = hints.at(-1);
    if (!last) return changed;
    changed.push(
      ...(await lookFor(
        engine,
        slot,
        hints.map(({ externalId }) => externalId),
      )),
    );
    await engine.store.dropHints(hints);
    after = last.seq;
  }
}
