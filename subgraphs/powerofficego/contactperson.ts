import * as z from 'zod';
import type { ChangePage, FieldValues, ListPage, RawRecord, Resource } from '../../shared/connector.js';
import { NotFound, Rejected, Unavailable } from '../../shared/errors.js';
import { laterStamp, reachBack } from '../../shared/http/change-stamp.js';
import type { HttpClient } from '../../shared/http/client.js';
import { isHidden } from './v2-record.js';

const entityType = 'Contactperson';
const system = 'powerofficego';
const largestPage = 1000;
/** OData of that age refuses a filter of more than a hundred nodes, and a comparison with its `or` is up to six. */
const idsPerFilter = 15;
const beginning = '1970-01-01T00:00:00Z';

/** The contact persons of all customers and suppliers, over the v1 API. No record has a version. */
export function contactpersonResource(client: HttpClient, overlapMs: number): Resource {
  return {
    readMany: (ids) => readMany(client, ids),
    list: (window) => list(client, window),
    readChanges: (cursor) => readChanges(client, cursor, overlapMs),
    update: (id, fields) => update(client, id, fields),
  };
}

async function readMany(client: HttpClient, ids: readonly string[]): Promise<(RawRecord | null)[]> {
  const wanted = [...new Set(ids)].filter((id) => /^[1-9]\d{0,14}$/.test(id));
  const batches = Array.from({ length: Math.ceil(wanted.length / idsPerFilter) }, (_, index) =>
    wanted.slice(index * idsPerFilter, (index + 1) * idsPerFilter),
  );
  const pages = await Promise.all(
    batches.map((batch) => {
      const filter = `(${batch.map((id) => `Id eq ${id}`).join(' or ')})`;
      return readSome(client, filter);
    }),
  );
  const found = new Map(pages.flat().map((record) => [record.id, record]));
  return ids.map((id) => found.get(id) ?? null);
}

/** A cursor is the number of records up to its own. */
async function list(client: HttpClient, window: { first: number; after: string | null }): Promise<ListPage> {
  const from = window.after === null ? 0 : positionOf(window.after);
  const { records, total } = await readPage(client, { skip: from, top: Math.min(window.first, largestPage) });
  const cursors = records.map((_, index) => String(from + index + 1));
  return { records, cursors, hasNextPage: from + records.length < total, total };
}

function positionOf(after: string): number {
  if (/^\d{1,9}$/.test(after)) return Number(after);
  throw new Rejected(`This is not a cursor of ${system}'s list of ${entityType}.`, { system, entityType });
}

/** As with the other lists: in the order of ids, and the next cursor is the newest stamp before reading began. */
async function* readChanges(client: HttpClient, cursor: string | null, overlapMs: number): AsyncGenerator<ChangePage> {
  const from = cursor === null ? null : reachBack(cursor, overlapMs, { system, entityType });
  const filter = from === null ? undefined : `(LastChanged ge datetimeoffset'${from}')`;
  const newest = await readPage(client, { orderby: 'LastChanged desc', skip: 0, top: 1 });
  const next = laterStamp(cursor, newest.records[0]?.fields['lastChanged']) ?? beginning;
  for (let skip = 0, counted = 0; ;) {
    const { records, total } = await readPage(client, { filter, skip, top: largestPage });
    if (total < counted) throw shorter(total, counted);
    counted = total;
    skip += records.length;
    const isLast = records.length === 0 || skip >= total;
    yield { records, cursor: isLast ? next : null };
    if (isLast) return;
  }
}

/** A contact person is written through its owner, a customer or a supplier, whose id stands in the record. */
async function update(client: HttpClient, id: string, fields: FieldValues): Promise<RawRecord> {
  const [before] = await readMany(client, [id]);
  if (!before) throw new NotFound(`${system} has no ${entityType} ${id}`, { system, entityType, id });
  const { partyId, partyCustomerCode, partySupplierCode } = wireContact.parse(before.fields);
  const owner = partySupplierCode && !partyCustomerCode ? 'Supplier' : 'Customer';
  const path = `/${owner}/${partyId}/Contact/`;
  const json = { id: Number(id), ...fields };
  const answer = await client.request({ method: 'POST', path, json, entityType, id });
  const read = wireAnswer.safeParse(answer.json);
  if (read.success) return toRecord(read.data.data);
  throw new Unavailable(`${system} answers a write of ${entityType} with no record`, {
    system,
    entityType,
    ambiguous: true,
  });
}

const wireContact = z.looseObject({
  id: z.number().int(),
  partyId: z.number().int(),
  partyCustomerCode: z.number().nullish(),
  partySupplierCode: z.number().nullish(),
});
const wireAnswer = z.object({ data: wireContact });
const wirePage = z.object({ data: z.array(wireContact), count: z.number().int() });

/** v1 leaves out what is empty, so what is missing is known to be empty; but for the number it may only mask. */
const properties = `firstName lastName emailAddress phoneNumber address1 address2 zipCode city residenceCountryCode
  dateOfBirth placeOfBirth citizenship externalCode gender hasNorwegianSSN isActive isPep isRca`.split(/\s+/);

function toRecord(wire: z.infer<typeof wireContact>): RawRecord {
  const { socialSecurityNumber, ...shown } = wire;
  const empty = Object.fromEntries(properties.map((name) => [name, null]));
  const number = socialSecurityNumber === undefined || isHidden(socialSecurityNumber) ? {} : { socialSecurityNumber };
  return { id: String(wire.id), version: null, fields: { ...empty, ...shown, ...number } };
}

interface Question {
  readonly filter?: string | undefined;
  readonly orderby?: string;
  readonly skip: number;
  readonly top: number;
}

/** The records that meet a filter which few do. @throws Unavailable when fewer come than there are. */
async function readSome(client: HttpClient, filter: string): Promise<readonly RawRecord[]> {
  const { records, total } = await readPage(client, { filter, skip: 0, top: largestPage });
  if (records.length < total) throw shorter(records.length, total);
  return records;
}

function shorter(found: number, counted: number): Unavailable {
  const message = `${system} answers ${found} records of ${entityType} where it counts ${counted}`;
  return new Unavailable(message, { system, entityType });
}

async function readPage(
  client: HttpClient,
  { filter, orderby = 'Id', skip, top }: Question,
): Promise<{ records: readonly RawRecord[]; total: number }> {
  const query = { $filter: filter, $orderby: orderby, $skip: skip, $top: top };
  const { json } = await client.request({ method: 'GET', path: '/PartyContactPerson/', query, entityType });
  const read = wirePage.safeParse(json);
  if (read.success) {
    const { data, count: total } = read.data;
    if (data.length > 0 || skip >= total) return { records: data.map(toRecord), total };
    throw shorter(0, total - skip);
  }
  const where = read.error.issues[0]?.path.join('.') || 'the body';
  const message = `${system} answers a list of ${entityType} of an unknown form: see ${where}`;
  throw new Unavailable(message, { system, entityType });
}
