import { SEED_STAMP, type Row, type Seed, type Stored } from './types.js';

/** A changed or new row as held in memory. */
export interface Kept {
  /** Where the seed has it; null for an inserted row. */
  position: number | null;
  /** What differs from the seed, or the whole row of an inserted one. */
  change: Row;
  version: number;
  seq: number;
  /** Null for a seeded row: the seed knows. */
  createdAt: string | null;
  changedAt: string;
  deletedAt: string | null;
}

/** An untouched seeded row; row and stamps are computed when asked for, since a scan over a million asks for few. */
export function fromSeed(seed: Seed, id: string, position: number): Stored {
  return new SeededRow(seed, id, position);
}

/** A changed or new row. */
export function fromKept(seed: Seed, id: string, kept: Kept): Stored {
  return {
    id,
    get row() {
      return kept.position === null ? { ...kept.change } : { ...seed.rowAt(kept.position), ...kept.change };
    },
    version: kept.version,
    get createdAt() {
      return kept.createdAt ?? stampOf(seed, kept.position ?? 0).createdAt;
    },
    changedAt: kept.changedAt,
    changeSeq: kept.seq,
    deletedAt: kept.deletedAt,
  };
}

function stampOf(seed: Seed, position: number) {
  return seed.stampAt?.(position) ?? SEED_STAMP;
}

class SeededRow implements Stored {
  readonly version = 1;
  readonly changeSeq = 0;
  readonly deletedAt = null;

  constructor(
    private readonly seed: Seed,
    readonly id: string,
    private readonly position: number,
  ) {}

  get row(): Row {
    return this.seed.rowAt(this.position);
  }

  get createdAt(): string {
    return stampOf(this.seed, this.position).createdAt;
  }

  get changedAt(): string {
    return stampOf(this.seed, this.position).changedAt;
  }
}
