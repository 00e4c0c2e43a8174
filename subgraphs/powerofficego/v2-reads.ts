import * as z from 'zod';
import type { ChangePage, ListPage, RawRecord } from '../../shared/connector.js';
import { Rejected, Unavailable } from '../../shared/errors.js';
import { laterStamp, reachBack } from '../../shared/http/change-stamp.js';
import type { HttpClient } from '../../shared/http/client.js';
import { toRecord, wireRecord } from './v2-record.js';

/** One list of the v2 API, and the client to reach it with. */
export interface Place {
  readonly client: HttpClient;
  readonly entityType: 'Customers' | 'Employees';
  /** `/Customers`. */
  readonly path: string;
  readonly overlapMs: number;
}

const fewIds = 3;
const largestPage = 5000;
/** Where reading starts when nothing has ever been stamped. */
const beginning = '1970-01-01T00:00:00Z';

/** As many answers as ids, in their order. Beyond a few, the list serves where it takes fewer calls than one per id. */
export async function readMany(at: Place, ids: readonly string[]): Promise<(RawRecord | null)[]> {
  const found = new Map<string, RawRecord>();
  const keep = ({ records }: Pick<Page, 'records'>): void => records.forEach((record) => found.set(record.id, record));
  const missing = (): string[] => [...new Set(ids)].filter((id) => isId(id) && !found.has(id));
  if (missing().length > fewIds) {
    const first = await readPage(at, { number: 1, size: largestPage });
    keep(first);
    const more = pagesAfter(first);
    if (more !== null && missing().length > more.length) {
      (await Promise.all(more.map((number) => readPage(at, { number, size: largestPage })))).forEach(keep);
    }
  }
  const alone = await Promise.all(missing().map((id) => readOne(at, id)));
  alone.forEach((record) => record && found.set(record.id, record));
  return ids.map((id) => found.get(id) ?? null);
}

/** The numbers of the pages after the first; null where nobody knows how many there are. */
function pagesAfter({ total, hasMore }: Page): number[] | null {
  if (!hasMore) return [];
  return total === null ? null : Array.from({ length: Math.ceil(total / largestPage) - 1 }, (_, index) => index + 2);
}

/** The record as it stands, null where there is none. */
export async function readOne(at: Place, id: string): Promise<RawRecord | null> {
  const { client, path, entityType } = at;
  if (!isId(id)) return null;
  const answer = await client.request({ method: 'GET', path: `${path}/${id}`, accept404: true, entityType, id });
  return answer.json === null ? null : recordIn(at, answer.json, 'read');
}

/** The record in an answer. @throws Unavailable when it is none, ambiguous after a write. */
export function recordIn({ entityType }: Place, json: unknown, after: 'read' | 'write'): RawRecord {
  const read = wireRecord.safeParse(json);
  if (read.success) return toRecord(read.data);
  const details = { system: 'powerofficego', entityType, ...(after === 'write' && { ambiguous: true }) };
  throw new Unavailable(`powerofficego answers for ${entityType} with no record`, details);
}

/** Records by the hub's own reference; the server's comparison may be lenient, ours is not. */
export async function findByReference(at: Place, reference: string): Promise<RawRecord[]> {
  const filter = { externalImportReference: reference };
  const { records } = await readPage(at, { number: 1, size: largestPage, filter });
  return records.filter(({ fields }) => fields['ExternalImportReference'] === reference);
}

/** A cursor is the number of records up to its own. Any window lies within one page of a suitable size. */
export async function list(at: Place, window: { first: number; after: string | null }): Promise<ListPage> {
  const from = window.after === null ? 0 : positionOf(at, window.after);
  const first = Math.min(window.first, largestPage);
  const { number, size, skip } = pageAround(from, Math.max(first, 1));
  const page = await readPage(at, { number, size });
  const records = page.records.slice(skip, skip + first);
  const cursors = records.map((_, index) => String(from + index + 1));
  return { records, cursors, hasNextPage: page.hasMore || skip + first < page.records.length, total: page.total };
}

/** The smallest page that has the window in it. */
function pageAround(from: number, first: number): { number: number; size: number; skip: number } {
  let size = first;
  while ((from % size) + first > size) size += 1;
  return { number: Math.floor(from / size) + 1, size, skip: from % size };
}

function positionOf({ entityType }: Place, after: string): number {
  if (/^\d{1,9}$/.test(after)) return Number(after);
  const message = `This is not a cursor of powerofficego's list of ${entityType}.`;
  throw new Rejected(message, { system: 'powerofficego', entityType });
}

/**
 * Reads in the order of ids. The next cursor is the newest stamp there was before reading began, as the system wrote it:
 * what changes while reading goes on is read then. Edits of an address move no stamp and show in a full reading only.
 */
export async function* readChanges(at: Place, cursor: string | null): AsyncGenerator<ChangePage> {
  const asked = { system: 'powerofficego', entityType: at.entityType };
  const filter =
    cursor === null ? {} : { lastChangedDateTimeOffsetGreaterThan: reachBack(cursor, at.overlapMs, asked) };
  const newest = await readPage(at, { number: 1, size: 1, orderBy: 'LastChangedDateTimeOffset desc' });
  const next = laterStamp(cursor, newest.records[0]?.fields['LastChangedDateTimeOffset']) ?? beginning;
  let counted = cursor === null ? newest.total : null;
  for (let number = 1; ; number += 1) {
    const { records, hasMore, total } = await readPage(at, { number, size: largestPage, filter });
    if (records.length === 0 && (counted ?? 0) > (number - 1) * largestPage) throw shorter(at, number, 0);
    if (number > 1 && total !== null && total < (counted ?? 0)) throw shrank(at);
    counted = total;
    yield { records, cursor: hasMore ? null : next };
    if (!hasMore) return;
  }
}

interface Question {
  readonly number: number;
  readonly size: number;
  readonly orderBy?: string;
  readonly filter?: Readonly<Record<string, string>>;
}

interface Page {
  readonly records: readonly RawRecord[];
  readonly hasMore: boolean;
  /** Null where the system does not say. */
  readonly total: number | null;
}

/** Nothing found is an answer without a body. */
async function readPage(at: Place, { number, size, orderBy = 'Id', filter = {} }: Question): Promise<Page> {
  const { client, path, entityType } = at;
  const query = { PageNumber: number, PageSize: size, OrderBy: orderBy, ...filter };
  const { json, headers } = await client.request({ method: 'GET', path, query, entityType });
  if (json === undefined) return { records: [], hasMore: false, total: null };
  const read = z.array(wireRecord).safeParse(json);
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') || 'the body';
    const message = `powerofficego answers a list of ${entityType} of an unknown form: see ${where}`;
    throw new Unavailable(message, { system: 'powerofficego', entityType });
  }
  const records = read.data.map(toRecord);
  const page = { records, ...afterPage(headers['x-pagination'], number * size, records.length >= size) };
  if (page.total === null || records.length >= Math.min(size, page.total - (number - 1) * size)) return page;
  throw shorter(at, number, records.length);
}

function shorter({ entityType }: Place, number: number, found: number): Unavailable {
  const message = `powerofficego answers ${found} records of ${entityType} on page ${number}, fewer than it counts`;
  return new Unavailable(message, { system: 'powerofficego', entityType });
}

/** Records have moved between pages, past the reader. */
function shrank({ entityType }: Place): Unavailable {
  const message = `powerofficego's list of ${entityType} shrank while it was read; it is read again later`;
  return new Unavailable(message, { system: 'powerofficego', entityType });
}

const pagination = z.object({ totalCount: z.number().int().optional(), nextPageLink: z.string().nullish() });

/** The header's keys are not fully known, and it may be missing: at worst a full page is followed by an empty one. */
function afterPage(header: string | undefined, seen: number, isFull: boolean): Pick<Page, 'hasMore' | 'total'> {
  const { totalCount, nextPageLink } = pagination.safeParse(parsed(header ?? '')).data ?? {};
  if (nextPageLink !== undefined) return { hasMore: Boolean(nextPageLink), total: totalCount ?? null };
  return totalCount === undefined
    ? { hasMore: isFull, total: null }
    : { hasMore: seen < totalCount, total: totalCount };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isId(id: string): boolean {
  return /^[1-9]\d{0,14}$/.test(id);
}
