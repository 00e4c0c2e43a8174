import type { Dossier } from '../../shared/sync/dossier.js';
import { slotOf } from '../../shared/sync/state.js';
import { retirement, sentBy, takeBack } from '../../shared/sync/take-back.js';
import type { Engine } from '../../subgraphs/hub/sync/engine.js';
import { direct, sightingsOf } from '../../subgraphs/hub/sync/sightings.js';
import type { MemoryStore } from '../store/memory.js';

/** Who is told what a person took back, and what was counted. */
export interface Told {
  count(what: string): void;
  note(dossier: Dossier, place: string, recordId: string): void;
}

/** A person has the record that the hub made last in a place go away again. @param retires whether it is put out of use only. */
export async function takeCreationBack(
  engine: Engine,
  store: MemoryStore,
  { of: place, retires }: { readonly of: string; readonly retires: boolean },
  { count, note }: Told,
): Promise<void> {
  const { dossiers, writes } = store.everything();
  const made = [...dossiers.values()].flatMap(({ canonical, links }) =>
    links.filter((link) => slotOf(link) === place && link.origin === 'CREATED').map((link) => ({ canonical, link })),
  );
  const found = made.at(-1);
  const slot = engine.slots.get(place);
  if (!found || !slot) return;
  const { id: linkId, externalId } = found.link;
  const own = [...writes.values()].map(({ write }) => write);
  const sent = sentBy(own.filter((one) => one.linkId === linkId && one.status === 'CONFIRMED'));
  const [record] = await slot.resource.readMany([externalId]);
  const [seen] = record && !record.deleted ? await sightingsOf(engine, slot, [record], direct(engine.now())) : [];
  const values = retires ? retirement(slot.mapping) : {};
  if (!sent || !seen || !values) return;
  await engine.store.change([found.canonical.id], ([dossier], view) => {
    if (!dossier) return { dossiers: [], answer: null };
    const taken = takeBack(dossier, linkId, { seen, sent, values }, view);
    count(taken.write ? 'creations taken back by a person' : 'creations that were not taken back');
    if (taken.write) note(dossier, place, externalId);
    return { dossiers: [taken.dossier], answer: null };
  });
}
