import DataLoader from 'dataloader';
import type { RawRecord, Resource } from '../../../shared/connector.js';
import { asking, noteAsked, type Asked } from '../../../shared/http/asked-at.js';
import { currentLane, type Lane } from '../../../shared/http/lane.js';

/** The most records of one read. */
const recordsAtMost = 50;

type Reader = DataLoader<string, Asked<RawRecord | null>>;

/**
 * The resource with its reads by id combined: those that are asked for in the same turn, in the same lane, go as one
 * request. Nothing is kept: every read asks the system. Where one request reads one record by its id, each is read alone: to
 * wait for the others would make it old, and a connector may take a list, which may lag, for a short cut.
 */
export function withBatchedReads(resource: Resource): Resource {
  const atMost = Math.min(recordsAtMost, resource.idsPerRequest ?? 1);
  const readers = new Map<Lane, Reader>();
  const readerOf = (lane: Lane): Reader => {
    const known = readers.get(lane) ?? readerOver(resource, atMost);
    readers.set(lane, known);
    return known;
  };
  return {
    readMany: (ids) => Promise.all(ids.map((id) => readIn(readerOf(currentLane()), id))),
    list: (window) => resource.list(window),
    readChanges: (cursor) => resource.readChanges(cursor),
    update: (id, fields, options) => resource.update(id, fields, options),
    ...(resource.create && { create: (fields, options) => created(resource, fields, options) }),
    ...(resource.find && { find: (by) => found(resource, by) }),
    ...(resource.remove && { remove: (id) => removed(resource, id) }),
  };
}

function readerOver(resource: Resource, atMost: number): Reader {
  return new DataLoader((ids) => read(resource, ids), { cache: false, maxBatchSize: atMost });
}

async function readIn(reader: Reader, id: string): Promise<RawRecord | null> {
  const { answer, askedAt } = await reader.load(id);
  noteAsked(askedAt);
  return answer;
}

async function read(resource: Resource, ids: readonly string[]): Promise<Asked<RawRecord | null>[]> {
  const wanted = [...new Set(ids)];
  const { answer, askedAt } = await asking(() => resource.readMany(wanted));
  const byId = new Map(wanted.map((id, index) => [id, answer[index] ?? null]));
  return ids.map((id) => ({ answer: byId.get(id) ?? null, askedAt }));
}

const missing = (what: string): never => {
  throw new RangeError(`the resource cannot ${what} any more`);
};

function created(resource: Resource, ...args: Parameters<NonNullable<Resource['create']>>): Promise<RawRecord> {
  return resource.create?.(...args) ?? missing('create');
}

function found(resource: Resource, ...args: Parameters<NonNullable<Resource['find']>>): Promise<readonly RawRecord[]> {
  return resource.find?.(...args) ?? missing('find');
}

function removed(resource: Resource, id: string): Promise<void> {
  return resource.remove?.(id) ?? missing('remove');
}
