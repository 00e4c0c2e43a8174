import * as z from 'zod';
import type { ChangePage, FieldValues, ListPage, RawRecord, Resource } from '../../shared/connector.js';
import { NotFound, Rejected, Unavailable, type ErrorDetails } from '../../shared/errors.js';
import { afterWrite } from '../../shared/http/after-write.js';
import type { HttpClient, HttpRequest } from '../../shared/http/client.js';
import { filled, nested } from '../../shared/http/field-values.js';
import { assumptions } from './assumptions.js';

/** One list of CRM-Office, and the client to reach it with. */
export interface Place {
  readonly client: HttpClient;
  readonly entityType: string;
  /** `/contacts`. */
  readonly path: string;
}

/** A list of CRM-Office as a resource. No record has a version or an external reference: nothing is known of either. */
export function crmofficeResource(at: Place): Resource {
  return {
    readMany: (ids) => readMany(at, ids),
    list: (window) => list(at, window),
    readChanges: () => readEverything(at),
    update: (id, fields) => update(at, id, fields),
    create: (fields) => create(at, fields),
    remove: (id) => remove(at, id),
  };
}

/** The field and the reason in a refusal's body, where it has them. */
export function explainRefusal(body: unknown): { field?: string | undefined; reason?: string | undefined } {
  const read = refusal.safeParse(body);
  return read.success ? { field: read.data.field, reason: read.data.message } : {};
}

const { page: paging } = assumptions;
const fewIds = 3;
const mostReadings = 3;

const refusal = z.object({ message: z.string().optional(), field: z.string().optional() });
const item = z.looseObject({ id: z.union([z.string().min(1), z.number()]) });
const itemPage = z.object({ items: z.array(item), total: z.number().int().min(0) });

interface Page {
  readonly records: readonly RawRecord[];
  readonly total: number;
}

/** Lists are a short cut where many are asked for; whether a record is missing, a read of that one alone decides. */
async function readMany(at: Place, ids: readonly string[]): Promise<(RawRecord | null)[]> {
  const found = new Map<string, RawRecord>();
  const keep = ({ records }: Page): void => records.forEach((record) => found.set(record.id, record));
  const missing = (): string[] => [...new Set(ids)].filter((id) => isId(id) && !found.has(id));
  if (missing().length > fewIds) {
    const first = await readPage(at, 1);
    keep(first);
    const more = Array.from({ length: pagesOf(first.total) - 1 }, (_, index) => index + 2);
    if (missing().length > more.length) (await Promise.all(more.map((page) => readPage(at, page)))).forEach(keep);
  }
  const alone = await Promise.all(missing().map((id) => readOne(at, id)));
  alone.forEach((record) => record && found.set(record.id, record));
  return ids.map((id) => found.get(id) ?? null);
}

async function readOne(at: Place, id: string): Promise<RawRecord | null> {
  const answer = await at.client.request({ method: 'GET', path: pathOf(at, id), accept404: true, ...named(at, id) });
  return answer.json === null ? null : recordIn(at, answer.json);
}

/** A cursor is the number of records up to its own: CRM-Office has none. */
async function list(at: Place, window: { first: number; after: string | null }): Promise<ListPage> {
  const from = window.after === null ? 0 : positionOf(at, window.after);
  const records: RawRecord[] = [];
  let total = 0;
  do {
    const position = from + records.length;
    const page = await readPage(at, Math.floor(position / paging.largest) + 1);
    const skip = position % paging.largest;
    total = page.total;
    records.push(...page.records.slice(skip, skip + window.first - records.length));
  } while (records.length < window.first && from + records.length < total);
  const cursors = records.map((_, index) => String(from + index + 1));
  return { records, cursors, hasNextPage: from + records.length < total, total };
}

function positionOf({ entityType }: Place, after: string): number {
  if (/^\d{1,15}$/.test(after)) return Number(after);
  const message = `This is not a cursor of crmoffice's list of ${entityType}.`;
  throw new Rejected(message, { system: 'crmoffice', entityType });
}

/** Every record. A list that shrinks while it is read has moved records between pages, and is read again. */
async function* readEverything(at: Place): AsyncGenerator<ChangePage> {
  for (let reading = 1, number = 1, before = 0; reading <= mostReadings; number += 1) {
    const { records, total } = await readPage(at, number);
    const hasShrunk = total < before;
    const isLast = !hasShrunk && number >= pagesOf(total);
    yield { records, cursor: isLast ? assumptions.cursor : null };
    if (isLast) return;
    before = hasShrunk ? 0 : total;
    if (hasShrunk) [reading, number] = [reading + 1, 0];
  }
  const message = `crmoffice's list of ${at.entityType} shrank each time it was read; it is read again later.`;
  throw new Unavailable(message, { system: 'crmoffice', entityType: at.entityType });
}

async function update(at: Place, id: string, fields: FieldValues): Promise<RawRecord> {
  const request = { method: assumptions.updateMethod, path: pathOf(at, id), json: nested(fields), ...named(at, id) };
  const { json } = await at.client.request(request);
  if (json !== undefined) return recordIn(at, json, { ambiguous: true });
  return (await afterWrite(() => readOne(at, id))) ?? missingRecord(at, id);
}

async function create(at: Place, fields: FieldValues): Promise<RawRecord> {
  const { json } = await at.client.request({
    method: 'POST',
    path: at.path,
    json: nested(filled(fields)),
    ...named(at),
  });
  return recordIn(at, json, { ambiguous: true });
}

async function remove(at: Place, id: string): Promise<void> {
  await at.client.request({ method: assumptions.removeMethod, path: pathOf(at, id), ...named(at, id) });
}

async function readPage(at: Place, number: number): Promise<Page> {
  const query = { [paging.number]: paging.first + number - 1, [paging.size]: paging.largest };
  const { json } = await at.client.request({ method: 'GET', path: at.path, query, ...named(at) });
  const read = itemPage.safeParse(json);
  if (!read.success) throw unlike(at, read.error.issues[0]?.path.join('.') || 'its body');
  const { items, total } = read.data;
  const expected = Math.min(paging.largest, Math.max(0, total - (number - 1) * paging.largest));
  if (items.length !== expected) throw unlike(at, `the size of page ${number}, ${items.length} and not ${expected}`);
  return { records: items.map(toRecord), total };
}

function pagesOf(total: number): number {
  return Math.max(1, Math.ceil(total / paging.largest));
}

function recordIn(at: Place, json: unknown, details: ErrorDetails = {}): RawRecord {
  const read = item.safeParse(json);
  if (read.success) return toRecord(read.data);
  throw unlike(at, read.error.issues[0]?.path.join('.') || 'its body', details);
}

function toRecord(fields: z.infer<typeof item>): RawRecord {
  return { id: String(fields.id), version: null, fields };
}

function unlike({ entityType }: Place, what: string, details: ErrorDetails = {}): Unavailable {
  const message = `crmoffice answers for ${entityType} unlike what its assumptions.ts says: see ${what}.`;
  return new Unavailable(message, { system: 'crmoffice', entityType, ...details });
}

function missingRecord({ entityType }: Place, id: string): never {
  throw new NotFound(`crmoffice has no ${entityType} with this id.`, { system: 'crmoffice', entityType, id });
}

function named({ entityType }: Place, id?: string): Pick<HttpRequest, 'entityType' | 'id'> {
  return { entityType, ...(id !== undefined && { id }) };
}

function pathOf(at: Place, id: string): string {
  return isId(id) ? `${at.path}/${encodeURIComponent(id)}` : missingRecord(at, id);
}

/** Whether the text could be an id: dots would lead out of the list. */
function isId(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..';
}
