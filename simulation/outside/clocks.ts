import type { Random } from './random.js';

/** The systems' own clocks: right, or wrong by up to three minutes, now and then jumping or far ahead. */
export class Clocks {
  private readonly skew = new Map<string, number>();

  constructor(
    private readonly random: Random,
    private readonly areWrong: boolean,
  ) {}

  /** What a system's clock says at a true time, both in ms. */
  at(system: string, time: number): number {
    if (!this.areWrong) return time;
    const { random, skew } = this;
    if (!skew.has(system) || random.chance(0.05)) skew.set(system, random.int(-180_000, 180_000));
    const ahead = random.chance(0.01) ? 86_400_000 : 0;
    return time + (skew.get(system) ?? 0) + ahead;
  }
}
