import type { CanonicalType } from '../canonical/field.js';
import type { Blocklist } from '../dataflows/blocklist.js';
import type { Dataflow } from '../dataflows/dataflow.js';
import type { Mapping } from '../mapping/mapping.js';
import type { MatchEvidence } from './match.js';
import type { HolderLookup } from './turns.js';
import type { ReferenceLookup } from './plan.js';
import type { Removals, RemovalsAtMost } from './removals.js';
import type { Rules } from './rules.js';
import type { ConflictPolicy } from './state.js';

/** What the core must know of an entity type's system: the part of its capability sheet that decisions rest on. */
export interface Traits {
  /** How old the state may be that a read shows, in ms. */
  readonly readLagMs: number;
  /** Whether lists show less than a record read alone, so that their rows are hints. */
  readonly listMayLag: boolean;
  /** The longest time a request may still take effect after it was sent, in ms. */
  readonly inFlightMs: number;
  readonly conditionalWrite: boolean;
  /** A range: new records get a key of the hub's choice. */
  readonly keys: 'server' | { readonly from: number; readonly to: number };
  /** Whether a record can be found by the reference that its creation stamped. */
  readonly hasReference: boolean;
  readonly canRemove: boolean;
}

/** An entity type of a system that takes part in the sync. */
export interface Place {
  /** `system.EntityType`. */
  readonly key: string;
  readonly mapping: Mapping;
  readonly traits: Traits;
}

/** Everything decisions rest on that does not change from one to the next. */
export interface SyncPolicy extends ConflictPolicy {
  readonly rules: Rules;
  /** Those that are switched on, paused or not. */
  readonly flows: readonly Dataflow[];
  /** Those that the configuration switches off, though both their systems are on. */
  readonly off: readonly Dataflow[];
  /** By `system.EntityType`. */
  readonly places: ReadonlyMap<string, Place>;
  /** How long after an edit a record without conditional writes is left alone, in ms. */
  readonly quietMs: number;
  /** The most writes of one field of one link in a quarter of an hour and in a day, without a person's new value. */
  readonly writesAtMost: { readonly quarter: number; readonly day: number };
  /** What never says who a record is. */
  readonly blocklist: Blocklist;
  /** More removals at once are taken for a fault of their system. */
  readonly missingAtMost: RemovalsAtMost;
}

/** What a decision may ask of the rest of the world; all of it is known when it is asked. */
export interface View {
  /** ms since 1970. */
  readonly now: number;
  readonly newId: () => string;
  /** In [0, 1): full jitter of a backoff. */
  readonly chance: () => number;
  readonly reference: ReferenceLookup;
  /** Who was last seen to bear a value that no two records of a place may bear. */
  readonly holders: HolderLookup;
  /** Matches of the dossiers' records; null where they were not asked for. */
  readonly evidence: MatchEvidence | null;
  /**
   * By canonical id: the places in which a record of another canonical record is being written that bears one of its
   * identifying numbers. Empty where the evidence was not asked for.
   */
  readonly expected: ReadonlyMap<string, ReadonlySet<string>>;
  /** Canonical types of which some entity type was never read whole: nothing of them is made. */
  readonly unseen: ReadonlySet<CanonicalType>;
  /** Canonical types of which some entity type's records were never compared with the others': nothing of them is made. */
  readonly ungathered: ReadonlySet<CanonicalType>;
  /** Ids of the dataflows that a person has paused. */
  readonly paused: ReadonlySet<string>;
  /** Whether the hub writes nothing at all until a person has it go on; it plans all the same. */
  readonly stopped: boolean;
  /** Creations that were sent and not answered, in the place that was asked for. */
  readonly creationsUnderWay: readonly string[];
  /** In the place that was asked for; none where none was. */
  readonly removals: Removals;
  /** When the last reading of that place that came to its end began, in ms since 1970; null: none did, or none was asked for. */
  readonly lastReadAt: number | null;
  /** Links in that place whose record bears a strong key that another record of the place, elsewhere linked, bears too. */
  readonly succeeded: ReadonlySet<string>;
}

/** Whether a record can be recognised as the one a creation made: by reference or by a key of the hub's choice. */
export function isTraceable({ hasReference, keys }: Traits): boolean {
  return hasReference || keys !== 'server';
}

/** @throws RangeError for an entity type that does not take part. */
export function placeAt(policy: SyncPolicy, key: string): Place {
  const place = policy.places.get(key);
  if (!place) throw new RangeError(`${key} is not switched on`);
  return place;
}
