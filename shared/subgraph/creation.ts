import { createHash, randomUUID } from 'node:crypto';
import type { EntityType, FieldValues, RawRecord, Resource } from '../connector.js';
import { Conflict, Rejected } from '../errors.js';

const longestKey = 200;

/** Whether a record can be found again by what its creation was asked under, so that the same is made only once. */
export function canRepeat({ capabilities }: EntityType, { find }: Resource): boolean {
  return capabilities.externalRef !== null && find !== undefined;
}

/** Makes records in one system, the same one only once under a caller's key. */
export interface Creator {
  /**
   * @param key null: a new record whenever it is asked for. @param id where the caller gives the record's key.
   * @throws Rejected for a key that is none. @throws Conflict where what was made under the key is gone.
   */
  make(fields: FieldValues, key: string | null, id: string | null): Promise<RawRecord>;
}

/** Asks at the same time under one key wait for the one that came first. */
export function creatorOver(resource: Resource): Creator {
  const underWay = new Map<string, Promise<RawRecord>>();
  return {
    make(fields, key, id) {
      if (key === null) return create(resource, fields, `direct:${randomUUID()}`, id);
      if (key === '' || key.length > longestKey)
        throw new Rejected(`idempotencyKey must have from 1 to ${longestKey} characters`, { field: 'idempotencyKey' });
      const externalRef = `direct:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
      const known = underWay.get(externalRef);
      if (known) return known;
      const making = makeOnce(resource, fields, externalRef, id).finally(() => underWay.delete(externalRef));
      underWay.set(externalRef, making);
      return making;
    },
  };
}

async function makeOnce(resource: Resource, fields: FieldValues, externalRef: string, id: string | null) {
  const [found] = (await resource.find?.({ externalRef })) ?? [];
  if (found?.deleted) throw new Conflict('What was made under this idempotencyKey has been removed since');
  return found ?? create(resource, fields, externalRef, id);
}

function create(resource: Resource, fields: FieldValues, externalRef: string, id: string | null): Promise<RawRecord> {
  if (!resource.create) throw new RangeError('a creation of what cannot be made');
  return resource.create(fields, id === null ? { externalRef } : { externalRef, id });
}
