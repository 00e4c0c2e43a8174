import type { StoredHint } from '../../subgraphs/hub/sync/store.js';

interface Hinted {
  readonly externalId: string;
  readonly seq: number;
  /** Null: at once. */
  readonly at: number | null;
}

/** Which records are to be looked at, one hint each. */
export class Hints {
  /** By place and external id; in the order in which they were last named. */
  private readonly places = new Map<string, Map<string, Hinted>>();
  private seq = 0;

  store(place: string, externalIds: readonly string[], at: number | undefined): void {
    const hints = this.places.get(place) ?? new Map<string, Hinted>();
    this.places.set(place, hints);
    for (const externalId of [...externalIds].sort()) {
      this.seq += 1;
      hints.delete(externalId);
      hints.set(externalId, { externalId, seq: this.seq, at: at ?? null });
    }
  }

  next(place: string, afterSeq: string, now: number, atMost: number): StoredHint[] {
    const after = Number(afterSeq);
    const found: StoredHint[] = [];
    for (const { externalId, seq, at } of this.places.get(place)?.values() ?? []) {
      if (found.length === atMost) break;
      if (seq > after && (at === null || at <= now)) found.push({ externalId, seq: String(seq) });
    }
    return found;
  }

  drop(hints: readonly StoredHint[]): void {
    const seqs = new Set(hints.map(({ seq }) => Number(seq)));
    for (const kept of this.places.values())
      for (const { externalId } of hints) if (seqs.has(kept.get(externalId)?.seq ?? 0)) kept.delete(externalId);
  }

  /** When hints may be followed; null: at once. */
  times(): (number | null)[] {
    return [...this.places.values()].flatMap((hints) => [...hints.values()].map(({ at }) => at));
  }
}
