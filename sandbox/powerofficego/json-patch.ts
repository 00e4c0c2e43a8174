import { ADDRESS_LENGTHS, spelled } from './fields.js';
import type { Entity } from './entities.js';
import { Problem } from './problem.js';
import { isObject } from './values.js';

type Body = Record<string, unknown>;

const fault = (detail: string): Problem => new Problem(400, 'Invalid JSON patch document', detail);

/** What a JSON Patch asks for: the new values by property, and the address if it is touched. */
export interface Patched {
  values: Body;
  /** Undefined when the patch leaves the address alone. */
  address: Body | null | undefined;
}

/** Reads a JSON Patch over a record; pointers may be in any case. Throws a `Problem`, also when a `test` fails. */
export function applyPatch(entity: Entity, body: unknown, before: Body): Patched {
  if (!Array.isArray(body)) throw fault('The body must be an array of operations.');
  const record = { ...before };
  const touched = new Set<string>();
  for (const operation of body as unknown[]) {
    const { op, path, value } = checkedOperation(operation);
    const { property, part } = targetOf(entity, path);
    if (op === 'test') {
      test(path, valueAt(record, property, part), value);
      continue;
    }
    if (!entity.fields[property]!.patch) throw fault(`The property ${property} is read-only here.`);
    record[property] = property === 'MailAddress' ? addressWith(record.MailAddress, part, value, path) : value;
    touched.add(property);
  }
  const isAddressTouched = touched.delete('MailAddress');
  const values = Object.fromEntries([...touched].map((property) => [property, record[property]]));
  return { values, address: isAddressTouched ? (record.MailAddress as Body | null) : undefined };
}

/** An operation as it works: a `remove` sets null. */
function checkedOperation(operation: unknown): { op: string; path: string; value: unknown } {
  if (!isObject(operation)) throw fault('Each operation must be an object.');
  const { op, path, value } = operation;
  if (typeof op !== 'string' || typeof path !== 'string') throw fault('Each operation needs an op and a path.');
  const verb = op.toLowerCase();
  if (!['add', 'replace', 'remove', 'test'].includes(verb)) throw fault(`The operation ${op} is not supported.`);
  if (verb === 'remove') return { op: verb, path, value: null };
  if (value === undefined) throw fault(`The operation on ${path} needs a value.`);
  return { op: verb, path, value };
}

/** Where a pointer leads: a property, or one part of the mail address. */
function targetOf(entity: Entity, path: string): { property: string; part: string | null } {
  if (!path.startsWith('/')) throw fault(`The path ${path} must begin with a slash.`);
  const [first = '', second, ...rest] = path.slice(1).split('/').map(unescaped);
  const property = spelled(entity.fields, first);
  if (!property) throw fault(`${entity.name} has no property ${first}.`);
  if (second === undefined) return { property, part: null };
  if (property !== 'MailAddress' || rest.length > 0) throw fault(`There is nothing at ${path}.`);
  return { property, part: addressPart(second) };
}

const unescaped = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

function addressPart(name: string): string {
  const part = spelled(ADDRESS_LENGTHS, name);
  if (!part) throw fault(`MailAddress has no property ${name} that can be written.`);
  return part;
}

function valueAt(record: Body, property: string, part: string | null): unknown {
  const value = record[property] ?? null;
  return part === null || !isObject(value) ? value : (value[part] ?? null);
}

function test(path: string, current: unknown, wanted: unknown): void {
  if (JSON.stringify(current) !== JSON.stringify(wanted)) throw fault(`The test of ${path} failed.`);
}

/** The address with one part changed, or a whole new one; parts it does not name are empty. */
function addressWith(address: unknown, part: string | null, value: unknown, path: string): Body | null {
  if (part !== null) {
    if (isObject(address)) return { ...address, [part]: value };
    throw fault(`The target location of ${path} does not exist: MailAddress is null.`);
  }
  if (value === null) return null;
  if (!isObject(value)) throw fault('MailAddress must be an object.');
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [addressPart(name), each]));
}
