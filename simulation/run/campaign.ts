import type { Told } from './plan.js';

/** What came of many histories. */
export interface Summary {
  histories: number;
  steps: number;
  inTheGap: number;
  /** Histories with a violation, by invariant. */
  readonly violated: Map<string, number>;
  /** How often each rare thing happened. */
  readonly counts: Map<string, number>;
  /** The first failing histories, with what was wrong. */
  readonly failures: { readonly seed: string; readonly what: readonly string[] }[];
}

const failuresKept = 20;

export function emptySummary(): Summary {
  return { histories: 0, steps: 0, inTheGap: 0, violated: new Map(), counts: new Map(), failures: [] };
}

export function add(summary: Summary, seed: string, told: Told): void {
  summary.histories += 1;
  summary.steps += told.steps;
  summary.inTheGap += told.inTheGap;
  for (const [name, count] of told.counts) summary.counts.set(name, (summary.counts.get(name) ?? 0) + count);
  for (const invariant of new Set(told.violations.map((one) => one.invariant)))
    summary.violated.set(invariant, (summary.violated.get(invariant) ?? 0) + 1);
  if (told.violations.length > 0 && summary.failures.length < failuresKept)
    summary.failures.push({ seed, what: told.violations.map(({ invariant, what }) => `${invariant}: ${what}`) });
}

/** The summary as a person reads it. */
export function lines(summary: Summary): string[] {
  const table = (title: string, counts: ReadonlyMap<string, number>): string[] => [
    title,
    ...[...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `  ${name.padEnd(44)}${String(count).padStart(10)}`),
  ];
  const failed = [...summary.violated.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${summary.histories} histories, ${summary.steps} steps`,
    ...(failed === 0
      ? ['No invariant was violated.']
      : table('Histories that violate an invariant:', summary.violated)),
    `Edits overwritten between read and write, where the system cannot refuse: ${summary.inTheGap}`,
    ...table('How often it came to', summary.counts),
    ...summary.failures.flatMap(({ seed, what }) => [`seed ${seed}`, ...what.slice(0, 6).map((one) => `  ${one}`)]),
  ];
}
