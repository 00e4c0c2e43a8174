import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Value } from '../canonical/field.js';
import type { CanonicalState } from './state.js';

/** An edit as the books have it. */
export interface BookedEdit {
  readonly field: string;
  readonly version: number;
  /** Undefined: the field was never known before. */
  readonly before: Value | null | undefined;
  readonly after: Value | null;
}

export interface Undoing {
  /** What the fields are to hold again; null where a field was empty or not known. */
  readonly values: Readonly<Record<string, Value | null>>;
  /** Fields that hold something later than what the edits made of them: undoing would lose that. */
  readonly changedSince: readonly string[];
}

/**
 * What it takes to undo edits of one canonical record: a three-way merge of what they made, what was before and what is now.
 * Edits of one field are undone together, as far back as the earliest of them; one that is not among them and came between
 * bars the field, since it was made knowing a value that would be gone.
 */
export function undoing(canonical: CanonicalState, edits: readonly BookedEdit[]): Undoing {
  const values: Record<string, Value | null> = {};
  const changedSince: string[] = [];
  for (const field of new Set(edits.map((edit) => edit.field))) {
    const chain = edits.filter((edit) => edit.field === field).sort((a, b) => b.version - a.version);
    const { type } = fieldOf(canonical.type, field);
    const isWhole = chain.every((edit, index) => {
      const next = index === 0 ? (canonical.fields[field] ?? null) : (chain[index - 1]?.before ?? null);
      return same(type, edit.after, next);
    });
    if (isWhole) values[field] = chain.at(-1)?.before ?? null;
    else changedSince.push(field);
  }
  return { values, changedSince };
}
