import { writtenInstant } from '../instant.js';
import { ADDRESS_LENGTHS, spelled, type Fields, type Kind } from './fields.js';

/** A mistake in a body: which property, and what is wrong with it. */
export interface Mistake {
  property: string;
  message: string;
}

type Body = Record<string, unknown>;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;

/** The properties of a body, spelled right; what is unknown or may not be written here is a mistake. */
export function spelledBody(fields: Fields, body: Body, verb: 'post' | 'patch'): { values: Body; mistakes: Mistake[] } {
  const values: Body = {};
  const mistakes: Mistake[] = [];
  for (const [name, value] of Object.entries(body)) {
    const property = spelled(fields, name);
    if (!property) mistakes.push({ property: name, message: 'does not exist' });
    else if (!fields[property]![verb]) mistakes.push({ property, message: 'is read-only here' });
    else values[property] = property === 'MailAddress' ? spelledAddress(value, mistakes) : value;
  }
  for (const [property, value] of Object.entries(values))
    mistakes.push(...valueMistakes(property, fields[property]!.kind, value));
  return { values, mistakes };
}

function spelledAddress(value: unknown, mistakes: Mistake[]): unknown {
  if (!isObject(value)) return value;
  const address: Body = {};
  for (const [name, part] of Object.entries(value)) {
    const property = spelled(ADDRESS_LENGTHS, name);
    if (property) address[property] = part;
    else mistakes.push({ property: `MailAddress.${name}`, message: 'does not exist or is read-only' });
  }
  return address;
}

/** What is wrong with a value, by its kind and by the rules of its property. */
export function valueMistakes(property: string, kind: Kind, value: unknown): Mistake[] {
  if (value === null) return [];
  const wanted = typeof kind === 'string' ? `of the type ${kind}` : `one of ${kind.join(', ')}`;
  if (!fits(kind, value)) return [{ property, message: `must be ${wanted}` }];
  if (kind === 'address') return addressMistakes(value as Body);
  const rule = ruleOf(property);
  return rule && !rule.holds(String(value)) ? [{ property, message: rule.message }] : [];
}

function ruleOf(property: string): { holds: (text: string) => boolean; message: string } | null {
  if (/EmailAddress(CC)?$/.test(property))
    return { holds: (text) => EMAIL.test(text), message: 'is not a valid e-mail address' };
  if (property === 'NationalIdNumber')
    return { holds: (text) => /^\d{11}$/.test(text), message: 'is not a valid national id number' };
  if (property === 'ExternalImportReference')
    return { holds: (text) => text.length <= 50, message: 'must be at most 50 characters' };
  return null;
}

function fits(kind: Kind, value: unknown): boolean {
  if (typeof kind !== 'string') return typeof value === 'string' && kind.includes(value);
  switch (kind) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'integers':
      return Array.isArray(value) && value.every(Number.isSafeInteger);
    case 'date':
      return typeof value === 'string' && writtenInstant(value) !== null;
    case 'address':
      return isObject(value);
    default:
      return kind !== 'stamp' && typeof value === kind;
  }
}

/** What is wrong with the parts of a mail address. */
export function addressMistakes(address: Body): Mistake[] {
  return Object.entries(ADDRESS_LENGTHS).flatMap(([name, most]) => {
    const part = address[name] ?? null;
    if (part === null || (typeof part === 'string' && part.length <= most)) return [];
    return [{ property: `MailAddress.${name}`, message: `must be text of at most ${most} characters` }];
  });
}

/** Whether a JSON value is an object, not an array and not null. */
export function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
