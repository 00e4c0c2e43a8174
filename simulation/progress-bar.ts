import type { WriteStream } from 'node:tty';

const width = 30;
const everyMs = 200;

/** How far a campaign is, on a terminal; elsewhere nothing, so that logs stay short. */
export class ProgressBar {
  private readonly startedAt = performance.now();
  private shownAt = 0;

  constructor(
    private readonly out: Pick<WriteStream, 'write' | 'isTTY'>,
    private readonly total: number,
  ) {}

  /** @param isBad whether something went wrong so far. */
  show(done: number, isBad: boolean): void {
    const now = performance.now();
    if (!this.out.isTTY || (now < this.shownAt + everyMs && done < this.total)) return;
    this.shownAt = now;
    const part = this.total === 0 ? 1 : done / this.total;
    const filled = Math.round(part * width);
    const perSecond = (done / (now - this.startedAt)) * 1000;
    const left = perSecond > 0 ? Math.round((this.total - done) / perSecond) : 0;
    const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
    const told = `${done}/${this.total}  ${perSecond.toFixed(1)}/s  ${left} s left${isBad ? '  violations' : ''}`;
    this.out.write(`\r${bar} ${told}\u001b[K`);
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\r\u001b[K');
  }
}
