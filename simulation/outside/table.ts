import type { Json } from '../../shared/mapping/codec.js';

export type Wire = Readonly<Record<string, Json>>;

/** A record in its system. */
export interface Row {
  readonly id: string;
  readonly number: number;
  wire: Wire;
  /** Counts its states. */
  version: number;
  /** The system's own stamp of its last change, in ms by its clock. */
  stamp: number;
  /** Until when lists do not show its last change, by the true clock. */
  unlistedUntil: number;
  isRemoved: boolean;
  /** Former states with the true time until which they were the present one; undefined: not there. */
  readonly past: {
    readonly until: number;
    readonly wire: Wire | undefined;
    readonly version: number;
    readonly stamp: number;
  }[];
}

/** A state of a record as a look shows it. */
export interface Shown {
  readonly id: string;
  readonly wire: Wire;
  readonly version: number;
  readonly stamp: number;
}

/** The records of one entity type, in the order in which they were made. */
export class Table {
  readonly rows = new Map<string, Row>();
  private next: number;

  constructor(firstId: number) {
    this.next = firstId;
  }

  /** A free id, as the system assigns it. */
  newId(): string {
    const id = String(this.next);
    this.next += 1;
    return id;
  }

  insert(id: string, wire: Wire, stamp: number, unlistedUntil: number, now: number): Row {
    const row: Row = {
      ...{ id, number: this.rows.size, wire, version: 1, stamp, unlistedUntil, isRemoved: false },
      past: [{ until: now, wire: undefined, version: 0, stamp: 0 }],
    };
    this.rows.set(id, row);
    return row;
  }

  change(row: Row, wire: Wire, stamp: number, unlistedUntil: number, now: number): void {
    row.past.push({ until: now, wire: row.isRemoved ? undefined : row.wire, version: row.version, stamp: row.stamp });
    row.wire = wire;
    row.version += 1;
    row.stamp = stamp;
    row.unlistedUntil = unlistedUntil;
  }

  remove(row: Row, stamp: number, now: number): void {
    this.change(row, row.wire, stamp, now, now);
    row.isRemoved = true;
  }

  /** The record as it was at a true time; null where it was not there. */
  at(id: string, time: number): Shown | null {
    const row = this.rows.get(id);
    if (!row) return null;
    const former = row.past.find(({ until }) => until > time);
    if (former)
      return former.wire === undefined ? null : { id, wire: former.wire, version: former.version, stamp: former.stamp };
    return row.isRemoved ? null : { id, wire: row.wire, version: row.version, stamp: row.stamp };
  }

  present(): Row[] {
    return [...this.rows.values()].filter(({ isRemoved }) => !isRemoved);
  }
}
