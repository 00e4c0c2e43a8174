import type { Observed, Value } from '../../shared/canonical/field.js';
import type { Dossier, Review, Write, WriteStatus } from '../../shared/sync/dossier.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Conflict, Edit } from '../../shared/sync/state.js';

/** What a person did to one record of one system. */
export interface HumanAct {
  readonly at: number;
  /** Counts all that happened in the world, people's and the engine's, so that order is known within one instant. */
  readonly seq: number;
  readonly place: string;
  readonly recordId: string;
  readonly kind: 'EDIT' | 'CREATE' | 'DELETE';
  /** Of a deletion: the record is not lost, it became that other one of its place. */
  readonly became?: string;
  /** For an edit, and for each field of a creation: the canonical field and what it held before and after, as read. */
  readonly field: string | null;
  readonly before: Observed;
  readonly after: Observed;
}

/** What a person who runs the hub asked of it, and the hub did. */
export interface OperatorAct {
  readonly kind: 'RECREATE' | 'SEPARATE' | 'EDIT' | 'APPROVE' | 'DISMISS' | 'TAKE_BACK';
  readonly canonicalId: string;
  /** The place it is about; null: the canonical record itself. */
  readonly place: string | null;
  /** The record in that place, and the one of the edit's field with its value; null where the act is about none. */
  readonly recordId: string | null;
  readonly given: { readonly field: string; readonly value: Value | null } | null;
}

/** A write that took effect in a system. */
export interface LandedWrite {
  readonly at: number;
  readonly seq: number;
  readonly place: string;
  readonly recordId: string;
  readonly kind: 'CREATE' | 'UPDATE' | 'REMOVE';
  /** Canonical fields it set, and what they held before. */
  readonly set: Readonly<Record<string, Observed>>;
  readonly before: Readonly<Record<string, Observed>>;
  /** When the process that sent it last read the record itself, by `seq`; null: never. */
  readonly readSeq: number | null;
  /** The reference that a creation was sent under, whether or not its system keeps it; null: no creation. */
  readonly reference: string | null;
  /** Whether it took effect later than its sheet says any request can. */
  readonly isLate: boolean;
}

/** A record as it stands in its system at the end, seen from outside. */
export interface LiveRecord {
  readonly id: string;
  /** By canonical field; references as the system's own ids. */
  readonly values: Readonly<Record<string, Observed>>;
}

export interface BookedWrite {
  readonly write: Write;
  readonly canonicalId: string;
  readonly went: readonly { readonly status: WriteStatus; readonly at: number }[];
}

/** Everything there is to know at the end of a history, inside and outside. */
export interface Evidence {
  readonly policy: SyncPolicy;
  readonly dossiers: readonly Dossier[];
  readonly merged: ReadonlyMap<string, string>;
  /** By `place/id`: when the record was first linked with others, and when, by field, it was first seen to say anything. */
  readonly met: ReadonlyMap<string, { readonly linkedAt: number; readonly toldSince: ReadonlyMap<string, number> }>;
  /** By canonical record: every record that ever stood in it, as `place/id`. */
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
  /** By link, one that has ended included: its record, as `place/id`. */
  readonly records: ReadonlyMap<string, string>;
  /** With the time at which each was taken in. */
  readonly edits: readonly (Edit & { readonly canonicalId: string; readonly at: number })[];
  readonly conflicts: readonly (Conflict & { readonly canonicalId: string })[];
  /** With the time at which each was noted. */
  readonly reviews: readonly (Review & { readonly at: number })[];
  readonly writes: readonly BookedWrite[];
  /** By place. */
  readonly live: ReadonlyMap<string, ReadonlyMap<string, LiveRecord>>;
  /** When the hub first looked, by the true clock. */
  readonly beganAt: number;
  /** Whether searches may miss for longer than a request can be on its way what it made. */
  readonly searchesMayLag: boolean;
  readonly people: readonly HumanAct[];
  readonly operators: readonly OperatorAct[];
  readonly landed: readonly LandedWrite[];
  /** What was seen to go wrong while the history ran. */
  readonly noted: readonly Violation[];
}

/** An invariant that does not hold, and where. */
export interface Violation {
  /** `I-1` … `I-23`. */
  readonly invariant: string;
  readonly what: string;
}
