import type { RawRecord } from '../connector.js';
import { Forbidden } from '../errors.js';
import { nationalIdScope } from './context.js';
import { toGraphQLError } from './errors.js';
import { itemOf, wireFields, type WireField } from './wire.js';

type WireObjectValue = Readonly<Record<string, unknown>>;

/**
 * A record as an instance of its GraphQL class; what the wire does not carry is undefined.
 * A secret field is read, or refused with `FORBIDDEN`, only when asked for, and is seen by no spread and no `JSON.stringify`.
 */
export function toEntity<T extends object>(type: new () => T, record: RawRecord, scopes: ReadonlySet<string>): T {
  const entity = toObject(type, record.fields, scopes);
  const key = wireFields(type).find((field) => field.key);
  if (key) Object.assign(entity, { [key.name]: record.id });
  return entity;
}

/** The error of a caller who asks for, or gives, a secret field without the scope for it. */
export function secretRefused(field: WireField): Forbidden {
  return new Forbidden(`${field.name} needs the scope ${nationalIdScope}`, { field: field.path });
}

function toObject<T extends object>(type: new () => T, wire: WireObjectValue, scopes: ReadonlySet<string>): T {
  const result = new type();
  for (const field of wireFields(type)) {
    if (field.secret) defineSecret(result, field, wire, scopes);
    else Object.assign(result, { [field.name]: fieldValue(field, wire, scopes) });
  }
  return result;
}

function defineSecret(target: object, field: WireField, wire: WireObjectValue, scopes: ReadonlySet<string>): void {
  Object.defineProperty(target, field.name, {
    get() {
      if (!scopes.has(nationalIdScope)) throw toGraphQLError(secretRefused(field));
      return fieldValue(field, wire, scopes);
    },
  });
}

function fieldValue(field: WireField, wire: WireObjectValue, scopes: ReadonlySet<string>): unknown {
  const value = wireValue(wire, field.path);
  const { wireClass, list } = itemOf(field);
  if (!wireClass) return value;
  const nested = (item: unknown) => (isWireObject(item) ? toObject(wireClass, item, scopes) : null);
  if (!list) return nested(value);
  return Array.isArray(value) ? value.map(nested).filter((item) => item !== null) : null;
}

/** Some systems spell the names of inner objects with a small first letter where their documents have a capital. */
function wireValue(wire: WireObjectValue, path: string): unknown {
  return path.split('.').reduce<unknown>((level, name) => {
    if (!isWireObject(level)) return undefined;
    return name in level ? level[name] : level[otherFirstLetter(name)];
  }, wire);
}

function otherFirstLetter(name: string): string {
  const first = name.charAt(0);
  const lower = first.toLowerCase();
  return (first === lower ? first.toUpperCase() : lower) + name.slice(1);
}

function isWireObject(value: unknown): value is WireObjectValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
