import { entityKey } from '../../../shared/dataflows/dataflow.js';
import type { Dossier } from '../../../shared/sync/dossier.js';
import type { View } from '../../../shared/sync/policy.js';
import { separate, type Separating } from '../../../shared/sync/separate.js';
import type { LinkState } from '../../../shared/sync/state.js';
import type { SyncContext } from '../sync/context.js';
import type { Decision } from '../sync/store.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { knownRecords, unknownRecord, type RecordRef } from './known-records.js';
import { underWay } from './link.js';
import { pastOf } from './past.js';
import { allWritten, lastWriteSeq, type WriteOutcome } from './write-through.js';

/** The two canonical records that were one: what remains, and the separated record's own. */
export interface Separation {
  readonly left: string;
  readonly separated: string;
  /** What became of values that were restored; empty where none were to be. */
  readonly writes: readonly WriteOutcome[];
}

export interface Unlink {
  readonly record: RecordRef;
  /** Whether dataflows may make either part a new counterpart in place of the other. */
  readonly allowNewCounterpart: boolean;
  /** Whether what the link brought to either side is taken back, where nobody changed it since. */
  readonly restoreValues: boolean;
  /** How long to wait for the systems where values are restored, in ms. */
  readonly waitMs: number;
}

/**
 * Takes a record out of its canonical record. Both parts keep today's values, and nothing is written anywhere, unless
 * values are to be restored; no rule ever links them again.
 */
export async function unlinkRecord({ context }: Hub, unlink: Unlink): Promise<Outcome<Separation>> {
  const { db, store, slots } = context;
  const place = entityKey(unlink.record);
  if (!slots.has(place)) {
    const message = `${place} is not switched on.`;
    return refused({ field: ['record', 'system'], code: 'INVALID', message });
  }
  const [known] = await knownRecords(db, [unlink.record]);
  if (!known) return refused(unknownRecord(['record']));
  const past = unlink.restoreValues ? await pastOf(db, known) : null;
  const sinceSeq = await lastWriteSeq(db);
  const outcome = await store.change(
    [known.canonicalId],
    ([dossier], view) => {
      const link = dossier?.links.find(({ id }) => id === known.linkId);
      if (!dossier || !link) return without(unknownRecord(['record']));
      if (dossier.links.length === 1) {
        const message = 'This record is linked to no other.';
        return without({ field: ['record'], code: 'INVALID', message });
      }
      return separated(context, dossier, link, { ...unlink, past }, view);
    },
    { wake: unlink.restoreValues },
  );
  if (!outcome.ok || !past) return outcome;
  const { left, separated: apart } = outcome.value;
  const parts = await allWritten(db, [left, apart], sinceSeq, unlink.waitMs);
  return done({ left, separated: apart, writes: parts.flatMap(({ writes }) => writes) });
}

function without(fault: UserFault): Decision<Outcome<Separation>> {
  return { dossiers: [], answer: refused(fault) };
}

function separated(
  { policy }: SyncContext,
  dossier: Dossier,
  link: LinkState,
  how: Separating,
  view: View,
): Decision<Outcome<Separation>> {
  const parts = separate(dossier, link, how, view, policy);
  if (!parts) return without(underWay(['record']));
  const { left, apart, journal, exclusions } = parts;
  return {
    ...{ dossiers: [left, apart], exclusions: { add: exclusions, lift: [] }, journal },
    answer: done({ left: left.canonical.id, separated: apart.canonical.id, writes: [] }),
  };
}
