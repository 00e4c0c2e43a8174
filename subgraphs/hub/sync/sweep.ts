import { isTooMany, missingAtOnce } from '../../../shared/sync/removals.js';
import type { Engine, Slot } from './engine.js';
import { noteMiss } from './endings.js';
import { observe } from './observe.js';
import { direct } from './sightings.js';

/** A whole reading, and the external ids that came; null: nothing was known before, so that nothing can be missing. */
export interface Sweep {
  readonly startedAt: number;
  readonly ids: Set<string> | null;
}

const pageSize = 1000;
const askedAtOnce = 50;

/**
 * Asks for each known record that a whole reading did not bring: absence from a list is suspicion, no evidence. Where too
 * many are missing nothing is asked and nothing changes, and people are told.
 */
export async function askForMissing(engine: Engine, slot: Slot, { startedAt, ids }: Sweep): Promise<void> {
  if (!ids) return;
  const missing: string[] = [];
  let known = 0;
  for (let after: string | null = null; ;) {
    const page = await engine.store.present(slot.key, startedAt, after, pageSize);
    const last = page.at(-1);
    if (!last) break;
    known += page.length;
    missing.push(...page.flatMap(({ externalId }) => (ids.has(externalId) ? [] : [externalId])));
    after = last.recordId;
  }
  if (isTooMany(missing.length, known, engine.policy.missingAtMost)) {
    await engine.store.noteMissing(slot.key, missingAtOnce(missing.length, known));
    return;
  }
  for (let start = 0; start < missing.length; start += askedAtOnce)
    await lookFor(engine, slot, missing.slice(start, start + askedAtOnce));
}

/** Reads records by id: what is there is taken in, what is not is a miss. */
export async function lookFor(engine: Engine, slot: Slot, externalIds: readonly string[]): Promise<readonly string[]> {
  const at = engine.now();
  const found = await slot.resource.readMany(externalIds);
  const present = found.filter((record) => record !== null);
  const { canonicalIds } = await observe(engine, slot, present, direct(at), { settle: true, listed: false });
  const absent = externalIds.filter((_, index) => !found[index]);
  if (absent.length === 0) return canonicalIds;
  const asked = absent.map((id) => ({ id, version: null, fields: {} }));
  const known = await engine.store.known(slot.key, asked);
  const missed = absent.flatMap((id) => {
    const one = known.get(id);
    return one?.canonicalId && !one.gone ? [{ id, canonicalId: one.canonicalId }] : [];
  });
  await Promise.all(missed.map(({ id, canonicalId }) => noteMiss(engine, slot, canonicalId, id)));
  return [...canonicalIds, ...missed.map(({ canonicalId }) => canonicalId)];
}
