const bitsInChunk = 65_536;

/** What may be asked of numbers that were gathered. */
export type NumbersSeen = Pick<ReadonlySet<number>, 'has'>;

/** A set of whole numbers from 0, most of them close together: a bit for each where a `Set` takes tens of bytes. */
export class Numbers implements NumbersSeen {
  private readonly chunks = new Map<number, Uint8Array>();

  has(number: number): boolean {
    const byte = this.chunks.get(Math.floor(number / bitsInChunk))?.[(number % bitsInChunk) >> 3] ?? 0;
    return (byte & (1 << (number & 7))) !== 0;
  }

  add(number: number): void {
    const index = Math.floor(number / bitsInChunk);
    const chunk = this.chunks.get(index) ?? new Uint8Array(bitsInChunk / 8);
    this.chunks.set(index, chunk);
    chunk[(number % bitsInChunk) >> 3]! |= 1 << (number & 7);
  }
}
