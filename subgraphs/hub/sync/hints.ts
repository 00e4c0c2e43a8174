import { inLane } from '../../../shared/http/lane.js';
import { inSpan } from '../../../shared/trace.js';
import { placed, slotAt, type Engine } from './engine.js';
import { lookFor } from './sweep.js';

const batchSize = 100;

/**
 * Looks at the records of an entity type that somebody says have changed, and takes in what they hold. A hint is no more
 * than that: the record is read anew, so hints may be late, doubled, out of order or wrong.
 * @param take gets the canonical records that somebody must bring to rest, beyond those that the workers know of by then; before
 * the hints are dropped. @throws HubError when the system fails; the hints not followed yet stay.
 */
export function followHints(engine: Engine, place: string, take: Take = async () => undefined): Promise<void> {
  return inLane('edits', () => follow(engine, place, take));
}

type Take = (canonicalIds: readonly string[]) => Promise<void>;

async function follow(engine: Engine, place: string, take: Take): Promise<void> {
  if (!engine.slots.has(place)) return;
  const slot = slotAt(engine, place);
  for (let after = '0'; ;) {
    const hints = await engine.store.nextHints(place, after, engine.now(), batchSize);
    const last = hints.at(-1);
    if (!last) return;
    const ids = hints.map(({ externalId }) => externalId);
    const from = hints.map(({ trace }) => trace);
    await inSpan(
      () => ({ name: 'follow hints', kind: 'consumer', attributes: placed(slot), from }),
      async () => take(await lookFor(engine, slot, ids)),
    );
    await engine.store.dropHints(hints);
    after = last.seq;
  }
}
