import type { RawRecord } from '../../../shared/connector.js';
import { allNotes, linkTo, type Sighting } from '../../../shared/sync/dossier.js';
import { mustHold } from '../../../shared/sync/hold.js';
import { hasWork, isPressing, leftOf } from '../../../shared/sync/left.js';
import { settle } from '../../../shared/sync/settle.js';
import { sight, type Taken } from '../../../shared/sync/sight.js';
import { pauseContradicted } from './contradictions.js';
import { withoutDuplicates } from './duplicates.js';
import { endAll } from './endings.js';
import type { Engine, Slot } from './engine.js';
import { externalRefOf, referencesIn, sightingsOf, type Look } from './sightings.js';
import type { KnownRecord } from './store.js';

/** What a look at records changed. */
export interface Seen {
  /** Canonical records that somebody must bring to rest; of those settled here, the ones the workers were not told of. */
  readonly canonicalIds: readonly string[];
  /** Records that must be looked at again, as hints say. */
  readonly later: readonly string[];
}

export interface ObserveOptions {
  /** Whether what changed is settled at once and handed to the workers; otherwise it stays due. */
  readonly settle: boolean;
  /**
   * Whether they came in a list, whose next reading passes over what this one showed: a row left aside as older than what is
   * known may have been answered after it all the same.
   */
  readonly listed: boolean;
}

const holdMs = 1000;

/**
 * Takes in records as a system answered them: what changed is due, what is unknown gets a canonical record of its own,
 * what may be the child of a creation under way is held, what its system says is removed ends its link. What was erased is
 * passed over.
 */
export async function observe(
  engine: Engine,
  slot: Slot,
  records: readonly RawRecord[],
  look: Look,
  options: ObserveOptions,
): Promise<Seen> {
  const latest = [...new Map(records.map((record) => [record.id, record])).values()];
  const known = await engine.store.known(slot.key, latest);
  const removed = latest.flatMap(({ id: externalId, deleted }) => {
    const canonicalId = known.get(externalId)?.canonicalId;
    return deleted && canonicalId ? [{ externalId, canonicalId }] : [];
  });
  const present = latest.filter(({ deleted }) => !deleted);
  const changed = present.filter(({ id }) => isNews(known.get(id)));
  const unknown = present.filter(({ id }) => !known.get(id)?.canonicalId && !known.get(id)?.erased);
  await endAll(engine, slot, removed);
  const taken = await takeChanges(engine, slot, changed, known, look, options);
  const admitted = await admitAll(engine, slot, unknown, known, look);
  return {
    canonicalIds: [...removed.map(({ canonicalId }) => canonicalId), ...taken.canonicalIds, ...admitted.canonicalIds],
    later: [...taken.later, ...admitted.later],
  };
}

function isNews(known: KnownRecord | undefined): boolean {
  return known !== undefined && known.canonicalId !== null && (!known.same || known.missed || known.gone);
}

async function takeChanges(
  engine: Engine,
  slot: Slot,
  records: readonly RawRecord[],
  known: ReadonlyMap<string, KnownRecord>,
  look: Look,
  options: ObserveOptions,
): Promise<Seen> {
  if (records.length === 0) return { canonicalIds: [], later: [] };
  const sightings = await sightingsOf(engine, slot, records, look);
  const taken = await Promise.all(
    sightings.map(async (sighting) => {
      const { externalId } = sighting;
      const canonicalId = known.get(externalId)?.canonicalId ?? '';
      return { canonicalId, externalId, ...(await takeChange(engine, slot, canonicalId, sighting, options)) };
    }),
  );
  const later = taken.flatMap(({ externalId, taken: one }): { externalId: string; at?: number }[] => {
    if (one?.verdict === 'LATER') return [{ externalId, at: one.at }];
    return one === null || (one.verdict === 'OLDER' && options.listed) ? [{ externalId }] : [];
  });
  const stored = taken.filter(({ taken: one }) => one?.verdict === 'STORED');
  const paused = await pauseContradicted(
    engine,
    slot,
    stored.map(({ externalId }) => externalId),
  );
  for (const { externalId, at } of later) await engine.store.storeHints(slot.key, [externalId], at);
  const untold = stored.flatMap(({ canonicalId, isUntold }) => (isUntold ? [canonicalId] : []));
  return {
    canonicalIds: [...new Set([...untold, ...paused])],
    later: later.map(({ externalId }) => externalId),
  };
}

/**
 * What became of a look at a record, `taken` null where its link is not there any more; `isUntold`: something is left to do that
 * the workers do not learn of by themselves.
 */
interface TakenChange {
  readonly taken: Taken | null;
  readonly isUntold: boolean;
}

function takeChange(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  sighting: Sighting,
  options: ObserveOptions,
): Promise<TakenChange> {
  const { policy } = engine;
  return engine.store.change<TakenChange>(
    [canonicalId],
    ([dossier], view) => {
      const link = dossier && linkTo(dossier, slot.key, sighting.externalId);
      if (!dossier || !link) return { dossiers: [], answer: { taken: null, isUntold: false } };
      const { dossier: seen, journal, taken } = sight(dossier, link.id, sighting, policy);
      if (!options.settle || taken.verdict !== 'STORED')
        return { dossiers: [seen], journal, answer: { taken, isUntold: true } };
      const settled = settle(seen, view, policy);
      const left = leftOf(settled.dossier, view, policy);
      const after = left.demands || left.mayMatch ? { ...settled.dossier, due: true } : settled.dossier;
      const isUntold = !isPressing(after, view.now) && hasWork(left);
      return {
        dossiers: [after],
        journal: allNotes([journal, settled.journal]),
        answer: { taken, isUntold },
      };
    },
    { wake: options.settle, references: referencesIn(slot, sighting) },
  );
}

/** Records the hub has no live link for. One that may be the child of a creation under way is left to who makes it. */
async function admitAll(
  engine: Engine,
  slot: Slot,
  records: readonly RawRecord[],
  known: ReadonlyMap<string, KnownRecord>,
  look: Look,
): Promise<Seen> {
  if (records.length === 0) return { canonicalIds: [], later: [] };
  const open = await engine.store.openCreations(slot.key);
  const held = records.filter((record) => {
    const newcomer = { externalId: record.id, externalRef: externalRefOf(slot, record) };
    return mustHold(newcomer, known.get(record.id)?.firstSeenAt ?? null, open, slot.traits, engine.policy.rules);
  });
  const heldIds = held.map(({ id }) => id);
  if (heldIds.length > 0) await engine.store.storeHints(slot.key, heldIds, engine.now() + holdMs);
  const others = records.filter((record) => !held.includes(record));
  const free = await withoutDuplicates(engine, slot, others, known);
  if (free.length === 0) return { canonicalIds: [], later: heldIds };
  const canonicalIds = await engine.store.admit(slot.key, await sightingsOf(engine, slot, free, look));
  if (canonicalIds.length === free.length) return { canonicalIds, later: heldIds };
  const outrunIds = await heldOtherwise(engine, slot, free);
  if (outrunIds.length > 0) await engine.store.storeHints(slot.key, outrunIds);
  return { canonicalIds, later: [...heldIds, ...outrunIds] };
}

/** What somebody else has admitted meanwhile from a look that showed something else. */
async function heldOtherwise(engine: Engine, slot: Slot, records: readonly RawRecord[]): Promise<string[]> {
  const known = await engine.store.known(slot.key, records);
  return [...known].flatMap(([id, one]) => (one.canonicalId !== null && !one.same ? [id] : []));
}
