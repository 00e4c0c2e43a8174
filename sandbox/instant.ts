const PARTS = /^(?<day>\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/;

/** A moment as written in ISO 8601. */
export interface Written {
  /** Milliseconds; a day is its midnight and a time without a zone is read, in UTC. */
  instant: number;
  /** Whether it said how far from UTC it is. */
  hasZone: boolean;
}

/** Reads a day or a date-time, or null for what is neither, or not in the calendar (2026-02-30). */
export function writtenInstant(text: string): Written | null {
  const groups = PARTS.exec(text)?.groups;
  if (!groups) return null;
  const hasZone = groups.zone !== undefined;
  const instant = Date.parse(hasZone || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(instant) || !isDay(groups.day!) ? null : { instant, hasZone };
}

function isDay(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
