interface Entry<Value> {
  readonly value: Value;
  readonly weight: number;
}

/** A map that holds entries that weigh at most `capacity` together, and drops those unused the longest. */
export class Lru<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private weight = 0;
  /** Stands last already: to move it again takes as long as much of a small request. */
  private newest: Entry<Value> | undefined;

  constructor(private readonly capacity: number) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (entry !== this.newest) {
      this.entries.delete(key);
      this.entries.set(key, entry);
      this.newest = entry;
    }
    return entry.value;
  }

  /** What weighs more than all that may be held is not held. */
  set(key: string, value: Value, weight = 1): void {
    this.delete(key);
    if (weight > this.capacity) return;
    this.newest = { value, weight };
    this.entries.set(key, this.newest);
    this.weight += weight;
    for (const oldest of this.entries.keys()) {
      if (this.weight <= this.capacity) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.weight -= entry.weight;
  }
}
