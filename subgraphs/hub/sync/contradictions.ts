import { fieldOf } from '../../../shared/canonical/types.js';
import { identifyingFields } from '../../../shared/dataflows/identifying.js';
import { linkTo } from '../../../shared/sync/dossier.js';
import { pause } from '../../../shared/sync/pause.js';
import type { Engine, Slot } from './engine.js';

/**
 * Pauses the links of records that were just seen to bear another identifying number than the records they are linked with.
 * Only numbers that are never written count: any other is an edit, and is carried on like one.
 * @returns their canonical records.
 */
export async function pauseContradicted(
  engine: Engine,
  slot: Slot,
  externalIds: readonly string[],
): Promise<readonly string[]> {
  const { canonicalType, fields } = slot.mapping;
  const telling = identifyingFields[canonicalType].filter(
    (field) => fieldOf(canonicalType, field).secret && fields[field] !== undefined,
  );
  if (telling.length === 0 || externalIds.length === 0) return [];
  const contradicted = await engine.store.contradicted(slot.key, externalIds, telling);
  for (const [externalId, canonicalId] of contradicted)
    await engine.store.change([canonicalId], ([dossier]) => {
      const link = dossier && linkTo(dossier, slot.key, externalId);
      if (!dossier || !link) return { dossiers: [], answer: null };
      const { dossier: paused, journal } = pause(dossier, link.id);
      return { dossiers: [paused], journal, answer: null };
    });
  return [...contradicted.values()];
}
