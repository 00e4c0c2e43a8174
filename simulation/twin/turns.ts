/** Work that is done one after another. */
export class Turns {
  private last: Promise<void> = Promise.resolve();
  private open = 0;

  /** @param work must not fail. Resolves when it is done, after all that was given before it. */
  take(work: () => Promise<void>): Promise<void> {
    this.open += 1;
    this.last = this.last.then(work).finally(() => (this.open -= 1));
    return this.last;
  }

  /** What was given last and is not done yet; null: all is done. */
  underWay(): Promise<void> | null {
    return this.open > 0 ? this.last : null;
  }
}
