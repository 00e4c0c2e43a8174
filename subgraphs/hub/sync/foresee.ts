import type { RawRecord } from '../../../shared/connector.js';
import { inLane } from '../../../shared/http/lane.js';
import { allNotes } from '../../../shared/sync/dossier.js';
import { driftFault, noneSeen, seen } from '../../../shared/mapping/drift.js';
import type { Engine, Slot } from './engine.js';
import { observe } from './observe.js';
import { settle } from '../../../shared/sync/settle.js';
import { direct, type Look } from './sightings.js';

const readAtOnce = 50;

/**
 * Reads an entity type whole for a plan, and does nothing about what it sees. What changed is kept for the plan to look at, by a
 * store that marks nothing as due and takes nothing for known: the next reading that is no plan's sees it as if for the first
 * time. So the cursor stays where it is; and what is missing or removed is left to that reading altogether.
 * @param engine over the store for that. @returns how many records came. @throws HubError when the system fails.
 */
export function foresee(engine: Engine, slot: Slot): Promise<number> {
  return inLane('backfill', () => readWhole(engine, slot));
}

async function readWhole(engine: Engine, slot: Slot): Promise<number> {
  const { store } = engine;
  const { startedAt: unchangedSince } = await store.lastReading(slot.key);
  await store.beginReading(slot.key, engine.now());
  let [count, drift] = [0, noneSeen(slot.mapping)];
  try {
    let at = engine.now();
    for await (const { records } of slot.resource.readChanges(null)) {
      const present = records.filter(({ deleted }) => !deleted);
      await take(engine, slot, present, { at, unchangedSince });
      drift = seen(
        slot.mapping,
        drift,
        present.map(({ fields }) => fields),
      );
      count += records.length;
      at = engine.now();
    }
    const end = { next: null, whole: true, at: engine.now(), fault: null };
    await store.endReading(slot.key, { ...end, drift: driftFault(slot.mapping, drift, count > 0) });
    return count;
  } catch (error) {
    await store.failReading(slot.key, error instanceof Error ? error.message : 'Unexpected failure.');
    throw error;
  }
}

/** Rows of a list that lags only say which records to read; all others are taken as they stand. */
async function take(engine: Engine, slot: Slot, records: readonly RawRecord[], look: Look): Promise<void> {
  if (!slot.traits.listMayLag) return keep(engine, slot, records, look);
  const known = await engine.store.known(slot.key, records);
  if (known.size === 0) return keep(engine, slot, records, look);
  const changed = records.filter(({ id }) => !known.get(id)?.same);
  for (let start = 0; start < changed.length; start += readAtOnce) {
    const now = direct(engine.now());
    const found = await slot.resource.readMany(changed.slice(start, start + readAtOnce).map(({ id }) => id));
    await keep(
      engine,
      slot,
      found.filter((record) => record !== null && !record.deleted),
      now,
    );
  }
}

/** A record that is new gets its values by itself, for people to see whom a plan is about; nothing is written for one that stands alone. */
async function keep(engine: Engine, slot: Slot, records: readonly (RawRecord | null)[], look: Look): Promise<void> {
  const present = records.filter((record) => record !== null);
  const { canonicalIds } = await observe(engine, slot, present, look, { settle: false, listed: false });
  await engine.store.change(canonicalIds, (dossiers, view) => {
    const fresh = dossiers.filter(({ canonical, links }) => canonical.version === 0 && links.length === 1);
    const settled = fresh.map((dossier) => settle(dossier, view, engine.policy));
    return {
      dossiers: settled.map(({ dossier }) => dossier),
      journal: allNotes(settled.map(({ journal }) => journal)),
      answer: null,
    };
  });
}
