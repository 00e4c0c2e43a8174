import type { Stored } from '../store.js';
import { LONGEST_LAG } from './fault.js';

/** One write to a table: which row it changed, when (milliseconds), and what was before. */
export interface Change {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly before: Stored | null;
  readonly lastSeqBefore: number;
}

/** The latest changes of every table, oldest first. */
export interface History {
  note(table: string, change: Change): void;
  of(table: string): readonly Change[];
}

/** An empty history; it forgets what no fault can look back to any more. */
export function createHistory(): History {
  const tables = new Map<string, Change[]>();
  return {
    note(table, change) {
      const changes = (tables.get(table) ?? []).filter(({ at }) => at >= change.at - LONGEST_LAG);
      changes.push(change);
      tables.set(table, changes);
    },
    of: (table) => tables.get(table) ?? [],
  };
}

/** How a table seems to someone who does not see its last changes yet. */
export interface Past {
  /** The rows that seem otherwise than they are; null for one that does not seem to exist. */
  readonly formers: ReadonlyMap<string, Stored | null>;
  readonly lastSeq: number;
}

/** The past in which some changes are hidden, or null when none is. A visible change shows what the hidden ones before it did. */
export function pastOf(changes: readonly Change[], isHidden: (change: Change) => boolean): Past | null {
  const formers = new Map<string, Stored | null>();
  const visible = new Set<string>();
  let lastSeq = Infinity;
  for (const change of [...changes].reverse()) {
    if (visible.has(change.id)) continue;
    if (isHidden(change)) {
      formers.set(change.id, change.before);
      lastSeq = Math.min(lastSeq, change.lastSeqBefore);
    } else visible.add(change.id);
  }
  return formers.size === 0 ? null : { formers, lastSeq };
}
