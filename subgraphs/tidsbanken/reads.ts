import * as z from 'zod';
import type { ChangePage, ListPage, RawRecord } from '../../shared/connector.js';
import { Rejected, Unavailable } from '../../shared/errors.js';
import { laterStamp, reachBack } from '../../shared/http/change-stamp.js';
import type { HttpClient } from '../../shared/http/client.js';
import type { Collection } from './collections.js';
import { idFilters, isKey } from './odata.js';

/** One list of Tidsbanken, and the client to reach it with. */
export interface Place extends Collection {
  readonly client: HttpClient;
}

const largestPage = 1000;
/** Where reading starts when nothing has ever been stamped. */
const beginning = '1970-01-01T00:00:00Z';

/** One record as the wire has it. */
export const wireRecord = z.looseObject({ Id: z.union([z.string().min(1), z.number().int()]) });
const wirePage = z.object({ value: z.array(wireRecord), '@odata.count': z.number().int().optional() });

/** The record in a wire object, without OData's annotations, which depend on the question. */
export function toRecord(wire: z.infer<typeof wireRecord>): RawRecord {
  const fields = Object.fromEntries(Object.entries(wire).filter(([name]) => !name.startsWith('@')));
  return { id: String(wire.Id), version: null, fields };
}

/** As many answers as ids, in their order; null where there is no such record. */
export async function readMany(at: Place, ids: readonly string[]): Promise<(RawRecord | null)[]> {
  const filters = idFilters(
    at,
    ids.filter((id) => isKey(at, id)),
  );
  const pages = await Promise.all(filters.map((filter) => readSome(at, filter)));
  const found = new Map(pages.flat().map((record) => [record.id, record]));
  return ids.map((id) => found.get(id) ?? null);
}

/** The records that meet a filter which few do. @throws Unavailable when fewer come than there are. */
export async function readSome(at: Place, filter: string): Promise<readonly RawRecord[]> {
  const { records, total } = await readPage(at, { filter, skip: 0, top: largestPage, count: true });
  if (total === null || records.length >= total) return records;
  throw shorter(at, records.length, total);
}

/** The list has shrunk, or is not shown in full: what was read of it may lack records that exist. */
function shorter({ entityType }: Place, found: number, counted: number): Unavailable {
  const message = `tidsbanken answers ${found} records of ${entityType} where it counts ${counted}`;
  return new Unavailable(message, { system: 'tidsbanken', entityType });
}

/** A cursor is the number of records up to its own. The server may answer fewer rows than it was asked for. */
export async function list(at: Place, window: { first: number; after: string | null }): Promise<ListPage> {
  const from = window.after === null ? 0 : positionOf(at, window.after);
  const records: RawRecord[] = [];
  let isOver = false;
  let total: number | null = null;
  while (!isOver && records.length < window.first) {
    const skip = from + records.length;
    const page = await readPage(at, { skip, top: Math.min(window.first - records.length, largestPage), count: true });
    records.push(...page.records);
    total = page.total;
    isOver = page.records.length === 0 || (total !== null && from + records.length >= total);
  }
  const cursors = records.map((_, index) => String(from + index + 1));
  return { records, cursors, hasNextPage: !isOver, total };
}

function positionOf({ entityType }: Place, after: string): number {
  if (/^\d{1,9}$/.test(after)) return Number(after);
  const message = `This is not a cursor of tidsbanken's list of ${entityType}.`;
  throw new Rejected(message, { system: 'tidsbanken', entityType });
}

/**
 * Reads in the order of ids, which a record that changes meanwhile does not leave. The next cursor is the newest stamp
 * there was before reading began: what changes while it goes on is read then.
 */
export async function* readChanges(at: Place, cursor: string | null): AsyncGenerator<ChangePage> {
  const { entityType, capabilities } = at;
  const asked = { system: 'tidsbanken', entityType };
  const filter =
    cursor === null ? undefined : `SistEndretDato gt ${reachBack(cursor, capabilities.since?.overlapMs ?? 0, asked)}`;
  const next = laterStamp(cursor, await newestStamp(at)) ?? beginning;
  for (let skip = 0, counted = 0; ;) {
    const { records, total } = await readPage(at, { filter, skip, top: largestPage, count: true });
    if (total !== null && total < counted) throw shorter(at, total, counted);
    counted = total ?? counted;
    skip += records.length;
    const isLast = records.length === 0 || (total !== null && skip >= total);
    yield { records, cursor: isLast ? next : null };
    if (isLast) return;
  }
}

async function newestStamp(at: Place): Promise<unknown> {
  const { records } = await readPage(at, { skip: 0, top: 1, orderby: 'SistEndretDato desc' });
  return records[0]?.fields['SistEndretDato'];
}

interface Question {
  readonly filter?: string | undefined;
  readonly orderby?: string;
  readonly skip: number;
  readonly top: number;
  readonly count?: boolean;
}

interface Page {
  readonly records: readonly RawRecord[];
  /** How many records meet the filter; null where not asked for. */
  readonly total: number | null;
}

async function readPage(at: Place, { filter, orderby = 'Id', skip, top, count }: Question): Promise<Page> {
  const { client, path, entityType } = at;
  const query = { $select: '*', $filter: filter, $orderby: orderby, $skip: skip, $top: top, $count: count };
  const { json } = await client.request({ method: 'GET', path, query, entityType });
  const read = wirePage.safeParse(json);
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') || 'the body';
    const message = `tidsbanken answers a list of ${entityType} of an unknown form: see ${where}`;
    throw new Unavailable(message, { system: 'tidsbanken', entityType });
  }
  const { value, '@odata.count': total = null } = read.data;
  if (value.length > 0 || total === null || skip >= total) return { records: value.map(toRecord), total };
  const message = `tidsbanken answers an empty page of ${entityType} where it counts ${total - skip} more`;
  throw new Unavailable(message, { system: 'tidsbanken', entityType });
}
