import type { CanonicalType, Observed, Value } from '../canonical/field.js';
import type { Mapping } from '../mapping/mapping.js';

/**
 * What both sides last agreed on for one field of one link, in two halves: the canonical value then, and the record's
 * own image of it then. Each side is compared with its own half. `c` absent: they never agreed yet.
 */
export interface Base {
  readonly c?: Value | null;
  readonly m: Value | null;
  /** Not in sync yet: must be written or seen to agree first. */
  readonly pending?: true;
}

export type Bases = Readonly<Record<string, Base>>;

/** Where a canonical value came from, and between which two looks at the record it was made (ms since 1970). */
export interface Provenance {
  /** The link whose record brought it; null: a person, through the hub's API. */
  readonly linkId: string | null;
  /** `system.EntityType` of that record; null likewise. */
  readonly slot: string | null;
  readonly after: number;
  readonly until: number;
}

/** A canonical record as the core sees it. A field that is not there was never known. */
export interface CanonicalState {
  readonly id: string;
  readonly type: CanonicalType;
  readonly kind: 'CUSTOMER' | 'DEPARTMENT' | null;
  readonly version: number;
  readonly fields: Readonly<Record<string, Value | null>>;
  readonly provenance: Readonly<Record<string, Provenance>>;
  /** Fields under review: nothing is written to them in any direction. */
  readonly frozen: readonly string[];
}

/** A link with its record's last observation, references already translated to canonical ids. */
export interface LinkState {
  readonly id: string;
  readonly system: string;
  readonly entityType: string;
  readonly mapping: Mapping;
  readonly externalId: string;
  readonly origin: 'FIRST' | 'MATCHED' | 'CREATED' | 'MANUAL';
  /** Ascending with the link's age: 0 is the oldest of its canonical record. */
  readonly rank: number;
  readonly observed: Readonly<Record<string, Observed>>;
  /** The look before the one that saw these values, and that one (ms since 1970). */
  readonly previouslyObservedAt: number;
  readonly observedAt: number;
  readonly bases: Bases;
  /** A write was sent and its outcome is not known: nothing is decided until it is. */
  readonly inDoubt: boolean;
}

/** `system.EntityType` of a link. */
export function slotOf(link: { readonly system: string; readonly entityType: string }): string {
  return `${link.system}.${link.entityType}`;
}

/** Who wins a conflict: data, no code. */
export interface ConflictPolicy {
  /** By `Type.field`: slots from highest to lowest authority. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
  /** Systems from first to last where nothing else decides. */
  readonly systemOrder: readonly string[];
}

/** A value that moved a canonical field. */
export interface Edit {
  readonly field: string;
  readonly before: Value | null | undefined;
  readonly after: Value | null;
  /** Null: a person, through the hub's API. */
  readonly linkId: string | null;
  readonly rule: string;
}

/** A value that lost, kept for ever. */
export interface Conflict {
  readonly field: string;
  readonly winner: Value | null;
  readonly loser: Value | null;
  /** The link that brought the losing value; null: it was the canonical one or a person's. */
  readonly loserLinkId: string | null;
  readonly rule: string;
  /** Whether a person must decide. */
  readonly review: boolean;
}
