import type { CreateOptions, FieldValues, Json, RawRecord } from '../../shared/connector.js';
import { NotFound } from '../../shared/errors.js';
import { filled, nested } from '../../shared/http/field-values.js';
import { readOne, recordIn, type Place } from './v2-reads.js';

interface Operation {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: Json;
}

/** Changes only the given fields, by JSON Patch, and answers the record as it then is. @throws NotFound. */
export async function update(at: Place, id: string, fields: FieldValues): Promise<RawRecord> {
  const { client, path, entityType } = at;
  const touchesAddress = Object.keys(fields).some(isWithinAddress);
  const before = touchesAddress || !/^\d+$/.test(id) ? await readOne(at, id) : undefined;
  if (before === null) throw missing(at, id);
  const operations = operationsFor(fields, before !== undefined && hasNoAddress(before));
  if (before && operations.length === 0) return before;
  const { json } = await client.request({
    method: 'PATCH',
    path: `${path}/${id}`,
    contentType: 'application/json-patch+json',
    json: operations,
    entityType,
    id,
  });
  return recordIn(at, json, 'write');
}

/** Adds a record that carries the hub's reference. @throws Conflict when one does already. */
export async function create(at: Place, fields: FieldValues, { externalRef }: CreateOptions): Promise<RawRecord> {
  const { client, path, entityType } = at;
  const values = filled(fields);
  const body = { ...delivery(at, values), ...nested(values), ExternalImportReference: externalRef };
  const { json } = await client.request({ method: 'POST', path, json: body, entityType });
  return recordIn(at, json, 'write');
}

/** Takes the record away; a system that still needs it refuses. @throws NotFound, Conflict. */
export async function remove({ client, path, entityType }: Place, id: string): Promise<void> {
  await client.request({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}`, entityType, id });
}

/** An invoice cannot go by e-mail, which seems to be the default, where there is no address for it. */
function delivery({ entityType }: Place, values: FieldValues): Record<string, Json> {
  const needsNone = entityType !== 'Customers' || values['EmailAddress'] || values['InvoiceEmailAddress'];
  return needsNone ? {} : { InvoiceDeliveryType: 'Print' };
}

/** A part of an address can be replaced only where there is one; else the parts that say something are a new one. */
function operationsFor(fields: FieldValues, addsAddress: boolean): Operation[] {
  const entries = Object.entries(fields).filter(([path]) => !addsAddress || !isWithinAddress(path));
  const operations: Operation[] = entries.map(([path, value]) => ({
    op: 'replace',
    path: `/${path.replaceAll('.', '/')}`,
    value,
  }));
  if (!addsAddress) return operations;
  const parts = Object.entries(filled(fields)).filter(([path]) => isWithinAddress(path));
  const address = nested(Object.fromEntries(parts))['MailAddress'];
  return address === undefined ? operations : [...operations, { op: 'add', path: '/MailAddress', value: address }];
}

function isWithinAddress(path: string): boolean {
  return path.startsWith('MailAddress.');
}

function hasNoAddress({ fields }: RawRecord): boolean {
  return (fields['MailAddress'] ?? null) === null;
}

function missing({ entityType }: Place, id: string): NotFound {
  return new NotFound(`powerofficego has no ${entityType} ${id}`, { system: 'powerofficego', entityType, id });
}
