import type { RawRecord, Resource, Since } from '../../shared/connector.js';
import { instantOf } from '../../shared/http/change-stamp.js';
import { valueAt } from '../../shared/mapping/mapping.js';
import { readRows } from './reading.js';

/** What readings of changes that start at exactly one record's stamp showed. */
export interface SinceMeasured {
  /** The coarsest of a minute, a second and a millisecond that all stamps are whole multiples of. */
  readonly grainMs: number;
  /** How many different stamps that was read from. */
  readonly stamps: number;
  /** Null where no record stayed as it was while it was looked at. */
  readonly filter: null | {
    /** Whether the record is among the changes from its own stamp on, and from one grain before. */
    readonly includesEqual: boolean;
    readonly includesLater: boolean;
    /** How many records with an earlier stamp came along. */
    readonly earlier: number;
  };
}

const tries = 3;
const mostRows = 5_000;
const grains = [60_000, 1_000] as const;

/** Asks for the changes from the newest stamps on. `stamp` is the sheet's own, not null. */
export async function measureSince(
  resource: Resource,
  since: Since & { readonly stamp: string },
  records: readonly RawRecord[],
): Promise<SinceMeasured> {
  const stamped = records.flatMap((record) => {
    const instant = instantOf(valueAt(record.fields, since.stamp));
    return instant === null ? [] : [{ id: record.id, instant }];
  });
  const instants = [...new Set(stamped.map(({ instant }) => instant))];
  const grainMs = grains.find((grain) => instants.every((instant) => instant % grain === 0)) ?? 1;
  const newest = stamped.toSorted((a, b) => b.instant - a.instant).slice(0, tries);
  for (const candidate of newest) {
    const filter = await filterAt(resource, since, candidate);
    if (filter !== null) return { grainMs, stamps: instants.length, filter };
  }
  return { grainMs, stamps: instants.length, filter: null };
}

/** The connector reaches back by the overlap, so that much later is where the system is asked from the stamp itself. */
async function filterAt(
  resource: Resource,
  since: Since & { readonly stamp: string },
  { id, instant }: { id: string; instant: number },
): Promise<SinceMeasured['filter']> {
  const rowsFrom = async (start: number): Promise<{ id: string; instant: number }[]> => {
    const cursor = new Date(start + since.overlapMs).toISOString();
    const { records } = await readRows(resource, cursor, mostRows);
    return records.map((record) => ({
      id: record.id,
      instant: instantOf(valueAt(record.fields, since.stamp)) ?? start,
    }));
  };
  const equal = await rowsFrom(instant);
  const later = await rowsFrom(instant - Math.max(since.granularityMs, 1));
  const hasMoved = [...equal, ...later].some((row) => row.id === id && row.instant !== instant);
  if (hasMoved) return null;
  return {
    includesEqual: equal.some((row) => row.id === id),
    includesLater: later.some((row) => row.id === id),
    earlier: equal.filter((row) => row.instant < instant).length,
  };
}
