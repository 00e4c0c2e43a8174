import { allNotes, linkTo, type Dossier, type Journal } from '../../../shared/sync/dossier.js';
import { hearOfRemoval, miss, suspect, type Missed } from '../../../shared/sync/missing.js';
import type { View } from '../../../shared/sync/policy.js';
import { settle } from '../../../shared/sync/settle.js';
import type { Removed } from '../../../shared/sync/remove.js';
import type { Engine, Slot } from './engine.js';

/** A linked record. */
interface Held {
  readonly externalId: string;
  readonly canonicalId: string;
}

/**
 * Ends the links of records that their system says are removed: that is evidence, not absence. All of them are noted before
 * the first one ends, so that more than people remove at once are seen to be.
 */
export async function endAll(engine: Engine, slot: Slot, records: readonly Held[]): Promise<void> {
  if (records.length > 1) await Promise.all(records.map((record) => note(engine, slot, record)));
  for (const [index, record] of records.entries()) {
    const { lookAgainAt, withheld } = await end(engine, slot, record, hearOfRemoval);
    const others = withheld === null ? [record] : records.slice(index);
    await withhold(engine, slot, others, lookAgainAt, withheld);
    if (withheld !== null) return;
  }
}

/** A direct read found no such record. */
export async function noteMiss(engine: Engine, slot: Slot, canonicalId: string, externalId: string): Promise<void> {
  const record = { externalId, canonicalId };
  const { lookAgainAt, withheld } = await end(engine, slot, record, miss);
  await withhold(engine, slot, [record], lookAgainAt, withheld);
}

/** Records stand that may have been removed: people are told why, if that is more than a first miss, and they are looked at again. */
async function withhold(
  { store }: Engine,
  { key }: Slot,
  records: readonly Held[],
  lookAgainAt: number | null,
  said: string | null,
): Promise<void> {
  if (said !== null) await store.noteMissing(key, said);
  if (lookAgainAt === null) return;
  await store.storeHints(
    key,
    records.map(({ externalId }) => externalId),
    lookAgainAt,
  );
}

async function note({ store }: Engine, { key }: Slot, { canonicalId, externalId }: Held): Promise<void> {
  await store.change([canonicalId], ([dossier], view) => {
    const link = dossier && linkTo(dossier, key, externalId);
    return { dossiers: link ? [suspect(dossier, link.id, view)] : [], answer: null };
  });
}

type Ending = Pick<Missed, 'lookAgainAt' | 'withheld'>;

async function end(
  engine: Engine,
  { key }: Slot,
  { canonicalId, externalId }: Held,
  how: typeof miss,
): Promise<Ending> {
  return engine.store.change<Ending>(
    [canonicalId],
    ([dossier], view) => {
      const link = dossier && linkTo(dossier, key, externalId);
      if (!dossier || !link) return { dossiers: [], answer: { lookAgainAt: null, withheld: null } };
      const { lookAgainAt, withheld, ...ended } = how(dossier, link.id, view, engine.policy);
      const { dossier: after, journal } = archived(engine, ended, view);
      return { dossiers: [after], journal, answer: { lookAgainAt, withheld } };
    },
    { wake: true, removalsIn: key },
  );
}

/** Where the dataflow archives, the others are set inactive: an edit like any other. */
function archived(
  engine: Engine,
  { dossier, journal, archive }: Removed,
  view: View,
): { dossier: Dossier; journal: Journal } {
  if (!archive) return { dossier, journal };
  const settled = settle(dossier, view, engine.policy, { values: archive, at: view.now });
  return { dossier: settled.dossier, journal: allNotes([journal, settled.journal]) };
}
