import type { CanonicalType, Observed, Value } from '../canonical/field.js';
import type { Mapping } from '../mapping/mapping.js';
import type { Rules } from './rules.js';

/**
 * What both sides last agreed on for one field of one link, in two halves: the canonical value then, and the record's
 * own image of it then. Each side is compared with its own half. `c` absent: they never agreed yet.
 */
export interface Base {
  readonly c?: Value | null;
  readonly m: Value | null;
  /** Not in sync yet: must be written or seen to agree first. */
  readonly pending?: true;
  /** A person left the two different, until one of them changes. */
  readonly apart?: true;
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
  /** Someone typed it there since the link; absent for what a record held when it was first linked. */
  readonly edited?: true;
  /** The version of the canonical record in which the value came about. */
  readonly version?: number;
  /** The values before it, the latest first, two at the most. */
  readonly earlier?: readonly (Value | null)[];
  /** When the field came back to one of its earlier values, in ms since 1970. */
  readonly returnedAt?: readonly number[];
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

/** How hard a field of a link was tried to write. */
export interface Effort {
  /** When it was sent, in ms since 1970; the last day's. */
  readonly sentAt: readonly number[];
  /** How often in a row the system took the write and kept the old value. */
  readonly ineffective: number;
}

/** A link with its record's last observation, references already translated to canonical ids. */
export interface LinkState {
  readonly id: string;
  /** The store's own name of the record; empty on a link just made: the record is then found by its external id, or stored. */
  readonly recordId: string;
  /** PAUSED: nothing flows to or from the record until a person has decided. */
  readonly state: 'ACTIVE' | 'PAUSED';
  readonly system: string;
  readonly entityType: string;
  readonly mapping: Mapping;
  readonly externalId: string;
  readonly origin: 'FIRST' | 'MATCHED' | 'CREATED' | 'MANUAL';
  /** Why the link came about: `dataflow-id#rule`, the dataflow of a creation, `manual`, `import`; null for a record that stands alone. */
  readonly rule: string | null;
  /** Ascending with the link's age: 0 is the oldest of its canonical record. */
  readonly rank: number;
  readonly observed: Readonly<Record<string, Observed>>;
  /** What tells the record's states apart, as last observed: its version or the stamp of its last change; null where its system has neither. */
  readonly version: string | null;
  /** What a transition saw of the record, for the store to keep; absent on what is stored already. */
  readonly wire?: Readonly<Record<string, unknown>>;
  /** The look before the one that saw these values, and that one (ms since 1970). */
  readonly previouslyObservedAt: number;
  readonly observedAt: number;
  readonly bases: Bases;
  /** When a direct read first found no such record; null: it was there at the last look. */
  readonly missedAt: number | null;
  /** By field; a field that was never written is not in it. */
  readonly effort: Readonly<Record<string, Effort>>;
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
  /** `Type.field` of every field that freezes in a conflict; as the canonical types say where absent. */
  readonly critical?: ReadonlySet<string>;
  /** All of them where absent. */
  readonly rules?: Rules;
}

/** A value that moved a canonical field. */
export interface Edit {
  readonly field: string;
  readonly before: Value | null | undefined;
  readonly after: Value | null;
  /** Null: a person, through the hub's API. */
  readonly linkId: string | null;
  readonly rule: string;
  /** The version of the canonical record that it made: with the field, an edit's name. */
  readonly version: number;
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
