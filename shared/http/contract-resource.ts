import * as z from 'zod';
import type { Env } from '../config.js';
import type { Capabilities, ChangePage, Connection, CreateOptions, FieldValues } from '../connector.js';
import type { ListPage, RawRecord, Resource } from '../connector.js';
import { NotFound, Rejected, Unavailable } from '../errors.js';
import { createHttpClient, standingOf, type HttpClient } from './client.js';
import { explainProblem, pageIn, recordIn, type Asked, type Page } from './contract-answers.js';
import { filled, nested } from './field-values.js';

/** A system that keeps the custom systems' common contract (`subgraphs/customerp/README.md` has it in full). */
export interface ContractSystem {
  readonly system: string;
  /** `CUSTOMERP`: its address is in `CUSTOMERP_URL`, its key in `CUSTOMERP_API_KEY`. */
  readonly prefix: string;
  /** The collection's name in the address, by entity type: `{ Customer: 'customers' }`. */
  readonly collections: Readonly<Record<string, string>>;
}

/** What the common contract promises of every collection. */
export const contractCapabilities: Capabilities = {
  sheet: 'shared/http/contract-resource.ts',
  keys: 'server',
  externalRef: { path: 'externalRef', unique: true },
  idempotencyKey: true,
  createdAt: 'createdAt',
  since: { stamp: null, inclusive: false, granularityMs: 0, overlapMs: 0 },
  paging: 'cursor',
  listMayLag: false,
  readLagMs: 0,
  inFlightMs: 30_000,
  version: 'etag',
  conditionalWrite: true,
  write: 'patch',
  writeReturnsBody: true,
  deletes: 'feed',
  perSecond: null,
  concurrency: 8,
};

/** A connection to a system that keeps the common contract; opens nothing until first used. */
export function connectContract(env: Env, { system, prefix, collections }: ContractSystem): Connection {
  const key = env.text(`${prefix}_API_KEY`);
  const client = createHttpClient({
    system,
    baseUrl: env.url(`${prefix}_URL`),
    address: `${prefix}_URL`,
    credentials: `${prefix}_API_KEY`,
    headers: () => ({ authorization: `Bearer ${key}` }),
    explain: explainProblem,
  });
  const resources = Object.entries(collections).map(([entityType, collection]) => {
    return [entityType, contractResource({ client, system, entityType, collection })] as const;
  });
  return {
    resources: Object.fromEntries(resources),
    ...standingOf(client),
    close: () => client.close(),
  };
}

/** One collection of one system, and the client to reach it with. */
export interface Collection extends Asked {
  readonly client: HttpClient;
  /** As it stands in the address: `customers`. */
  readonly collection: string;
}

/**
 * A collection as a resource. Every record bears the version that a conditional write compares, those of lists by the
 * `version` in the row; null there where a system leaves it out.
 * `find` answers removed records too, marked as such, since they keep their external reference.
 */
export function contractResource(at: Collection): Required<Resource> {
  return {
    readMany: (ids) => readMany(at, ids),
    idsPerRequest: largestBatch,
    list: (window) => list(at, window),
    readChanges: (cursor) => readChanges(at, cursor),
    update: (id, fields, options) => update(at, id, fields, options?.ifVersion ?? null),
    create: (fields, options) => create(at, fields, options),
    find: (by) => find(at, by),
    remove: async (id) => {
      await at.client.request({ method: 'DELETE', path: pathOf(at, id), entityType: at.entityType, id });
    },
  };
}

const largestPage = 1000;
const largestBatch = 200;

async function readMany(at: Collection, ids: readonly string[]): Promise<(RawRecord | null)[]> {
  const wanted = [...new Set(ids)].filter(isId);
  const [only] = wanted;
  const found = wanted.length === 1 && only ? [await readOne(at, only)] : await readBatches(at, wanted);
  const byId = new Map(found.map((record) => [record?.id, record]));
  return ids.map((id) => byId.get(id) ?? null);
}

async function readOne(at: Collection, id: string): Promise<RawRecord | null> {
  const { entityType } = at;
  const answer = await at.client.request({ method: 'GET', path: pathOf(at, id), accept404: true, entityType, id });
  return answer.json === null ? null : recordIn(answer, at, 'read');
}

async function readBatches(at: Collection, ids: readonly string[]): Promise<RawRecord[]> {
  const batches = Array.from({ length: Math.ceil(ids.length / largestBatch) }, (_, index) =>
    ids.slice(index * largestBatch, (index + 1) * largestBatch),
  );
  const pages = await Promise.all(batches.map((batch) => readPage(at, { ids: batch.join(','), limit: batch.length })));
  return pages.flatMap((page) => page.records);
}

/** A place in the list: the server's cursor of a page (null: the first), and how many of its items lie before. */
const place = z.tuple([z.string().nullable(), z.number().int().min(0)]);
type Place = z.infer<typeof place>;

async function list(at: Collection, window: { first: number; after: string | null }): Promise<ListPage> {
  let [cursor, skip]: Place = window.after === null ? [null, 0] : placeOf(at, window.after);
  const records: RawRecord[] = [];
  const cursors: string[] = [];
  for (;;) {
    const wanted = skip + window.first - records.length;
    const page = await readPage(at, {
      limit: Math.min(Math.max(wanted, 1), largestPage),
      ...(cursor !== null && { cursor }),
    });
    const taken = page.records.slice(skip, wanted);
    records.push(...taken);
    cursors.push(...taken.map((_, index) => cursorAfter(page, cursor, skip + index + 1)));
    if (records.length >= window.first || page.next === null) {
      const hasNextPage = page.next !== null || page.records.length > skip + taken.length;
      return { records, cursors, hasNextPage, total: page.total };
    }
    skip = 0;
    cursor = page.next;
  }
}

/** After a page's last item stands the server's own cursor, which rows removed meanwhile cannot shift. */
function cursorAfter(page: Page, cursor: string | null, passed: number): string {
  const next: Place = page.next !== null && passed >= page.records.length ? [page.next, 0] : [cursor, passed];
  return Buffer.from(JSON.stringify(next)).toString('base64url');
}

function placeOf({ system, entityType }: Collection, after: string): Place {
  const read = place.safeParse(parsed(Buffer.from(after, 'base64url').toString()));
  if (read.success) return read.data;
  throw new Rejected(`This is not a cursor of ${system}'s list of ${entityType}.`, { system, entityType });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* readChanges(at: Collection, cursor: string | null): AsyncGenerator<ChangePage> {
  if (cursor !== null) {
    const first = await firstChanges(at, cursor);
    if (first) return yield* rest(at, changedSince(cursor), first);
  }
  yield* rest(at, {}, await readPage(at, { limit: largestPage }));
}

function changedSince(cursor: string): Query {
  return { updatedSince: cursor, includeDeleted: true };
}

/** Null when the system no longer has what the cursor stands for: then everything has to be read again. */
async function firstChanges(at: Collection, cursor: string): Promise<Page | null> {
  try {
    return await readPage(at, { ...changedSince(cursor), limit: largestPage });
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

/** The cursor is the first page's: what changes while the others are read is then read again, never missed. */
async function* rest(at: Collection, filter: Query, first: Page): AsyncGenerator<ChangePage> {
  let page = first;
  let found = first.records.length;
  while (page.next !== null) {
    yield { records: page.records, cursor: null };
    page = await readPage(at, { ...filter, limit: largestPage, cursor: page.next });
    found += page.records.length;
  }
  requireAll(at, found, Math.min(first.total, page.total));
  yield { records: page.records, cursor: first.syncCursor };
}

async function update(at: Collection, id: string, fields: FieldValues, ifVersion: string | null): Promise<RawRecord> {
  const answer = await at.client.request({
    method: 'PATCH',
    path: pathOf(at, id),
    headers: ifVersion === null ? {} : { 'if-match': ifVersion },
    contentType: 'application/merge-patch+json',
    json: nested(fields),
    entityType: at.entityType,
    id,
  });
  return recordIn(answer, at, 'write');
}

async function create(at: Collection, fields: FieldValues, { externalRef }: CreateOptions): Promise<RawRecord> {
  const answer = await at.client.request({
    method: 'POST',
    path: `/${at.collection}`,
    headers: { 'idempotency-key': externalRef },
    json: { ...nested(filled(fields)), externalRef },
    entityType: at.entityType,
  });
  return recordIn(answer, at, 'write');
}

async function find(at: Collection, by: { externalRef: string } | { id: string }): Promise<readonly RawRecord[]> {
  if ('id' in by) return (await readMany(at, [by.id])).filter((record) => record !== null);
  return (await readPage(at, { externalRef: by.externalRef, includeDeleted: true })).records;
}

type Query = Readonly<Record<string, string | number | boolean>>;

async function readPage(at: Collection, query: Query): Promise<Page> {
  const { system, entityType } = at;
  const answer = await at.client.request({ method: 'GET', path: `/${at.collection}`, query, entityType });
  const page = pageIn(answer, at);
  if (page.next !== null && page.next === query['cursor'])
    throw new Unavailable(`${system} answers one page of ${entityType} over and over.`, { system, entityType });
  if (page.next === null && query['cursor'] === undefined) requireAll(at, page.records.length, page.total);
  return page;
}

/** @throws Unavailable when fewer records came than the system counts. */
function requireAll({ system, entityType }: Collection, found: number, counted: number): void {
  if (found >= counted) return;
  const message = `${system} answers ${found} records of ${entityType} where it counts ${counted}.`;
  throw new Unavailable(message, { system, entityType });
}

function pathOf({ system, entityType, collection }: Collection, id: string): string {
  if (isId(id)) return `/${collection}/${encodeURIComponent(id)}`;
  throw new NotFound(`${system} has no ${entityType} with this id.`, { system, entityType, id });
}

/** Whether the text could be an id: a comma would make two of it, and dots would lead out of the collection. */
function isId(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..' && !id.includes(',');
}
