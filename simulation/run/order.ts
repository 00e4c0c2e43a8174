import type { Value } from '../../shared/canonical/field.js';
import type { Review } from '../../shared/sync/dossier.js';
import type { Random } from '../outside/random.js';

/** What a person who runs the hub asks of it. */
export type Order =
  | { readonly operator: 'pause' | 'resume'; readonly dataflow: string }
  /** Has the hub go on with what was put before a person. */
  | { readonly operator: 'answer'; readonly kind: Review['kind'] }
  /** Says of removed records that they became other ones, or that they were truly removed. */
  | { readonly operator: 'reunite' | 'dismiss' }
  /** Gives a frozen field the value that lost. */
  | { readonly operator: 'decide' }
  /** Takes the latest edits back. */
  | { readonly operator: 'undo'; readonly edits: number }
  /** Takes the record of a place out of its canonical record, and has both hold what they held before. */
  | { readonly operator: 'separate'; readonly from: string; readonly nth?: number }
  /** Says that the last record of a place and the last of another are one thing. */
  | { readonly operator: 'join'; readonly of: string; readonly and: string }
  /** Has the record that the hub made last in a place go away again, or be put out of use only. */
  | { readonly operator: 'takeBack'; readonly of: string; readonly retires: boolean }
  /** Sets a value at the hub, of what the record of a place is in. */
  | { readonly operator: 'set'; readonly of: string; readonly field: string; readonly value: Value | null };

/** What somebody says of what was put before people about removals. */
export function ofRemovals(random: Random): Order {
  return { operator: 'answer', kind: random.pick(['REMOVAL', 'REMOVAL', 'GONE']) };
}

/** What somebody says of removed records that may have become others. */
export function ofMerges(random: Random): Order {
  return { operator: random.pick(['reunite', 'dismiss']) };
}
