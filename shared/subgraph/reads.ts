import type { Connection, ListPage, Outage, RawRecord, Resource } from '../connector.js';
import { createCache, type CacheOptions } from './cache.js';

/** Reading one system's records for queries; `entityType` is a name of the connection's resources. */
export interface Reads {
  /** As many answers as ids, in their order; null where there is no such record. At most `maxAgeMs` behind the system. */
  readMany(entityType: string, ids: readonly string[]): Promise<readonly (RawRecord | null)[]>;
  /** Of these, those that would have to be asked for, where a request would wait for its turn for longer than so many ms. */
  waiting(entityType: string, ids: readonly string[], longestMs: number): readonly string[];
  /** Since when the system fails every request, so that at most one is sent now and then; null while it answers. */
  outage(): Outage | null;
  /** Always asks the system. */
  list(entityType: string, window: { first: number; after: string | null }): Promise<ListPage>;
  /** The record is asked for again at its next reading; readings under way do not bring it back. */
  forget(entityType: string, id: string): void;
}

/** Reads through a short cache per entity type; only ids that it lacks are asked for. */
export function readThrough(connection: Connection, options: CacheOptions): Reads {
  const caches = new Map(Object.keys(connection.resources).map((name) => [name, createCache(options)]));
  const cacheOf = (entityType: string) => existing(caches.get(entityType), entityType);

  return {
    async readMany(entityType, ids) {
      const cache = cacheOf(entityType);
      const known = new Map(ids.map((id) => [id, cache.get(id)]));
      const missing = [...known.keys()].filter((id) => known.get(id) === undefined);
      if (missing.length > 0) {
        const found = (records: readonly (RawRecord | null)[]) =>
          missing.map((id, index) => [id, records[index] ?? null] as const);
        const records = await cache.fill(() => resourceOf(connection, entityType).readMany(missing), found);
        for (const [id, record] of found(records)) known.set(id, record);
      }
      return ids.map((id) => known.get(id) ?? null);
    },
    waiting(entityType, ids, longestMs) {
      const isCrowded = (connection.waitMs?.() ?? 0) > longestMs;
      return isCrowded ? ids.filter((id) => cacheOf(entityType).get(id) === undefined) : [];
    },
    outage: () => connection.outage?.() ?? null,
    list: (entityType, window) =>
      cacheOf(entityType).fill(
        () => resourceOf(connection, entityType).list(window),
        (page) => page.records.map((record) => [record.id, record]),
      ),
    forget: (entityType, id) => cacheOf(entityType).forget(id),
  };
}

/** The resource of an entity type. @throws RangeError where the connection has none: a fault of the code. */
export function resourceOf(connection: Connection, entityType: string): Resource {
  return existing(connection.resources[entityType], entityType);
}

/**
 * The same connection, but `onWritten` is told of every update, create and removal once it is over, failed ones too:
 * they may have landed all the same.
 */
export function watchWrites(connection: Connection, onWritten: (entityType: string, id: string) => void): Connection {
  const resources: Record<string, Resource> = {};
  for (const [name, resource] of Object.entries(connection.resources)) {
    resources[name] = watchResource(resource, (id) => onWritten(name, id));
  }
  return { ...connection, resources };
}

function watchResource(resource: Resource, onWritten: (id: string) => void): Resource {
  const { create, remove } = resource;
  return {
    ...resource,
    update: (id, fields, options) => resource.update(id, fields, options).finally(() => onWritten(id)),
    ...(create && { create: watchCreate(create.bind(resource), onWritten) }),
    ...(remove && { remove: (id) => remove.call(resource, id).finally(() => onWritten(id)) }),
  };
}

/** The id of a record that was not made is known only where the caller chose it. */
function watchCreate(
  create: NonNullable<Resource['create']>,
  onWritten: (id: string) => void,
): NonNullable<Resource['create']> {
  return async (fields, options) => {
    let id = options.id;
    try {
      const record = await create(fields, options);
      id = record.id;
      return record;
    } finally {
      if (id !== undefined) onWritten(id);
    }
  };
}

function existing<T>(found: T | undefined, entityType: string): T {
  if (found === undefined) throw new RangeError(`the connection has no resource ${entityType}`);
  return found;
}
