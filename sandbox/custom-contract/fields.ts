/** One field of a collection: what it may hold, whether a caller may write it, and what a new row gets without it. */
export interface Field {
  readonly kind: 'text' | 'email' | 'boolean' | 'date' | 'choice' | 'reference' | 'object';
  /** Must be in a POST, and never null or blank. */
  readonly required?: true;
  /** Set by the server; a caller who sends it is refused. */
  readonly readOnly?: true;
  /** What a new row gets; a field with a default is never null. */
  readonly default?: string | boolean;
  /** The allowed values of a `choice`. */
  readonly choices?: readonly string[];
  /** The collection whose ids a `reference` holds. */
  readonly collection?: string;
  /** The sub-fields of an `object`. */
  readonly fields?: Fields;
}

/** Fields by name, in the order an answer shows them. */
export type Fields = Readonly<Record<string, Field>>;

/** Free text of at most 255 characters, or null. */
export const text: Field = { kind: 'text' };

/** Text that must be given and may not be blank. */
export const name: Field = { kind: 'text', required: true };

/** Text the server sets. */
export const assigned: Field = { kind: 'text', readOnly: true };

/** An e-mail address the server stores trimmed and lower-cased, whatever the caller wrote. */
export const normalisedEmail: Field = { kind: 'email' };

/** A calendar date, YYYY-MM-DD, or null. */
export const date: Field = { kind: 'date' };

/** True or false, never null. */
export function flag(byDefault: boolean): Field {
  return { kind: 'boolean', default: byDefault };
}

/** One of a fixed set of words, never null; a new row gets the first. */
export function choice(first: string, ...others: string[]): Field {
  return { kind: 'choice', choices: [first, ...others], default: first };
}

/** The id of a live row in another collection of the same system, or null. */
export function reference(collection: string): Field {
  return { kind: 'reference', collection };
}

/** An object of text fields, or null. */
export function group(...names: string[]): Field {
  return { kind: 'object', fields: Object.fromEntries(names.map((each) => [each, text])) };
}
