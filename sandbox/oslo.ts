const HOUR = 3_600_000;

/** Hours Europe/Oslo is ahead of UTC at an instant (milliseconds): 2 in summer time, else 1. */
export function osloHours(instant: number): 1 | 2 {
  const year = new Date(instant).getUTCFullYear();
  return instant >= lastSunday(year, 2) && instant < lastSunday(year, 9) ? 2 : 1;
}

/** An instant as Oslo's clocks show it, with the offset: `2026-07-01T12:00:00.5+02:00`. Trailing zeros of the fraction are left out. */
export function osloText(instant: number): string {
  const hours = osloHours(instant);
  return `${shortText(instant + hours * HOUR).slice(0, -1)}+0${hours}:00`;
}

/** Midnight in Oslo at the start of a day (YYYY-MM-DD), with the offset. */
export function osloMidnight(day: string): string {
  return osloText(Date.parse(`${day}T00:00:00Z`) - osloHours(Date.parse(`${day}T00:00:00Z`)) * HOUR);
}

/** An instant in UTC with 0 to 3 fraction digits: `2026-07-01T10:00:00Z`, `2026-07-01T10:00:00.25Z`. */
export function shortText(instant: number): string {
  return new Date(instant).toISOString().replace(/\.?0*Z$/, 'Z');
}

/** The last Sunday of a month (0 = January), 01:00 UTC: when the clocks change. */
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * 24 * HOUR;
}
