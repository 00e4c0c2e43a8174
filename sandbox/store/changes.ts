/** Which row changed at which sequence number, ascending; a row that changed again leaves a stale note behind, which the reader skips. */
export interface ChangeLog {
  /** The last number noted, 0 when there is none. */
  last(): number;
  note(seq: number, id: string): void;
  /** The notes after `seq`, ascending. */
  after(seq: number): Iterable<{ seq: number; id: string }>;
}

/** An empty log. Notes may come out of order (after a restart they do) and are sorted before they are read. */
export function createChangeLog(): ChangeLog {
  const notes: { seq: number; id: string }[] = [];
  let last = 0;
  let sorted = true;
  return {
    last: () => last,
    note(seq, id) {
      if (seq < last) sorted = false;
      last = Math.max(last, seq);
      notes.push({ seq, id });
    },
    *after(seq) {
      if (!sorted) notes.sort((a, b) => a.seq - b.seq);
      sorted = true;
      for (let at = firstAfter(notes, seq); at < notes.length; at += 1) yield notes[at]!;
    },
  };
}

function firstAfter(notes: { seq: number }[], seq: number): number {
  let low = 0;
  let high = notes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (notes[middle]!.seq > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
