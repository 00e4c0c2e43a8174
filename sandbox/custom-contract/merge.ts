import type { Field, Fields } from './fields.js';

/** A field the server refuses, by its dotted name, and what it should have been. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

type Values = Record<string, unknown>;

interface Merged {
  readonly values: Values;
  readonly errors: readonly FieldError[];
}

type Checked = { readonly value: unknown; readonly errors?: never } | { readonly errors: readonly FieldError[] };

const longest = 255;

/** The values of a row nobody has filled in: defaults, and null for the rest. */
export function blank(fields: Fields): Values {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default ?? null]));
}

/** A JSON merge patch over `before`: nested objects merge, null clears. `before` is left alone. */
export function merge(fields: Fields, change: Values, before: Values, within = ''): Merged {
  const values = { ...before };
  const errors: FieldError[] = [];
  for (const [name, wanted] of Object.entries(change)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const path = within + name;
    const checked = field ? check(field, wanted, path, values[name]) : refused(path, 'is not a field here');
    if (checked.errors) errors.push(...checked.errors);
    else values[name] = checked.value;
  }
  return { values, errors };
}

/** The required fields a new row does not have. */
export function missing(fields: Fields, change: Values): FieldError[] {
  return Object.entries(fields)
    .filter(([name, field]) => field.required && change[name] === undefined)
    .map(([name]) => ({ field: name, message: 'is required' }));
}

function check(field: Field, wanted: unknown, path: string, before: unknown): Checked {
  if (field.readOnly) return refused(path, 'is set by the server');
  if (wanted === null) {
    return field.required || field.default !== undefined ? refused(path, 'cannot be null') : { value: null };
  }
  switch (field.kind) {
    case 'boolean':
      return typeof wanted === 'boolean' ? { value: wanted } : refused(path, 'must be true or false');
    case 'object':
      return checkObject(field.fields ?? {}, wanted, path, before);
    default:
      return typeof wanted === 'string' ? checkText(field, wanted, path) : refused(path, 'must be a string');
  }
}

function checkObject(fields: Fields, wanted: unknown, path: string, before: unknown): Checked {
  if (!isObject(wanted)) return refused(path, 'must be an object');
  const { values, errors } = merge(fields, wanted, isObject(before) ? before : blank(fields), `${path}.`);
  return errors.length > 0 ? { errors } : { value: values };
}

function checkText(field: Field, wanted: string, path: string): Checked {
  if (wanted.length > longest) return refused(path, `must be at most ${longest} characters`);
  if (field.required && wanted.trim() === '') return refused(path, 'cannot be blank');
  if (field.kind === 'date' && !isDate(wanted)) return refused(path, 'must be a date, YYYY-MM-DD');
  if (field.choices && !field.choices.includes(wanted)) {
    return refused(path, `must be one of ${field.choices.join(', ')}`);
  }
  return { value: field.kind === 'email' ? wanted.trim().toLowerCase() : wanted };
}

function refused(field: string, message: string): Checked {
  return { errors: [{ field, message }] };
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const instant = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value);
}

/** Whether a JSON value is an object: not null, not an array. */
export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
