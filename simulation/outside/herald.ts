import type { Random } from './random.js';

/** A record that its system says has changed. */
export interface Hinted {
  readonly place: string;
  readonly id: string;
}

/** What systems tell the hub of changes. */
export class Herald {
  /** All that was ever told. */
  readonly told: Hinted[] = [];
  private pending: Hinted[] = [];

  constructor(private readonly random: Random) {}

  tell(place: string, id: string): void {
    this.pending.push({ place, id });
    this.told.push({ place, id });
  }

  /** What was there before the hub came is not told. */
  forget(): void {
    this.pending = [];
  }

  /** What was told since this was last asked. @param chaos whether hints are lost, doubled, old and out of order. */
  hints(chaos: boolean): readonly Hinted[] {
    const fresh = this.pending.splice(0);
    if (!chaos) return fresh;
    const { random } = this;
    const heard = fresh.flatMap((hint) => (random.chance(0.2) ? [] : random.chance(0.2) ? [hint, hint] : [hint]));
    const old = this.told.length > 0 && random.chance(0.3) ? [random.pick(this.told)] : [];
    return random.shuffle([...heard, ...old]);
  }
}
