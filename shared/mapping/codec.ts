import type { Observed, Value } from '../canonical/field.js';
import { faultOf } from '../canonical/valid.js';

/** Any JSON value, as a system sends or takes it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Translates one field between a system's own form and the canonical one.
 * Laws, held by `test/mapping/codec-laws.test.ts`: `read(write(c))` means the same as `image(c)`; `image` is idempotent;
 * `read` answers `undefined` for what it cannot understand and never invents a value; `write` answers `undefined` for what
 * the system's form cannot say, and never clears in its stead.
 */
export interface Codec {
  readonly name: string;
  /** The wire type, as the dataflow pages show it. */
  readonly wireType: 'string' | 'integer' | 'boolean';
  read(member: unknown): Observed;
  write(value: Value | null): Json | undefined;
  /** What the system will hand back for a canonical value: trimmed, lower-cased, cut. Absent: the value itself. */
  readonly image?: (value: Value) => Value;
  /** The wire form is one of a few values: any other is one that the mapping was never told of. */
  readonly isFixedSet?: true;
}

/** Text where null stands for empty; blank text reads as empty too. */
export const text: Codec = {
  name: 'text',
  wireType: 'string',
  read: (member) => readText(member),
  write: (value) => (value === null ? null : String(value)),
};

/** Text in a system that has no null: an empty string stands for empty, both ways. */
export const emptyText: Codec = { ...text, name: 'emptyText', write: (value) => (value === null ? '' : String(value)) };

/** An e-mail address in a system that stores it trimmed and in lower case. */
export const lowerCaseText: Codec = {
  ...text,
  name: 'lowerCaseText',
  image: (value) => String(value).trim().toLowerCase(),
};

/** A whole number on the wire, its decimal text in canonical form. */
export const integerText: Codec = {
  name: 'integerText',
  wireType: 'integer',
  read: (member) => (typeof member === 'number' ? String(member) : readText(member)),
  write: (value) => (value === null ? null : isWholeNumber(value) ? Number(value) : undefined),
  image: (value) => (isWholeNumber(value) ? String(Number(value)) : value),
};

/** A number or text on the wire that names another record; zero, however it is written, and blank name none. */
export const referenceNumber: Codec = {
  ...integerText,
  name: 'referenceNumber',
  read(member) {
    const value = integerText.read(member);
    return typeof value === 'string' && isWholeNumber(value) && Number(value) === 0 ? null : value;
  },
};

/** A flag with the canonical meaning. */
export const flag: Codec = {
  name: 'flag',
  wireType: 'boolean',
  isFixedSet: true,
  read: (member) => (typeof member === 'boolean' || member === null ? member : undefined),
  write: (value) => (value === null ? null : value === true),
};

/** A flag with the opposite meaning: `IsArchived` against `isActive`. True reads as false; empty stays empty. */
export const invertedFlag: Codec = {
  name: 'invertedFlag',
  wireType: 'boolean',
  isFixedSet: true,
  read: (member) => (typeof member === 'boolean' ? !member : member === null ? null : undefined),
  write: (value) => (value === null ? null : value !== true),
};

/** Two words for a flag: `closed` true, `open` false. A third word is no information. */
export function wordFlag(whenTrue: string, whenFalse: string): Codec {
  return {
    name: `wordFlag(${whenTrue}/${whenFalse})`,
    wireType: 'string',
    isFixedSet: true,
    read: (member) => (member === whenTrue ? true : member === whenFalse ? false : member === null ? null : undefined),
    write: (value) => (value === null ? null : value === true ? whenTrue : whenFalse),
  };
}

/** A calendar date `YYYY-MM-DD` on the wire. */
export const date: Codec = {
  name: 'date',
  wireType: 'string',
  read: (member) => readDate(member),
  write: (value) => (value === null ? null : String(value)),
};

/** A date and time on the wire, of which the local date in Norway counts; written as midnight without an offset. */
export const dateTime: Codec = {
  ...date,
  name: 'dateTime',
  write: (value) => (value === null ? null : `${String(value)}T00:00:00`),
};

function isWholeNumber(value: Value): boolean {
  return /^-?\d{1,15}$/.test(String(value).trim());
}

function readText(member: unknown): Observed {
  if (member === null) return null;
  if (typeof member === 'number') return String(member);
  if (typeof member !== 'string') return undefined;
  return member.trim() === '' ? null : member;
}

const oslo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short' });

function readDate(member: unknown): Observed {
  if (member === null || member === '') return null;
  if (typeof member !== 'string' || !/^\d{4}-\d{2}-\d{2}($|[T ])/.test(member)) return undefined;
  const day = isUtc(member) ? osloDay(new Date(member)) : member.slice(0, 10);
  return faultOf('date', day) === null ? day : undefined;
}

/** Any other offset is a local time's own: the date stands there as its system means it. */
function isUtc(dateTime: string): boolean {
  return /([zZ]|[+-]00:?00)$/.test(dateTime);
}

function osloDay(instant: Date): string {
  return Number.isNaN(instant.getTime()) ? '' : oslo.format(instant);
}
