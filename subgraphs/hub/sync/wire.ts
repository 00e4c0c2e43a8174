import { entityKey } from '../../../shared/dataflows/dataflow.js';
import type { Observed, Value } from '../../../shared/canonical/field.js';
import type { FieldValues, RawRecord } from '../../../shared/connector.js';
import { readFields, writeFields } from '../../../shared/mapping/mapping.js';
import { keyOf } from '../store/load.js';
import { canonicalIdsOf, targetsOf } from '../store/references.js';
import type { Db, Slot } from './context.js';

/** What a record says of its canonical fields, references as canonical ids; a reference the hub cannot place is no information. */
export async function observedIn(
  db: Db,
  slot: Slot,
  record: RawRecord,
  ownKey: boolean,
): Promise<Record<string, Observed>> {
  const observed = readFields(slot.mapping, record.fields, ownKey);
  const references = Object.entries(observed).flatMap(([field, value]) => {
    const entityType = slot.mapping.fields[field]?.reference;
    const named = entityType !== undefined && value !== undefined && value !== null;
    return named ? [{ field, system: slot.system, entityType, externalId: String(value) }] : [];
  });
  const ids = await canonicalIdsOf(db, references);
  for (const reference of references) observed[reference.field] = ids.get(keyOf(reference));
  return observed;
}

/** Canonical values in the slot's wire form. A reference whose target has no record there (any more) is left out. */
export async function wireValues(
  db: Db,
  slot: Slot,
  values: Readonly<Record<string, Value | null>>,
): Promise<FieldValues> {
  const translated: Record<string, Value | null> = {};
  const targets = await targetsOf(db, referencedIds(slot, values));
  for (const [field, value] of Object.entries(values)) {
    const entityType = slot.mapping.fields[field]?.reference;
    if (entityType === undefined || value === null) translated[field] = value;
    else {
      const target = targets.get(`${String(value)}/${entityKey({ system: slot.system, entityType })}`);
      if (target?.externalId) translated[field] = target.externalId;
    }
  }
  return writeFields(slot.mapping, translated);
}

function referencedIds(slot: Slot, values: Readonly<Record<string, Value | null>>): string[] {
  return Object.entries(values).flatMap(([field, value]) =>
    slot.mapping.fields[field]?.reference && value !== null ? [String(value)] : [],
  );
}
