import type { PlaceSheet } from './company.js';
import type { Table, Wire } from './table.js';

/** An entity type of a simulated system, as the world around it sees it. */
export interface Entity {
  readonly sheet: PlaceSheet;
  readonly table: Table;
}

/** How a write that took effect was sent. */
export interface Sent {
  /** Whether it took effect later than its sheet says any request can. */
  readonly isLate: boolean;
  /** The last look that the process which sent it had at the record itself; null: none. */
  readonly readSeq: number | null;
  /** The reference that a creation was sent under, whether or not its system keeps it; null: no creation. */
  readonly reference: string | null;
}

/** What an entity type needs of the world around it. */
export interface Around {
  now(): number;
  /** How many records a page of a whole list has; the usual number where absent. */
  readonly pageSize: number | undefined;
  /** The system's own idea of the time. */
  clock(system: string): number;
  /** Carries something out when the true clock has passed a time. */
  later(at: number, effect: () => void): void;
  count(what: string): void;
  chance(probability: number): boolean;
  random(min: number, max: number): number;
  landed(place: Entity, kind: 'CREATE' | 'UPDATE' | 'REMOVE', id: string, before: Wire, sent: Sent): void;
  /** The process that asks was answered what a record holds. A list is no such look: a write rests on none. */
  looked(place: string, id: string): void;
  /** When the process that asks last looked at a record; null: never. */
  lastLook(place: string, id: string): number | null;
  hint(place: Entity, id: string): void;
  /** Somebody edits the first record of a place. */
  meddle(place: string): void;
  /** With that probability, by a chance of its own, somebody makes a record under the key before the hub does. */
  takeKey(place: string, key: string, probability: number): void;
}
