import type { Observed, Value } from '../canonical/field.js';
import { referencesOf } from '../canonical/types.js';
import { slotOf, type CanonicalState, type Conflict, type Edit, type LinkState } from './state.js';

/** Everything one decision of the sync sees and changes: a canonical record with all that hangs on it. */
export interface Dossier {
  readonly canonical: CanonicalState;
  /** Ascending with age: of two that become one, the older survives. */
  readonly seq: number;
  /** Something changed that was not merged yet. */
  readonly due: boolean;
  /** Its last record is gone; its history is kept. */
  readonly retired: boolean;
  /** Live links with their records, the oldest first. */
  readonly links: readonly LinkState[];
  /** Places reserved by a creation, at most one per place. */
  readonly reservations: readonly Reservation[];
  /** Places (`system.EntityType`) in which a link with a record has ended, once for each. */
  readonly former: readonly string[];
  /** Places that must not be filled again without a person. */
  readonly tombstones: readonly string[];
  /** Of those, places whose removal is not carried on before a person has said what became of the record. */
  readonly withheld: readonly string[];
  /** Of those, places of which a person has said that their record was truly removed. */
  readonly certain: readonly string[];
  /** What records that were removed may have gone into; as it stands now, and nothing that a transition changes. */
  readonly successors: readonly Successor[];
  /** Whether a record of its own may be what another canonical record's went into: nothing is made for it meanwhile. */
  readonly claimed: boolean;
  /** Places with an open match candidate: nothing is made there until a person has decided. */
  readonly reviewed: readonly string[];
  /** What keeps a value from being written that another record must give up first; null or absent: nothing. */
  readonly awaits?: Awaited | null;
  /** Writes that are open, and of each link and place the last refused one. */
  readonly writes: readonly Write[];
}

/** A canonical record nothing is known of yet. */
export function blank(id: string, type: CanonicalState['type'], kind: CanonicalState['kind']): Dossier {
  return {
    canonical: { id, type, kind, version: 0, fields: {}, provenance: {}, frozen: [] },
    ...{ seq: 0, due: false, retired: false, links: [], reservations: [] },
    ...{ former: [], tombstones: [], ...noSuspicion, reviewed: [], writes: [] },
  };
}

/** A record of another canonical record that bears, in the same place, a strong key of one that was removed there. */
export interface Successor {
  /** `system.EntityType`. */
  readonly place: string;
  readonly canonicalId: string;
}

/** Nothing that was removed may have gone into another record. */
export const noSuspicion = { withheld: [], certain: [], successors: [], claimed: false } as const;

/** A link whose record is still to be made. */
export interface Reservation {
  readonly linkId: string;
  readonly system: string;
  readonly entityType: string;
  /** Null: a person asked for it. */
  readonly dataflowId: string | null;
}

export type WriteKind = 'CREATE' | 'UPDATE' | 'REMOVE';

/** PLANNED → SENDING → CONFIRMED or IN_DOUBT; REFUSED is dead and waits for a person or for other values. */
export type WriteStatus = 'PLANNED' | 'SENDING' | 'CONFIRMED' | 'IN_DOUBT' | 'REFUSED' | 'SUPERSEDED' | 'CANCELLED';

/** An intent to write one record of one system; stored before anything is sent. Times are ms since 1970. */
export interface Write {
  readonly id: string;
  readonly linkId: string;
  readonly system: string;
  readonly entityType: string;
  readonly kind: WriteKind;
  readonly status: WriteStatus;
  /** Canonical values. Those of a removal put a record out of use, in a system that removes none. */
  readonly values: Readonly<Record<string, Value | null>>;
  /** What the record must still hold when it is written. */
  readonly expect: Readonly<Record<string, Value | null>>;
  /**
   * By field: the version of the canonical record in which the value came about. For a removal, by `system.EntityType` of the
   * records whose removal it carries on, or of its own record, which a person has the hub take back: the version that stood when
   * a person said so.
   */
  readonly causes: Readonly<Record<string, number>>;
  /** The reference a creation stamps, the same over all tries; null for other kinds. */
  readonly externalRef: string | null;
  /** The key chosen for a creation; null where the system assigns one. */
  readonly externalId: string | null;
  /** The record's version when the write was sent; of a removal still to be sent, the one it is for. Null: none, or not sent. */
  readonly sentVersion: string | null;
  /** The record's version as the answer to the write had it; null or absent: none, or no such answer came. */
  readonly answeredVersion?: string | null;
  /** How often it was tried; names the try, so that a late answer to an earlier one is told apart. */
  readonly attempts: number;
  /** How often a creation in doubt was looked for in vain since it was last sent. */
  readonly lookUps: number;
  /** Null: at once. */
  readonly notBefore: number | null;
  /** When it was first sent: what the hub had not seen by then may be its child. Null: never sent. */
  readonly firstSentAt: number | null;
  /** Since when what became of it is not known: its first try without an answer. Null or absent: every try had one. */
  readonly doubtedAt?: number | null;
  /** When a person was told that it has been in doubt for too long; null or absent: not yet. */
  readonly toldAt?: number | null;
  /** While SENDING: until when its sender may still be at it. */
  readonly leaseUntil: number | null;
  readonly code: string | null;
  readonly message: string | null;
  /** The trace in which its values were planned, for the store to keep; the core does not look inside. */
  readonly trace?: string | null;
}

/** Whom a value is awaited from, and when it is looked at again if none of them changes before; in ms since 1970. */
export interface Awaited {
  /** Canonical ids. */
  readonly from: readonly string[];
  readonly until: number;
}

/** A record as it was answered at a known time, ready to be judged. */
export interface Sighting {
  readonly externalId: string;
  readonly version: string | null;
  readonly observed: Readonly<Record<string, Observed>>;
  /** The record as its system shows it, for the store to keep; the core does not look inside. */
  readonly wire: Readonly<Record<string, unknown>>;
  /** When the question was sent; for the answer to a write, when it came. */
  readonly at: number;
  /** Until when the record is known to have held what it held before; null: unknown. */
  readonly unchangedSince: number | null;
}

/** What is put before a person; nothing is done about its subject meanwhile. */
export interface Review {
  readonly kind:
    | 'CREATE_AMBIGUOUS'
    | 'DUPLICATE'
    | 'OSCILLATION'
    | 'BUDGET_SPENT'
    | 'NOT_WRITABLE'
    | 'CONTRADICTION'
    | 'ABA_IN_DOUBT'
    | 'GONE'
    | 'REFERENCE_GONE'
    | 'REMOVAL'
    | 'CHANGED_SINCE'
    | 'REMOTE_MERGE'
    | 'IN_DOUBT'
    | 'STUCK';
  readonly canonicalId: string;
  /** `system.EntityType` the matter is about. */
  readonly place: string;
  /** The canonical field; null: the record as a whole. */
  readonly field: string | null;
  /** One sentence without any value. */
  readonly message: string;
  /** False: for the record only; nobody needs to decide. */
  readonly open: boolean;
}

/** What a decision adds to the books. */
export interface Journal {
  readonly edits: readonly (Edit & { readonly canonicalId: string })[];
  readonly conflicts: readonly (Conflict & { readonly canonicalId: string })[];
  readonly reviews: readonly Review[];
}

export const nothingToNote: Journal = { edits: [], conflicts: [], reviews: [] };

export function allNotes(journals: readonly Journal[]): Journal {
  return {
    edits: journals.flatMap(({ edits }) => edits),
    conflicts: journals.flatMap(({ conflicts }) => conflicts),
    reviews: journals.flatMap(({ reviews }) => reviews),
  };
}

/** A dossier after a transition, and what goes into the books. */
export interface Moved {
  readonly dossier: Dossier;
  readonly journal: Journal;
}

/** The open writes of a link. */
export function openWrites(dossier: Dossier, linkId: string): Write[] {
  return dossier.writes.filter((write) => write.linkId === linkId && isOpen(write));
}

/** Whether it is to be settled: something changed, or what it waits for was looked at long ago. */
export function isToSettle({ due, awaits }: Dossier, now: number): boolean {
  return due || (awaits != null && awaits.until <= now);
}

export function isOpen({ status }: Write): boolean {
  return status === 'PLANNED' || status === 'SENDING' || status === 'IN_DOUBT';
}

/** Whether a write was sent whose outcome is not known yet. */
export function isUnderWay({ status }: Pick<Write, 'status'>): boolean {
  return status === 'SENDING' || status === 'IN_DOUBT';
}

/** Whether an update of the link was sent whose outcome is not known yet. */
export function isUnanswered(dossier: Dossier, linkId: string): boolean {
  return dossier.writes.some((write) => write.linkId === linkId && write.kind !== 'CREATE' && isUnderWay(write));
}

export function withWrite(dossier: Dossier, id: string, change: Partial<Write>): Dossier {
  const writes = dossier.writes.map((write) => (write.id === id ? { ...write, ...change } : write));
  return { ...dossier, writes };
}

export function withLink(dossier: Dossier, id: string, change: Partial<LinkState>): Dossier {
  const links = dossier.links.map((link) => (link.id === id ? { ...link, ...change } : link));
  return { ...dossier, links };
}

/** The write; undefined when it is none of the dossier's open or last refused ones (any more). */
export function writeIn(dossier: Dossier, id: string): Write | undefined {
  return dossier.writes.find((write) => write.id === id);
}

export function linkIn(dossier: Dossier, id: string): LinkState | undefined {
  return dossier.links.find((link) => link.id === id);
}

/** The link to a system's record. @param place `system.EntityType`. */
export function linkTo(dossier: Dossier, place: string, externalId: string): LinkState | undefined {
  return dossier.links.find((link) => slotOf(link) === place && link.externalId === externalId);
}

/** Canonical ids that a dossier's values and its records' refer to. */
export function referencesIn({ canonical, links }: Dossier): string[] {
  const held = [canonical.fields, ...links.map(({ observed }) => observed)];
  return referencesOf(canonical.type).flatMap((field) =>
    held.flatMap((values) => {
      const value = values[field];
      return typeof value === 'string' ? [value] : [];
    }),
  );
}
