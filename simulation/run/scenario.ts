import type { ProfileName, Rates } from '../outside/profiles.js';
import type { Dataflow } from '../../shared/dataflows/dataflow.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Order } from './order.js';

/** What people do to the nth record of an entity type. */
export type Deed =
  | ('create' | 'edit' | 'clear' | 'twin' | 'remove' | 'putBack' | 'copy')
  /** The system makes the record another one, which bears all that it held. */
  | 'become'
  /** What the record holds goes to the one before it, and is cleared, or the two change places. */
  | ('give' | 'swap')
  /** The id of the record removed last is given to another one. */
  | 'reuse'
  /** Lists come back empty, and then whole again. */
  | ('hide' | 'show');

export type Step =
  | { readonly people: Deed; readonly in: string; readonly nth?: number; readonly path?: string }
  | Order
  | { readonly hub: 'sync' | 'hear' | 'tend' }
  | { readonly hub: 'poll'; readonly of: string }
  | { readonly wait: number }
  /** What goes wrong from here on. */
  | { readonly weather: ProfileName | Partial<Rates> };

/** What of a company chance does not choose. */
export interface Company {
  /** Which systems take part: a number of `themes`. */
  readonly theme?: number;
  /** What every dataflow does about removals. */
  readonly deletes?: Dataflow['deletes'];
  /** An entity type that takes no value of its number twice. */
  readonly unique?: string;
  /** How many records a page of a whole list has. */
  readonly pageSize?: number;
  /** So many records missing from a list are taken for a fault of the list. */
  readonly missingAtMost?: number;
  /** How long a record just edited is left alone; without: not at all. */
  readonly quietMs?: number;
  /** How often a field of a record may be written; without: more often than a history is long. */
  readonly writesAtMost?: SyncPolicy['writesAtMost'];
}

/** Something that happens in a company, step by step. */
export interface Scenario extends Company {
  readonly name: string;
  readonly theme: number;
  /** After so many steps of the script all must be carried on, also by who was killed then, though nothing is read whole. */
  readonly unsweptAfter?: number;
  /** What must have come about in it, by its name among the counts, where nobody was killed. */
  readonly shows?: string;
  /** What must never come about in it. */
  readonly never?: string;
  readonly script: readonly Step[];
}

export const sync: Step = { hub: 'sync' };
export const hear: Step = { hub: 'hear' };
export const tend: Step = { hub: 'tend' };
export const poll = (of: string): Step => ({ hub: 'poll', of });
export const wait = (ms: number): Step => ({ wait: ms });
export const weather = (sky: ProfileName | Partial<Rates>): Step => ({ weather: sky });
export const ask = (order: Order): Step => order;
export const people = (deed: Deed, place: string, nth = 0, path?: string): Step => ({
  ...{ people: deed, in: place, nth },
  ...(path === undefined ? {} : { path }),
});

/** The last record of an entity type, as `nth`. */
export const last = 99;

/** Which systems take part: numbers of `themes`. */
export const [withLedger, withDepartments, staff, projects] = [0, 1, 3, 4] as const;
