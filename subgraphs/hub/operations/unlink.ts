import { randomUUID } from 'node:crypto';
import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { allNotes, isOpen, nothingToNote, type Dossier } from '../../../shared/sync/dossier.js';
import { firstBases } from '../../../shared/sync/join.js';
import type { View } from '../../../shared/sync/policy.js';
import { restoring } from '../../../shared/sync/restore.js';
import { settle } from '../../../shared/sync/settle.js';
import { slotOf, type LinkState } from '../../../shared/sync/state.js';
import type { SyncContext } from '../sync/context.js';
import type { Decision } from '../sync/store.js';
import { blank } from './create.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { knownRecords, unknownRecord, type RecordRef } from './known-records.js';
import { underWay } from './link.js';
import { pastOf, type Past } from './past.js';
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
  { allowNewCounterpart, past }: Unlink & { readonly past: Past | null },
  view: View,
): Decision<Outcome<Separation>> {
  const own = dossier.writes.filter((write) => write.linkId === link.id && isOpen(write));
  if (own.some(({ status }) => status !== 'PLANNED')) return without(underWay(['record']));
  const others = dossier.links.filter(({ id }) => id !== link.id);
  const place = slotOf(link);
  const left: Dossier = {
    ...{ ...dossier, links: others, former: [...dossier.former, place] },
    tombstones: allowNewCounterpart ? dossier.tombstones : [...new Set([...dossier.tombstones, place])],
    writes: dossier.writes.map((write) => (own.includes(write) ? { ...write, ...notNeeded } : write)),
  };
  const tombstones = allowNewCounterpart ? [] : others.map(slotOf);
  const apart = settle(alone(dossier, link, tombstones), view, policy);
  const values = past ? restoring(dossier.canonical, link, past.before, past.since) : null;
  const parts = values
    ? [
        settle(left, view, policy, { values: values.remaining, at: view.now }),
        settle(apart.dossier, view, policy, { values: values.separated, at: view.now }),
      ]
    : [{ dossier: left, journal: nothingToNote }, apart];
  const exclusions = others.map(({ recordId }) => [recordId, link.recordId] as const);
  return {
    ...{ dossiers: parts.map((part) => part.dossier), exclusions: { add: exclusions, lift: [] } },
    journal: allNotes([...(values ? [apart.journal] : []), ...parts.map(({ journal }) => journal)]),
    answer: done({ left: dossier.canonical.id, separated: apart.dossier.canonical.id, writes: [] }),
  };
}

const notNeeded = { status: 'CANCELLED', code: 'UNLINKED', message: 'A person took the record out.' } as const;

/** The record with a canonical record of its own, as if it were seen for the first time. */
function alone({ canonical: { type } }: Dossier, link: LinkState, tombstones: readonly string[]): Dossier {
  const first: LinkState = {
    ...{ ...link, id: randomUUID(), state: 'ACTIVE', origin: 'FIRST', rule: null, rank: 0 },
    ...{ bases: firstBases(link), effort: {}, inDoubt: false },
  };
  return { ...blank(randomUUID(), type, link.mapping.kind ?? null), links: [first], tombstones };
}
