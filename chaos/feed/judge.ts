/** A change as it was written, or told. */
export interface Told {
  readonly recordId: string;
  readonly version: number;
}

export interface FeedVerdict {
  readonly missed: number;
  readonly doubled: number;
  /** Changes of one record that came after a later one of it. */
  readonly disordered: number;
}

/** Holds what was told against what was written. */
export function judgeFeed(written: readonly Told[], told: readonly Told[]): FeedVerdict {
  const nameOf = ({ recordId, version }: Told): string => `${recordId} ${version}`;
  const seen = new Set(told.map(nameOf));
  const latest = new Map<string, number>();
  let disordered = 0;
  for (const { recordId, version } of told) {
    if (version < (latest.get(recordId) ?? 0)) disordered += 1;
    latest.set(recordId, version);
  }
  return {
    missed: written.filter((one) => !seen.has(nameOf(one))).length,
    doubled: told.length - seen.size,
    disordered,
  };
}
