/** The kinds of canonical fields; each has its own notion of equality (see `same.ts`). */
export type FieldType =
  'text' | 'email' | 'phone' | 'organizationNumber' | 'nationalIdentityNumber' | 'boolean' | 'date' | 'reference';

/** A canonical value that is known: a date is `YYYY-MM-DD`, a reference the target's canonical id. */
export type Value = string | number | boolean;

/** `undefined`: not carried, no information. `null`: known to be empty. */
export type Observed = Value | null | undefined;

export interface CanonicalField {
  readonly type: FieldType;
  /** For a reference: the canonical type it points to. */
  readonly target?: CanonicalType;
  /** A conflict on it is never decided by rule: the field freezes for review. */
  readonly critical?: true;
  /** Never stored, logged or sent by default; serves matching only, as a keyed hash. */
  readonly secret?: true;
}

export type CanonicalType = 'Customer' | 'Employee' | 'Project';

/** Canonical fields by name; a dot separates a group from its member (`postalAddress.city`). */
export type CanonicalFields = Readonly<Record<string, CanonicalField>>;
