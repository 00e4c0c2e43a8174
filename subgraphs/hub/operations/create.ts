import { randomUUID } from 'node:crypto';
import { homeOf } from '../../../shared/dataflows/homes.js';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import { withWish } from '../../../shared/sync/demand.js';
import { blank } from '../../../shared/sync/dossier.js';
import { settle } from '../../../shared/sync/settle.js';
import { idUnder } from '../store/keyed-id.js';
import { done, refused, type Hub, type Outcome } from './hub.js';
import { faultsOf, referencesIn, type Patch } from './patch.js';
import { firstValues, lastWriteSeq, written, type Written } from './write-through.js';

export interface Create {
  readonly kind: 'CUSTOMER' | 'DEPARTMENT' | null;
  readonly patch: Patch;
  readonly waitMs: number;
  /** Under the same key the same is made only once; null, or left out: whenever it is asked for. */
  readonly idempotencyKey?: string | null;
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
  const { db, slots, store, policy } = hub.context;
  const faults = await faultsOf(db, type, create.patch, required[type]);
  if (faults.length > 0) return refused(...faults);
  const home = slots.get(homeOf(type, create.kind));
  if (!home) {
    const message = `${homeOf(type, create.kind)}, where a new ${type.toLowerCase()} is made first, is not switched on.`;
    return refused({ field: [], code: 'INVALID', message });
  }
  const { idempotencyKey: key = null } = create;
  const id = key === null ? randomUUID() : idUnder(type, key);
  const before = key === null ? null : await firstValues(db, id);
  if (before) return again(hub, id, before, create);
  const sinceSeq = await lastWriteSeq(db);
  await store.change(
    [],
    (_none, view) => {
      const edit = { values: create.patch, at: view.now };
      const { dossier, journal } = settle(blank(id, type, create.kind), view, policy, edit);
      return { dossiers: [withWish(dossier, home.mapping, view)], journal, answer: null };
    },
    { wake: true, references: referencesIn(type, create.patch) },
  );
  return done(await written(db, id, sinceSeq, create.waitMs));
}

/** What was made under the same key before, if it is the same that is asked for now. */
async function again({ context: { db } }: Hub, id: string, before: Patch, create: Create): Promise<Outcome<Written>> {
  const asked = Object.entries(create.patch).filter(([, value]) => value !== null);
  const isSame = asked.length === Object.keys(before).length && asked.every(([name, value]) => before[name] === value);
  if (isSame) return done(await written(db, id, '0', create.waitMs));
  const message = 'Something else was made under this key before: give another one.';
  return refused({ field: ['idempotencyKey'], code: 'CONFLICT', message });
}
