import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Slot } from '../../subgraphs/hub/sync/engine.js';
import type { ProfileName, Rates } from '../outside/profiles.js';
import type { Deed } from './scenario.js';
import type { HumanAct, LandedWrite, LiveRecord } from '../invariants/evidence.js';

/** The world outside the hub, as a history needs it. */
export interface Outside {
  /** The systems' entity types that take part. */
  readonly slots: readonly Slot[];
  /** Dataflows and conflict policy of the company. */
  readonly policy: Omit<SyncPolicy, 'rules'>;
  now(): number;
  /** A process of the hub has the word from here on. @throws RateLimited where what it is to send is out of date. */
  asks(process: string): void;
  advance(ms: number): void;
  /** A person does something somewhere. */
  act(): void;
  /** People do something to the nth record of an entity type, or to its last. */
  perform(deed: Deed, place: string, nth: number, path?: string): void;
  weather(sky: ProfileName | Partial<Rates>): void;
  /** A person changes one field of a record that is there; null where there is none. */
  editOne(place: string, recordId: string): { readonly field: string } | null;
  /** What systems say has changed since they were last asked. */
  hints(): readonly { readonly place: string; readonly id: string }[];
  /** All that systems ever said has changed, as a week-old delivery would repeat it. */
  allHints(): readonly { readonly place: string; readonly id: string }[];
  /** Faults end: from here on every system answers at once and truly. */
  calm(): void;
  /** What goes wrong in this history goes wrong again. */
  storm(): void;
  readonly clocksAreRight: boolean;
  /** Whether requests may take effect later than their sheet says. */
  readonly mayBeLate: boolean;
  /** Whether searches may miss for longer than a request can be on its way what it made. */
  readonly searchesMayLag: boolean;
  live(): ReadonlyMap<string, ReadonlyMap<string, LiveRecord>>;
  /** What a record held from a true time on, state by state, by canonical field. */
  heldSince(place: string, recordId: string, since: number): readonly LiveRecord['values'][];
  /** When the hub came, by the true clock. */
  readonly beganAt: number;
  readonly people: readonly HumanAct[];
  readonly landed: readonly LandedWrite[];
  /** Counts something that happened. */
  count(what: string): void;
  /** How often each rare thing happened, by name. */
  readonly counts: ReadonlyMap<string, number>;
}
