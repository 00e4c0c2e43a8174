import { Rejected } from '../errors.js';

/**
 * The instant a system's timestamp names, in ms; null where it names none. Read liberally: any number of fraction
 * digits, `Z` or an offset, a space before the offset, and UTC where no zone is given.
 */
export function instantOf(stamp: unknown): number | null {
  const match =
    typeof stamp === 'string' ? /^(\d{4}-\d\d-\d\d)(?:T([\d:.]+) ?(Z|[+-]\d\d:\d\d)?)?$/i.exec(stamp) : null;
  if (!match) return null;
  const [, day, time = '00:00:00', zone = 'Z'] = match;
  const instant = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(instant) ? null : instant;
}

/** The later of two timestamps, as the system wrote it; what is no timestamp loses. Null where neither is one. */
export function laterStamp(a: unknown, b: unknown): string | null {
  const [first, second] = [instantOf(a), instantOf(b)];
  if (first === null) return second === null ? null : (b as string);
  return second !== null && second > first ? (b as string) : (a as string);
}

/** Where a reading of changes starts: the cursor's instant less the overlap, in ISO 8601 with `Z`. @throws Rejected. */
export function reachBack(cursor: string, overlapMs: number, asked: { system: string; entityType: string }): string {
  const instant = instantOf(cursor);
  if (instant !== null) return new Date(instant - overlapMs).toISOString();
  throw new Rejected(`This is not where a reading of ${asked.entityType} in ${asked.system} could start.`, asked);
}
