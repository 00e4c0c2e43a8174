import { randomUUID } from 'node:crypto';
import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { isOpen, type Dossier } from '../../../shared/sync/dossier.js';
import { firstBases } from '../../../shared/sync/join.js';
import type { View } from '../../../shared/sync/policy.js';
import { settle } from '../../../shared/sync/settle.js';
import { slotOf, type LinkState } from '../../../shared/sync/state.js';
import type { SyncContext } from '../sync/context.js';
import type { Decision } from '../sync/store.js';
import { blank } from './create.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { knownRecords, unknownRecord, type RecordRef } from './known-records.js';
import { underWay } from './link.js';

/** The two canonical records that were one: what remains, and the separated record's own. */
export interface Separation {
  readonly left: string;
  readonly separated: string;
}

/**
 * Takes a record out of its canonical record; writes nothing anywhere. Both parts keep today's values and are never
 * linked again by a rule. Unless `allowNewCounterpart`, no dataflow makes either of them a new counterpart.
 */
export async function unlinkRecord(
  { context }: Hub,
  ref: RecordRef,
  allowNewCounterpart: boolean,
): Promise<Outcome<Separation>> {
  if (!context.slots.has(entityKey(ref))) {
    const message = `${entityKey(ref)} is not switched on.`;
    return refused({ field: ['record', 'system'], code: 'INVALID', message });
  }
  const [known] = await knownRecords(context.db, [ref]);
  if (!known) return refused(unknownRecord(['record']));
  return context.store.change([known.canonicalId], ([dossier], view) => {
    const link = dossier?.links.find(({ id }) => id === known.linkId);
    if (!dossier || !link) return without(unknownRecord(['record']));
    if (dossier.links.length === 1) {
      const message = 'This record is linked to no other.';
      return without({ field: ['record'], code: 'INVALID', message });
    }
    return separated(context, dossier, link, allowNewCounterpart, view);
  });
}

function without(fault: UserFault): Decision<Outcome<Separation>> {
  return { dossiers: [], answer: refused(fault) };
}

function separated(
  { policy }: SyncContext,
  dossier: Dossier,
  link: LinkState,
  allowNewCounterpart: boolean,
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
  const exclusions = others.map(({ recordId }) => [recordId, link.recordId] as const);
  return {
    ...{ dossiers: [left, apart.dossier], journal: apart.journal, exclusions: { add: exclusions, lift: [] } },
    answer: done({ left: dossier.canonical.id, separated: apart.dossier.canonical.id }),
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
