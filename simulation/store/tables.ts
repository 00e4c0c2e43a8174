import type { Observed } from '../../shared/canonical/field.js';
import type { Dossier, Review, Write, WriteStatus } from '../../shared/sync/dossier.js';
import type { MatchKey } from '../../shared/sync/match-keys.js';
import type { ReviewReason } from '../../shared/sync/match.js';
import type { Conflict, Edit } from '../../shared/sync/state.js';

/** The live link that a record stands in. */
export interface Holder {
  readonly canonicalId: string;
  readonly linkId: string;
  readonly state: 'ACTIVE' | 'PAUSED';
  /** When it was first linked with another record there; null: it stands alone. */
  readonly metAt: number | null;
}

/** One record of one system, as last seen. */
export interface StoredRecord {
  readonly id: string;
  /** The id as a number: ascending with the order in which records were first seen. */
  readonly number: number;
  readonly place: string;
  readonly externalId: string;
  readonly firstSeenAt: number;
  wire: Readonly<Record<string, unknown>>;
  /** What the wire says of the mapped fields, references as external ids. */
  told: Readonly<Record<string, Observed>>;
  /** By canonical field: when the record was first seen to say anything of it. */
  readonly toldSince: Map<string, number>;
  observedAt: number;
  goneAt: number | null;
  /** The canonical record that it stood in when it was removed. */
  lostBy: string | null;
  /** Once removed: those that were seen to bear a strong key of it. */
  heirs: ReadonlySet<StoredRecord>;
  /** Its strong keys, each as one text. */
  strong: ReadonlySet<string>;
  /** Whether it is still known that this is what was last seen. */
  hasShadow: boolean;
  holder: Holder | null;
  keys: readonly MatchKey[];
}

/** A state that a write went through. */
export interface Transition {
  readonly at: number;
  readonly status: WriteStatus;
  readonly attempts: number;
}

export interface StoredWrite {
  write: Write;
  canonicalId: string;
  readonly seq: number;
  readonly transitions: Transition[];
}

/** A pair of records put before a person. */
export interface StoredCandidate {
  readonly dataflowId: string;
  readonly rule: number;
  readonly left: StoredRecord;
  readonly right: StoredRecord;
  readonly reason: ReviewReason;
  readonly at: number;
}

export interface StoredReading {
  cursor: string | null;
  /** When the reading began that found the cursor. */
  startedAt: number | null;
  wholeAt: number | null;
  /** Whether its records were compared with those of the other places. */
  gathered: boolean;
  fault: string | null;
  /** That more records went missing than is believed. */
  missing: string | null;
}

export type Noted<T> = T & { readonly canonicalId: string; readonly at: number };

/** What the store holds, in plain maps. Their order is the order of age. */
export class Tables {
  /** Live canonical records, retired ones included. */
  readonly dossiers = new Map<string, Dossier>();
  /** Which canonical record another one went into. */
  readonly merged = new Map<string, string>();
  readonly records = new Map<string, StoredRecord>();
  /** By `system.EntityType/id`. */
  readonly byName = new Map<string, StoredRecord>();
  readonly byPlace = new Map<string, StoredRecord[]>();
  readonly writes = new Map<string, StoredWrite>();
  readonly openCreations = new Map<string, StoredWrite>();
  readonly edits: Noted<Edit>[] = [];
  /** `canonical-id/version/field` of every edit. */
  readonly editKeys = new Set<string>();
  readonly conflicts: Noted<Conflict>[] = [];
  readonly reviews: Noted<Review>[] = [];
  /** By `left-record/right-record`. */
  readonly candidates = new Map<string, StoredCandidate>();
  readonly candidatesOf = new Map<string, StoredCandidate[]>();
  readonly exclusions: (readonly [recordId: string, recordId: string])[] = [];
  /** Records that were removed, or missed, now or once. */
  readonly lost = new Set<StoredRecord>();
  readonly readings = new Map<string, StoredReading>();
  /** Canonical records that wait for others to give up a value. */
  readonly awaiting = new Set<string>();
  /** Ids of paused dataflows. */
  readonly paused = new Set<string>();
  readonly nextKeys = new Map<string, number>();
  private seq = 0;

  nextSeq(): number {
    this.seq += 1;
    return this.seq;
  }

  /** The record of that name; one never seen is added, without content. */
  recordAt(place: string, externalId: string, now: number): StoredRecord {
    const name = `${place}/${externalId}`;
    const known = this.byName.get(name);
    if (known) return known;
    const number = this.records.size + 1;
    const made: StoredRecord = {
      ...{ id: String(number), number, place, externalId, firstSeenAt: now, wire: {}, told: {}, toldSince: new Map() },
      ...{ observedAt: 0, goneAt: null, lostBy: null, hasShadow: false, holder: null, keys: [] },
      ...{ heirs: new Set(), strong: new Set() },
    };
    this.records.set(made.id, made);
    this.byName.set(name, made);
    const inPlace = this.byPlace.get(place);
    if (inPlace) inPlace.push(made);
    else this.byPlace.set(place, [made]);
    return made;
  }

  /** Where a canonical record lives today; undefined for one that was not merged. */
  survivorOf(id: string): string | undefined {
    let last = this.merged.get(id);
    for (let next = last; next !== undefined; next = this.merged.get(next)) last = next;
    return last;
  }

  /** The canonical record behind a record, by `system.EntityType/id`. */
  placed(name: string): string | undefined {
    return this.byName.get(name)?.holder?.canonicalId;
  }
}

/** Lists under a key that may not have one yet. */
export function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
