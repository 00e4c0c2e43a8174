import type { Rules } from '../../shared/sync/rules.js';
import type { Violation } from '../invariants/evidence.js';
import type { Step } from './scenario.js';

/** How a history goes: everything that happens in it follows from this. */
export interface Plan {
  readonly seed: string;
  /** Rules that are off; none in a history that must hold. */
  readonly off: Partial<Rules>;
  /** How often, between two steps of the engine, a person acts. */
  readonly adversary: number;
  /** How often, between two steps of the engine, somebody pauses a dataflow or has one go on. */
  readonly operators: number;
  /** How often a process is killed at a step. */
  readonly killed: number;
  /** How often one is stopped there, to go on some time later where it was. */
  readonly stopped: number;
  /** Whether everything is read whole now and then; otherwise only at the start. */
  readonly sweeps: boolean;
  /** Whether people answer now and then what is put before them of removals. */
  readonly answers?: boolean;
  /** How many processes work at a time. */
  readonly processes: number;
  /** How many things people do in it. */
  readonly acts: number;
  /** What happens, where chance does not choose it. */
  readonly script?: readonly Step[];
  /** Whether all that changed must have been carried on before anything is read whole again. */
  readonly unswept?: boolean;
  /** The steps at which a process is killed. */
  readonly killAt?: readonly number[];
}

export interface Told {
  readonly violations: readonly Violation[];
  readonly inTheGap: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: number;
  /** The steps before everything was left to come to rest. */
  readonly livedSteps: number;
}
