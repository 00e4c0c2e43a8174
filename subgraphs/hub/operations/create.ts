import { randomUUID } from 'node:crypto';
import { homeOf } from '../../../shared/dataflows/homes.js';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import { fieldOf } from '../../../shared/canonical/types.js';
import { valuesForCreate } from '../../../shared/sync/plan.js';
import { takeKey } from '../store/bars.js';
import { loadForUpdate } from '../store/load.js';
import { targetsOf } from '../store/references.js';
import { insertCreates } from '../store/writes.js';
import { inTransaction, type Db, type Slot } from '../sync/context.js';
import { settle } from '../sync/settle.js';
import { done, refused, type Hub, type Outcome } from './hub.js';
import { faultsOf, type Patch } from './patch.js';
import type { Written } from './update.js';
import { lastWriteSeq, outcomesSince, waitUntilSettled } from './write-through.js';

export interface Create {
  readonly kind: 'CUSTOMER' | 'DEPARTMENT' | null;
  readonly patch: Patch;
  readonly waitMs: number;
}

const required: Readonly<Record<CanonicalType, readonly string[]>> = {
  Customer: ['name'],
  Employee: ['firstName', 'lastName'],
  Project: ['name'],
};

/**
 * Makes a canonical record and its record in the system at the centre; the dataflows carry it on from there. Answers
 * when the systems have confirmed, or when the time is up.
 */
export async function createCanonical(hub: Hub, type: CanonicalType, create: Create): Promise<Outcome<Written>> {
  const { db, slots } = hub.context;
  const faults = await faultsOf(db, type, create.patch, required[type]);
  if (faults.length > 0) return refused(...faults);
  const home = slots.get(homeOf(type, create.kind));
  if (!home) {
    const message = `${homeOf(type, create.kind)}, where a new ${type.toLowerCase()} is made first, is not switched on.`;
    return refused({ field: [], code: 'INVALID', message });
  }
  const id = randomUUID();
  const sinceSeq = await lastWriteSeq(db);
  await inTransaction(db, (tx) => store(hub, tx, id, type, home, create));
  await waitUntilSettled(db, id, sinceSeq, create.waitMs);
  return done({ canonicalId: id, writes: await outcomesSince(db, id, sinceSeq) });
}

async function store(hub: Hub, tx: Db, id: string, type: CanonicalType, home: Slot, create: Create): Promise<void> {
  await tx.query('insert into canonical_record (id, type, kind) values ($1, $2, $3)', [id, type, create.kind]);
  await settle(hub.context, tx, [id], { hub: { values: create.patch, at: hub.context.now().getTime() } });
  const [loaded] = await loadForUpdate(hub.context, tx, [id]);
  if (!loaded) throw new RangeError(`canonical record ${id} is not there`);
  const targets = await targetsOf(tx, referencesIn(type, create.patch));
  const values = valuesForCreate(loaded.canonical, home.mapping, (canonicalId, slot) =>
    targets.get(`${canonicalId}/${slot}`)?.externalId ? 'there' : 'never',
  );
  const { system, entityType } = home;
  const creation = {
    canonicalId: id,
    dataflowId: null,
    system,
    entityType,
    externalRef: `hub:${id}`,
    values: values ?? {},
  };
  await insertCreates(tx, [{ ...creation, externalId: await takeKey(tx, home) }]);
  await hub.jobs.convergeSoon(tx, id);
}

function referencesIn(type: CanonicalType, patch: Patch): string[] {
  return Object.entries(patch).flatMap(([name, value]) =>
    fieldOf(type, name).target && typeof value === 'string' ? [value] : [],
  );
}
