import type { CanonicalType } from '../../../shared/canonical/field.js';
import { inTransaction, rows, type Db, type SyncContext } from '../sync/context.js';
import { settle } from '../sync/settle.js';
import { survivorsOf } from '../store/references.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { faultsOf, isUuid, type Patch } from './patch.js';
import { lastWriteSeq, outcomesSince, waitUntilSettled, type WriteOutcome } from './write-through.js';

export interface Update {
  readonly id: string;
  readonly patch: Patch;
  /** The version the caller saw; null: whatever it is. */
  readonly expectedVersion: number | null;
  /** Answers what would be written and changes nothing. */
  readonly dryRun: boolean;
  /** How long to wait for the systems, in ms. */
  readonly waitMs: number;
}

export interface Written {
  readonly canonicalId: string;
  readonly writes: readonly WriteOutcome[];
}

/** Ends the transaction of a dry run: nothing of what it did may stay. */
class DryRun extends Error {
  constructor(readonly writes: readonly WriteOutcome[]) {
    super('dry run');
  }
}

/**
 * Sets canonical values: stored, merged and planned in one transaction, sent by the workers, awaited for a while. An
 * edit like any other, with history and conflict rules; all of it or, with faults, nothing.
 */
export async function updateCanonical(hub: Hub, type: CanonicalType, update: Update): Promise<Outcome<Written>> {
  const { db } = hub.context;
  const id = await liveId(db, type, update.id);
  if (id === null)
    return refused({ field: ['id'], code: 'NOT_FOUND', message: `There is no ${type.toLowerCase()} with this id.` });
  const faults = [...(await faultsOf(db, type, update.patch, [])), ...(await keyFaults(hub.context, id, update.patch))];
  if (faults.length > 0) return refused(...faults);
  const sinceSeq = await lastWriteSeq(db);
  try {
    const fault = await inTransaction(db, (tx) => store(hub, tx, id, update, sinceSeq));
    if (fault) return refused(fault);
  } catch (error) {
    if (error instanceof DryRun) return done({ canonicalId: id, writes: error.writes });
    throw error;
  }
  await waitUntilSettled(db, id, sinceSeq, update.waitMs);
  return done({ canonicalId: id, writes: await outcomesSince(db, id, sinceSeq) });
}

async function store(hub: Hub, tx: Db, id: string, update: Update, sinceSeq: string): Promise<UserFault | null> {
  const [row] = await rows<{ version: number; frozen: string[] }>(
    tx,
    'select version, frozen from canonical_record where id = $1 for update',
    [id],
  );
  const fault = row ? staleness(row, update) : null;
  if (fault) return fault;
  await settle(hub.context, tx, [id], { hub: { values: update.patch, at: hub.context.now().getTime() } });
  if (update.dryRun) throw new DryRun(await outcomesSince(tx, id, sinceSeq));
  await hub.jobs.convergeSoon(tx, id);
  return null;
}

function staleness(row: { version: number; frozen: string[] }, update: Update): UserFault | null {
  if (update.expectedVersion !== null && update.expectedVersion !== row.version) {
    return {
      field: ['expectedVersion'],
      code: 'CONFLICT',
      message: `The record was changed meanwhile: it is at version ${row.version}. Read it again.`,
    };
  }
  const frozen = Object.keys(update.patch).find((field) => row.frozen.includes(field));
  return frozen
    ? {
        field: ['patch', ...frozen.split('.')],
        code: 'CONFLICT',
        message: 'This field is under review: resolve its conflict first.',
      }
    : null;
}

/** A field that is the key of a linked record cannot change there. */
async function keyFaults(context: SyncContext, canonicalId: string, patch: Patch): Promise<UserFault[]> {
  const linked = await rows<{ slot: string }>(
    context.db,
    `select system || '.' || entity_type as slot from link where canonical_id = $1 and state = 'ACTIVE' and origin <> 'CREATED'`,
    [canonicalId],
  );
  return Object.keys(patch).flatMap((field) => {
    const holder = linked.find(({ slot }) => context.slots.get(slot)?.mapping.fields[field]?.key);
    return holder
      ? [
          {
            field: ['patch', field],
            code: 'INVALID' as const,
            message: `This is the key of ${holder.slot} and cannot be changed there.`,
          },
        ]
      : [];
  });
}

/** The id under which a canonical record lives today; null where there is none of that type. */
export async function liveId(db: Db, type: CanonicalType, id: string): Promise<string | null> {
  if (!isUuid(id)) return null;
  const current = (await survivorsOf(db, [id])).get(id) ?? id;
  const found = await rows(db, 'select 1 from canonical_record where id = $1 and type = $2 and retired_at is null', [
    current,
    type,
  ]);
  return found.length === 1 ? current : null;
}
