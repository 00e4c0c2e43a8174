import type { CanonicalType } from '../../../shared/canonical/field.js';
import type { RawRecord } from '../../../shared/connector.js';
import type { Dossier, Journal, Sighting, Write } from '../../../shared/sync/dossier.js';
import type { MatchEvidence, MatchReview } from '../../../shared/sync/match.js';
import type { Matter } from '../../../shared/sync/person.js';
import type { View } from '../../../shared/sync/policy.js';

/** A record as its own system names it. */
export interface ExternalRef {
  readonly system: string;
  readonly entityType: string;
  readonly externalId: string;
}

/** What a decision makes of the dossiers it was given. */
export interface Decision<T> {
  /** As they are to be; one that is the very object that was given is left alone. */
  readonly dossiers: readonly Dossier[];
  /** Canonical records that went into another, and which. Their links stand in the survivor's dossier. */
  readonly merged?: ReadonlyMap<string, string>;
  /** Pairs of records put before a person; those put before stay as they are. */
  readonly reviews?: readonly MatchReview[];
  readonly exclusions?: Exclusions;
  /** What a person has answered: it is open no longer. */
  readonly answered?: readonly Matter[];
  /** Who says so; null or absent: nobody, or nobody known. */
  readonly by?: string | null;
  readonly journal?: Journal;
  readonly answer: T;
}

/** What a person says of pairs of records, each by `LinkState.recordId`. */
export interface Exclusions {
  /** No rule is ever to link them. */
  readonly add: readonly RecordPair[];
  /** They may be linked after all; what was put before a person about them is accepted. */
  readonly lift: readonly RecordPair[];
}

export type RecordPair = readonly [one: string, other: string];

export interface ChangeOptions {
  /** Canonical ids that the decision may ask `view.reference` for, beyond those that the dossiers name. */
  readonly references?: readonly string[];
  /** Whether the decision needs `view.evidence`: the matches of the dossiers' records. */
  readonly evidence?: boolean;
  /** The place for `view.creationsUnderWay`; decisions that name the same place never overlap. */
  readonly creationsIn?: string;
  /** The place for `view.removals`; decisions that name the same place never overlap. */
  readonly removalsIn?: string;
  /** Whether dossiers that are due or have a write to send afterwards are handed to the workers. */
  readonly wake?: boolean;
}

/** What the hub knows of a record that a system just answered. */
export interface KnownRecord {
  readonly recordId: string;
  /** The canonical record it belongs to; null where its link has ended. */
  readonly canonicalId: string | null;
  /** Whether it is what was last stored. */
  readonly same: boolean;
  readonly gone: boolean;
  /** Whether it was erased: nothing of it is kept, and it belongs to nothing. */
  readonly erased: boolean;
  /** Whether the last direct read found no such record. */
  readonly missed: boolean;
  /** When it was first seen, in ms since 1970. */
  readonly firstSeenAt: number;
}

/** Which matches to look for. */
export interface MatchScope {
  readonly type: CanonicalType;
  /** Ids of dataflows; null: all. */
  readonly only: readonly string[] | null;
  /** Canonical records whose matches are wanted, with what competes with them. */
  readonly near: readonly string[];
}

/** A creation that is open. */
export interface OpenCreation {
  readonly writeId: string;
  readonly canonicalId: string;
  readonly externalRef: string | null;
  readonly externalId: string | null;
  /** Null: never sent. */
  readonly firstSentAt: number | null;
}

/** A record, and the external reference it carries; null: none. */
export interface Bearer {
  readonly externalId: string;
  readonly externalRef: string | null;
}

export interface LastReading {
  /** Where the next reading of changes starts; null: everything must be read. */
  readonly cursor: string | null;
  /** When the last reading that came to its end began; null: none did. */
  readonly startedAt: number | null;
  /** When the last whole reading came to its end; null: none did. */
  readonly wholeAt: number | null;
  /** What people are told of its records that went missing; null: nothing. */
  readonly missing: string | null;
}

export interface StoredHint {
  readonly externalId: string;
  readonly seq: string;
  /** The trace that it was given in. */
  readonly trace?: string | null;
}

/** A canonical record with something to do, and when; null: at once. */
export interface DueRecord {
  readonly canonicalId: string;
  readonly at: number | null;
}

/**
 * Where the sync keeps what it knows. Two implementations: Postgres, and one in memory for the simulation; the suite in
 * `test/store` runs over both. Times are ms since 1970; places are `system.EntityType`.
 */
export interface Store {
  /**
   * Loads the dossiers of live canonical records, locked until the end, lets `decide` change them and stores what it made
   * of them with its notes: all in one transaction, or nothing. Ids that are not live are left out; an id that was
   * merged is not followed. A link without a `recordId` gets the record with its external id, which is stored if it is not
   * there yet. `decide` is called once per success and must not do anything but decide.
   */
  change<T>(
    ids: readonly string[],
    decide: (dossiers: readonly Dossier[], view: View) => Decision<T>,
    options?: ChangeOptions,
  ): Promise<T>;

  /** Dossiers as they are, without a lock. */
  read(ids: readonly string[]): Promise<Dossier[]>;

  /** What is known of records just answered, by external id; one never seen is not in it. */
  known(place: string, records: readonly RawRecord[]): Promise<Map<string, KnownRecord>>;

  /**
   * Gives each record that has no live link a canonical record of its own, due to be settled; none that was erased, or that bears
   * an identifying number of what was. Answers their ids.
   */
  admit(place: string, sightings: readonly Sighting[]): Promise<string[]>;

  /** Canonical ids behind systems' records, by `system.EntityType/id`; one the hub cannot place is not in it. */
  placesOf(references: readonly ExternalRef[]): Promise<Map<string, string>>;

  /** External ids of canonical records' live links, by `canonical-id/system.EntityType`. */
  externalIds(canonicalIds: readonly string[]): Promise<Map<string, string>>;

  /** Where canonical records live today, by the ids that were merged; a live id is not in it. */
  survivors(ids: readonly string[]): Promise<Map<string, string>>;

  evidence(scope: MatchScope): Promise<MatchEvidence>;

  /** Makes the keys anew that rest on other records' links, since those links may have changed. */
  renewReferenceKeys(type: CanonicalType): Promise<void>;

  openCreations(place: string): Promise<OpenCreation[]>;

  /**
   * Canonical records for which a creation was sent that may have had effect, and has ended, under the reference or the key that a record carries; by
   * external id. Those merged since are not followed.
   */
  parents(place: string, records: readonly Bearer[]): Promise<Map<string, string>>;

  /**
   * Which of a place's records bear another number, in one of those fields, than some record they are linked with: their
   * canonical records, by external id. Pairs of which a person has said, of either, that it is so are left out.
   */
  contradicted(
    place: string,
    externalIds: readonly string[],
    fields: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;

  /** A key for a new record from the reserved range. @throws Conflict when the range is used up. */
  takeKey(place: string): Promise<string>;

  /** Live canonical records of a type in order of age, after a number; the level-triggered walk. */
  walk(type: CanonicalType, afterSeq: number, atMost: number): Promise<readonly { id: string; seq: number }[]>;

  /** Canonical records that are due, have a write to send or to look after, or one whose sender's lease ran out. */
  due(now: number, atMost: number): Promise<DueRecord[]>;

  /** Marks every live canonical record as due. */
  markAllDue(): Promise<void>;

  lastReading(place: string): Promise<LastReading>;
  beginReading(place: string, at: number): Promise<void>;
  /**
   * Ends a reading, or a page of it. `next`: where the next one goes on, and when the one that found this began; left as it was
   * where one that began later has ended, or for null. `fault`: what it could not make out; `drift`: how the records differ from
   * what the mapping expects; null: they do not, as far as was read, and only a whole reading takes back what an earlier one said.
   */
  endReading(
    place: string,
    end: {
      next: { cursor: string | null; startedAt: number } | null;
      whole: boolean;
      at: number;
      fault: string | null;
      drift: string | null;
    },
  ): Promise<void>;
  /** Notes that the records of a canonical type were compared with each other, those of entity types that were read whole. */
  endGathering(type: CanonicalType, at: number): Promise<void>;
  /** Keeps why a reading broke off, for people to see. */
  failReading(place: string, fault: string): Promise<void>;
  /** Keeps that more records of a place went missing than is believed, for people to see; null: they are told of it no longer. */
  noteMissing(place: string, said: string | null): Promise<void>;

  /** Records that are not gone and were first seen before a time, in order, after a record id: for a sweep's other half. */
  present(
    place: string,
    seenBefore: number,
    afterRecordId: string | null,
    atMost: number,
  ): Promise<readonly { recordId: string; externalId: string }[]>;

  /** Stores hints, one per record however often it is named; not to be followed before `at`, where given. */
  storeHints(place: string, externalIds: readonly string[], at?: number): Promise<void>;
  nextHints(place: string, afterSeq: string, now: number, atMost: number): Promise<StoredHint[]>;
  /** Drops hints that were followed; a record hinted at again meanwhile keeps its later one. */
  dropHints(hints: readonly StoredHint[]): Promise<void>;
}

/** `system.EntityType/id`. */
export function keyOf(reference: ExternalRef): string {
  return `${reference.system}.${reference.entityType}/${reference.externalId}`;
}

/** The place of a write. */
export function placeOf({ system, entityType }: Pick<Write, 'system' | 'entityType'>): string {
  return `${system}.${entityType}`;
}
