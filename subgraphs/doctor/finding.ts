import type { Capabilities, Connector, EntityType, Resource } from '../../shared/connector.js';

/** One entity type under examination. */
export interface Subject {
  readonly connector: Connector;
  readonly entityType: EntityType;
  readonly resource: Resource;
}

/**
 * `fine`: as claimed, or better where a claim is a bound. `differs`: someone has something to do. `failed`: could not be
 * examined, and someone has something to do. `unknown`: not measured, and why. `note`: worth knowing.
 */
export type Verdict = 'fine' | 'differs' | 'failed' | 'unknown' | 'note';

/** What came of one claim. Texts hold names of fields and numbers, never a field's value or a secret. */
export interface Judged {
  /** `since.inclusive`, as the sheet names it; else what was looked at: `order`, `properties`. */
  readonly claim: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do; null where there is nothing to do. */
  readonly remedy: string | null;
}

/** What came of one claim of one system; `entityType` is null where it is about the whole system. */
export interface Finding extends Judged {
  readonly system: string;
  readonly entityType: string | null;
}

/** A way to hold one claim against what was measured; no answer where there is nothing to say. */
export type Judge<Measured> = (subject: Subject, measured: Measured) => readonly Judged[];

export const fine = (claim: string, found: string): Judged => ({ claim, verdict: 'fine', found, remedy: null });
export const note = (claim: string, found: string): Judged => ({ claim, verdict: 'note', found, remedy: null });
export const unknown = (claim: string, found: string): Judged => ({ claim, verdict: 'unknown', found, remedy: null });
export const differs = (claim: string, found: string, remedy: string): Judged => ({
  ...{ claim, verdict: 'differs', found, remedy },
});
export const failed = (claim: string, found: string, remedy: string): Judged => ({
  ...{ claim, verdict: 'failed', found, remedy },
});

/** What to change where a sheet says what is not so. A sheet that several systems share is their contract. */
export function inSheet({ connector, entityType }: Subject, claim: string, value: unknown): string {
  const { sheet } = entityType.capabilities;
  if (sheet.startsWith('subgraphs/')) return `in ${sheet}, set ${claim} of ${entityType.name} to ${String(value)}`;
  return `${connector.name} has to keep the common contract (subgraphs/customerp/README.md); ${claim} stands in ${sheet}`;
}

/** Holds a yes-or-no claim, or one of a few words, against what was found. */
export function compared<C extends keyof Capabilities>(
  subject: Subject,
  claim: C,
  measured: Capabilities[C],
  found: string,
): Judged {
  const claimed = subject.entityType.capabilities[claim];
  return claimed === measured ? fine(claim, found) : differs(claim, found, inSheet(subject, claim, measured));
}

/** Whether anything is to be done, which is what the exit code says. */
export const needsCare = ({ verdict }: Judged): boolean => verdict === 'differs' || verdict === 'failed';
