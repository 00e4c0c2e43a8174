import type { RawRecord } from '../../../shared/connector.js';
import { nothingToNote, type Review } from '../../../shared/sync/dossier.js';
import type { Engine, Slot } from './engine.js';
import { externalRefOf } from './sightings.js';
import type { KnownRecord } from './store.js';

const message =
  'A record carries the reference of one that the hub made before: it was made twice, or copied. Remove it, or empty its reference.';

/**
 * Leaves out records never seen before that carry the reference or the key of a creation that has ended: made by a request
 * that took effect later than any should, or copied by a person with everything in it. Nothing is made of them; a person is
 * told.
 */
export async function withoutDuplicates(
  engine: Engine,
  slot: Slot,
  records: readonly RawRecord[],
  known: ReadonlyMap<string, KnownRecord>,
): Promise<readonly RawRecord[]> {
  const isOwnKey = slot.traits.keys !== 'server';
  const bearers = records
    .map((record) => ({ externalId: record.id, externalRef: externalRefOf(slot, record) }))
    .filter(({ externalId, externalRef }) => (isOwnKey || externalRef !== null) && !known.has(externalId));
  if (bearers.length === 0) return records;
  const parents = await engine.store.parents(slot.key, bearers);
  if (parents.size === 0) return records;
  // One that was adopted between the two questions is known by now.
  const since = await engine.store.known(
    slot.key,
    records.filter(({ id }) => parents.has(id)),
  );
  for (const id of since.keys()) parents.delete(id);
  if (parents.size === 0) return records;
  const survivors = await engine.store.survivors([...parents.values()]);
  const told = new Set([...parents.values()].map((id) => survivors.get(id) ?? id));
  for (const canonicalId of told) await tell(engine, slot, canonicalId);
  return records.filter(({ id }) => !parents.has(id));
}

async function tell(engine: Engine, { key: place }: Slot, canonicalId: string): Promise<void> {
  const review: Review = { kind: 'DUPLICATE', canonicalId, place, field: null, message, open: true };
  await engine.store.change([canonicalId], (dossiers) => ({
    dossiers,
    ...(dossiers.length > 0 ? { journal: { ...nothingToNote, reviews: [review] } } : {}),
    answer: null,
  }));
}
