import type { HumanAct } from '../invariants/evidence.js';

/** Where people write down what they do, and what they know of time. */
export interface Books {
  readonly acts: HumanAct[];
  now(): number;
  nextSeq(): number;
  count(what: string): void;
  clock(system: string): number;
}
