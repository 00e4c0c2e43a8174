import * as z from 'zod';
import type { CreateOptions, FieldValues, RawRecord } from '../../shared/connector.js';
import { NotFound, Rejected, Unavailable } from '../../shared/errors.js';
import { afterWrite } from '../../shared/http/after-write.js';
import { filled } from '../../shared/http/field-values.js';
import { isKey, keyValue, textLiteral } from './odata.js';
import { readMany, readSome, toRecord, wireRecord, type Place } from './reads.js';

/** Changes only the given fields. @throws NotFound, Rejected, Conflict. */
export async function update(at: Place, id: string, fields: FieldValues): Promise<RawRecord> {
  const { client, path, entityType, updateMethod } = at;
  if (!isKey(at, id)) missing(at, id);
  const about = { method: updateMethod, entityType, id } as const;
  const { json } =
    updateMethod === 'PATCH'
      ? await client.request({ ...about, path: `${path}/${encodeURIComponent(id)}`, json: fields })
      : await client.request({ ...about, path, json: [{ Id: keyValue(at, id), ...fields }] });
  return recordIn(json) ?? (await afterWrite(() => readMany(at, [id])))[0] ?? missing(at, id);
}

/** Adds a record without its empty fields: an insert takes no nulls. @throws Conflict when the id is taken. */
export async function create(at: Place, fields: FieldValues, options: CreateOptions): Promise<RawRecord> {
  const { client, insertPath, insertsArray, entityType } = at;
  const body = { ...keyOf(at, options), ...filled(fields), ...referenceOf(at, options) };
  const json = insertsArray ? [body] : body;
  const about = { entityType, ...(options.id !== undefined && { id: options.id }) };
  const answer = await client.request({ method: 'POST', path: insertPath, json, ...about });
  return recordIn(answer.json) ?? (await readBack(at, options));
}

/** Records by external reference, none where the list has no place for one, or by key. */
export async function find(at: Place, by: { externalRef: string } | { id: string }): Promise<readonly RawRecord[]> {
  if ('id' in by) return (await readMany(at, [by.id])).filter((record) => record !== null);
  const place = at.capabilities.externalRef;
  if (place === null) return [];
  const found = await readSome(at, `${place.path} eq ${textLiteral(by.externalRef)}`);
  return found.filter(({ fields }) => fields[place.path] === by.externalRef);
}

function keyOf(at: Place, { id }: CreateOptions): FieldValues {
  if (at.capabilities.keys === 'server') return {};
  if (id !== undefined && isKey(at, id)) return { Id: keyValue(at, id) };
  const { entityType } = at;
  throw new Rejected(`A new ${entityType} in tidsbanken needs an Id.`, {
    system: 'tidsbanken',
    entityType,
    field: 'Id',
  });
}

function referenceOf({ capabilities: { externalRef: place } }: Place, { externalRef }: CreateOptions): FieldValues {
  return place === null ? {} : { [place.path]: externalRef };
}

/** The record in a write's answer, whatever its envelope; null where it carries none, or not all of it. */
function recordIn(json: unknown): RawRecord | null {
  const list = z.object({ value: z.array(z.unknown()) }).safeParse(json);
  const candidates = list.success ? list.data.value : Array.isArray(json) ? json : [json];
  const read = wireRecord.extend({ SistEndretDato: z.string() }).safeParse(candidates[0]);
  return candidates.length === 1 && read.success ? toRecord(read.data) : null;
}

async function readBack(at: Place, { id, externalRef }: CreateOptions): Promise<RawRecord> {
  const [record] = await afterWrite(() => find(at, id === undefined ? { externalRef } : { id }));
  if (record) return record;
  const { entityType } = at;
  const message = `tidsbanken took a new ${entityType} but does not show it`;
  throw new Unavailable(message, { system: 'tidsbanken', entityType, ambiguous: true });
}

function missing({ entityType }: Place, id: string): never {
  throw new NotFound(`tidsbanken has no ${entityType} ${id}`, { system: 'tidsbanken', entityType, id });
}
