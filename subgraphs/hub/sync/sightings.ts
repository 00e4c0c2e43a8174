import { fieldOf } from '../../../shared/canonical/types.js';
import type { Observed, Value } from '../../../shared/canonical/field.js';
import type { FieldValues, RawRecord } from '../../../shared/connector.js';
import { readFields, valueAt, writeFields } from '../../../shared/mapping/mapping.js';
import type { Dossier, Sighting } from '../../../shared/sync/dossier.js';
import type { View } from '../../../shared/sync/policy.js';
import type { Engine, Slot } from './engine.js';
import { keyOf, type Decision, type ExternalRef } from './store.js';

/** When records were looked at, in ms since 1970. */
export interface Look {
  /** When the request was sent; for the answer to a write, when it came. */
  readonly at: number;
  /** Until when an unchanged record is known to have held what it held before; null: unknown. */
  readonly unchangedSince: number | null;
}

/** The look of a single request. */
export function direct(at: number): Look {
  return { at, unchangedSince: null };
}

/** Records as answered, ready to be judged; a reference the hub cannot place is no information. */
export async function sightingsOf(
  engine: Engine,
  slot: Slot,
  records: readonly RawRecord[],
  look: Look,
): Promise<Sighting[]> {
  const read = records.map((record) => ({ record, observed: readFields(slot.mapping, record.fields) }));
  const references = read.flatMap(({ observed }) =>
    Object.entries(observed).flatMap(([field, value]) => referenceIn(slot, field, value) ?? []),
  );
  const ids = references.length > 0 ? await engine.store.placesOf(references) : new Map<string, string>();
  return read.map(({ record, observed }) => {
    for (const [field, value] of Object.entries(observed)) {
      const reference = referenceIn(slot, field, value);
      if (reference) observed[field] = ids.get(keyOf(reference));
    }
    return { externalId: record.id, version: versionOf(slot, record), observed, wire: record.fields, ...look };
  });
}

/** What tells the record's states apart: its version or, where its system has none, the stamp of its last change; null: its values alone. */
function versionOf({ capabilities }: Slot, { version, fields }: RawRecord): string | null {
  const path = capabilities.version === 'lastModified' ? capabilities.since?.stamp : null;
  const stamp = path ? valueAt(fields, path) : null;
  return version ?? (typeof stamp === 'string' ? stamp : null);
}

/** The same of one record. */
export async function sightingOf(engine: Engine, slot: Slot, record: RawRecord, look: Look): Promise<Sighting> {
  const [sighting] = await sightingsOf(engine, slot, [record], look);
  if (!sighting) throw new RangeError('one was asked for and none came');
  return sighting;
}

/** The canonical ids that a record's reference fields name: a decision that takes the sighting in may ask for them. */
export function referencesIn({ mapping }: Slot, { observed }: Sighting): string[] {
  return Object.entries(observed).flatMap(([field, value]) =>
    mapping.fields[field]?.reference !== undefined && typeof value === 'string' ? [value] : [],
  );
}

/**
 * Decides on a canonical record by a look at one of its records: also what that look is the first to refer to can be asked of the view.
 * Null where there is no such canonical record any more.
 */
export function changeBy<T>(
  engine: Engine,
  slot: Slot,
  canonicalId: string,
  sighting: Sighting,
  decide: (dossier: Dossier, view: View) => Decision<T>,
): Promise<T | null> {
  return engine.store.change<T | null>(
    [canonicalId],
    ([dossier], view) => (dossier ? decide(dossier, view) : { dossiers: [], answer: null }),
    { references: referencesIn(slot, sighting) },
  );
}

/** Reads one record now; null: its system has no such record. */
export async function lookAt(engine: Engine, slot: Slot, externalId: string): Promise<Sighting | null> {
  const look = direct(engine.now());
  const [record] = await slot.resource.readMany([externalId]);
  return record && !record.deleted ? sightingOf(engine, slot, record, look) : null;
}

function referenceIn(slot: Slot, field: string, value: Observed): ExternalRef | null {
  const entityType = slot.mapping.fields[field]?.reference;
  if (entityType === undefined || value === undefined || value === null) return null;
  return { system: slot.system, entityType, externalId: String(value) };
}

/** Canonical values in the slot's wire form. A reference whose target has no record there (any more) is left out. */
export async function wireValues(
  engine: Engine,
  slot: Slot,
  values: Readonly<Record<string, Value | null>>,
): Promise<FieldValues> {
  const named = Object.entries(values).flatMap(([field, value]) =>
    isReference(slot, field) && value !== null ? [String(value)] : [],
  );
  const targets = named.length > 0 ? await engine.store.externalIds(named) : new Map<string, string>();
  const translated: Record<string, Value | null> = {};
  for (const [field, value] of Object.entries(values)) {
    const entityType = slot.mapping.fields[field]?.reference;
    const target =
      entityType === undefined || value === null ? value : targets.get(`${value}/${slot.system}.${entityType}`);
    if (target !== undefined) translated[field] = target;
  }
  return writeFields(slot.mapping, translated);
}

function isReference(slot: Slot, field: string): boolean {
  return (
    fieldOf(slot.mapping.canonicalType, field).type === 'reference' &&
    slot.mapping.fields[field]?.reference !== undefined
  );
}

/** The external reference a record carries, where its entity type has room for one; null when empty. */
export function externalRefOf({ capabilities }: Slot, record: RawRecord): string | null {
  const path = capabilities.externalRef?.path;
  const value = path === undefined ? null : valueAt(record.fields, path);
  return typeof value === 'string' && value !== '' ? value : null;
}
