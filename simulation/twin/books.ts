import type { Everything } from '../store/memory.js';
import type { StoredRecord, StoredWrite } from '../store/tables.js';
import { sorted, type Tongue } from './plain.js';

/** What a store keeps of which the port tells nothing, or only a part. In order of age, but for what is put under a name. */
export interface Books {
  readonly ages: readonly string[];
  readonly edits: readonly object[];
  readonly conflicts: readonly object[];
  readonly reviews: readonly object[];
  readonly candidates: readonly object[];
  readonly exclusions: readonly string[];
  readonly writes: readonly object[];
  readonly records: Readonly<Record<string, object>>;
}

/** The books of the store in memory. */
export function booksOf(all: Everything, tongue: Tongue): Books {
  const { dossiers, edits, conflicts, reviews, candidates, candidatesOf, exclusions, writes, records } = all;
  const apart = exclusions.map((pair) => sorted(pair.map(tongue.record)).join(' and '));
  return {
    ages: [...dossiers.values()].sort((a, b) => a.seq - b.seq).map(({ canonical }) => canonical.id),
    edits: edits.map((edit) => ({ ...edit, before: edit.before ?? null, hadOne: edit.before !== undefined })),
    conflicts: conflicts.map(({ review: _review, ...rest }) => rest),
    reviews,
    candidates: [...candidates.values()].map((candidate) => {
      const { left, right, ...rest } = candidate;
      const open = candidatesOf.get(left.id)?.includes(candidate) ?? false;
      return { ...rest, open, left: tongue.record(left.id), right: tongue.record(right.id) };
    }),
    exclusions: sorted(new Set(apart)),
    writes: [...writes.values()].sort((a, b) => a.seq - b.seq).map(plainWrite),
    records: Object.fromEntries(
      [...records.values()].map((record) => [tongue.record(record.id), plainRecord(record, tongue)]),
    ),
  };
}

function plainWrite({ write, canonicalId }: StoredWrite): object {
  const { doubtedAt = null, toldAt = null, answeredVersion = null, trace: _trace, ...rest } = write;
  return { ...rest, canonicalId, doubtedAt, toldAt, answeredVersion };
}

function plainRecord({ observedAt, firstSeenAt, goneAt, holder, keys }: StoredRecord, tongue: Tongue): object {
  return {
    ...{ observedAt, firstSeenAt, goneAt, heldBy: holder && { link: holder.linkId, canonicalId: holder.canonicalId } },
    keys: sorted(keys.map(({ name, side, text }) => `${name} ${side} ${tongue.key(name, text)}`)),
  };
}
