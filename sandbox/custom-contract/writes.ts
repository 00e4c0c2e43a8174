import type { Answer, Call } from '../http.js';
import type { Store, Stored, Table } from '../store.js';
import { fingerprint, objectIn } from './bodies.js';
import { blank, merge, missing } from './merge.js';
import type { FieldError } from './merge.js';
import { Refusal, wrongFields } from './problem.js';
import { complete, etag, keptFields, namedFields, shown } from './rows.js';
import type { Collection } from './systems.js';

/** A collection being served: its table, its description, and its neighbours by name. */
export interface Place {
  readonly name: string;
  readonly table: Table;
  readonly collection: Collection;
  readonly store: Store;
  readonly neighbours: Readonly<Record<string, Collection>>;
  /** Fields of which no two live rows may bear the same value. */
  readonly unique: readonly string[];
}

/**
 * POST: a new row. With an Idempotency-Key the same body answers the same again, also after a restart, and another body is
 * refused with 422. A refused call has changed nothing and is not remembered: it may be sent again under its key.
 */
export function create(place: Place, call: Call): Answer {
  const change = objectIn(call, ['application/json']);
  const key = call.headers['idempotency-key'];
  return key === undefined ? created(place, change) : once(place, key, change);
}

function once(place: Place, key: string, change: Record<string, unknown>): Answer {
  const asked = fingerprint([place.name, change]);
  const kept = place.store.recall(`idempotency ${key}`) as { asked: string; answer: Answer } | undefined;
  if (kept && kept.asked !== asked) throw new Refusal(422, 'The Idempotency-Key was used for another request.');
  if (kept) return kept.answer;
  return place.store.together(() => {
    const answer = created(place, change);
    place.store.remember(`idempotency ${key}`, { asked, answer });
    return answer;
  });
}

function created(place: Place, change: Record<string, unknown>): Answer {
  const { collection, name, store, table } = place;
  const { values, errors } = merge(namedFields(collection.fields), change, blank(keptFields(collection.fields)));
  refuse([
    ...missing(collection.fields, change),
    ...errors,
    ...danglers(place, values),
    ...doubles(place, values, null),
  ]);
  refuseUsed(place, values.externalRef, null);
  const stored = store.together(() => {
    const number = table.nextNumber();
    const assigns = Object.entries(collection.assigns ?? {}).map(([field, of]) => [field, of(number)] as const);
    return table.insert(collection.idOf(number), { ...values, ...Object.fromEntries(assigns) });
  });
  const headers = { etag: etag(stored), location: `/${name}/${stored.id}` };
  return { status: 201, headers, body: shown(collection.fields, stored) };
}

/** PATCH: a JSON merge patch over a live row. Every accepted patch is a change, also one that says what was so already. */
export function patch(place: Place, call: Call): Answer {
  const { collection, table } = place;
  const before = unchanged(live(place, call), call);
  const change = objectIn(call, ['application/json', 'application/merge-patch+json']);
  const { values, errors } = merge(namedFields(collection.fields), change, complete(collection.fields, before.row));
  const changed = Object.fromEntries(Object.keys(change).map((field) => [field, values[field]]));
  refuse([...errors, ...danglers(place, changed), ...doubles(place, changed, before.id)]);
  refuseUsed(place, changed.externalRef, before.id);
  const stored = table.update(before.id, changed);
  return { status: 200, headers: { etag: etag(stored) }, body: shown(collection.fields, stored) };
}

/** DELETE: the row stays known as deleted. 409 while live rows refer to it. */
export function remove(place: Place, call: Call): Answer {
  const stored = unchanged(live(place, call), call);
  for (const [name, { fields }] of Object.entries(place.neighbours)) {
    for (const [field, { collection }] of Object.entries(fields)) {
      const isReferred = collection === place.name && place.store.table(name).findBy(field, stored.id).length > 0;
      if (isReferred) throw new Refusal(409, `Rows of ${name} refer to it as ${field}.`);
    }
  }
  place.table.remove(stored.id);
  return { status: 204 };
}

/** The live row a call names. Throws 404 when there never was one, 410 when it is deleted. */
export function live(place: Place, call: Call): Stored {
  const stored = place.table.get(call.params.id ?? '');
  if (!stored) throw new Refusal(404, `${place.name} has no row with that id.`);
  if (stored.deletedAt !== null) throw new Refusal(410, `The row was deleted at ${stored.deletedAt}.`);
  return stored;
}

function unchanged(stored: Stored, call: Call): Stored {
  const wanted = call.headers['if-match'];
  const isSame = wanted === undefined || wanted === '*' || wanted.split(/\s*,\s*/).includes(etag(stored));
  if (!isSame) throw new Refusal(412, 'The row has changed since.', { headers: { etag: etag(stored) } });
  return stored;
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw wrongFields(errors);
}

function danglers(place: Place, values: Record<string, unknown>): FieldError[] {
  return Object.entries(place.collection.fields).flatMap(([field, { collection }]) => {
    const id = values[field];
    if (collection === undefined || typeof id !== 'string') return [];
    const target = place.store.table(collection).get(id);
    return target && target.deletedAt === null ? [] : [{ field, message: `is not the id of one of ${collection}` }];
  });
}

function doubles({ table, unique }: Place, values: Record<string, unknown>, exceptId: string | null): FieldError[] {
  return unique.flatMap((field) => {
    const value = values[field];
    if (typeof value !== 'string' || value.trim() === '') return [];
    const isUsed = table.findBy(field, value).some(({ id }) => id !== exceptId);
    return isUsed ? [{ field, message: 'is used by another row' }] : [];
  });
}

function refuseUsed({ table }: Place, externalRef: unknown, exceptId: string | null): void {
  if (typeof externalRef !== 'string') return;
  const other = table.findBy('externalRef', externalRef, { deleted: true }).find(({ id }) => id !== exceptId);
  if (other) throw new Refusal(409, 'The externalRef is used by another row.', { existingId: other.id });
}
