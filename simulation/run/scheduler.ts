import type { Random } from '../outside/random.js';

/** Thrown into everything a worker does from the moment it is killed on. */
export class Crash extends Error {
  constructor() {
    super('The worker was killed.');
  }
}

interface Waiting {
  readonly process: Process;
  readonly name: string;
  resolve(): void;
  reject(error: Crash): void;
}

/** One engine process of the simulation: what it does waits at every step for the scheduler, and it can be killed there. */
export class Process {
  isDead = false;
  constructor(readonly name: string) {}
}

/** Called between any two steps; may let people act, move the clock, or kill the process whose step is next. */
export type Between = (process: Process, step: string) => 'GO' | 'KILL';

/**
 * Owns every interleaving: of all that waits at a step, one goes on at a time, chosen by the seed. The same seed and the same
 * program give the same order, step by step.
 */
export class Scheduler {
  private waiting: Waiting[] = [];
  /** How many steps were taken. */
  steps = 0;

  constructor(
    private readonly random: Random,
    private readonly between: Between,
  ) {}

  /** Where a process waits for its turn. @throws Crash when it is killed there, or was before. */
  step(process: Process, name: string): Promise<void> {
    if (process.isDead) return Promise.reject(new Crash());
    return new Promise((resolve, reject) => this.waiting.push({ process, name, resolve, reject }));
  }

  /** Runs tasks until all have ended, killed ones included. @throws what a task throws, unless it is the crash. */
  async run(tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
    let open = tasks.length;
    let fault: unknown = null;
    for (const task of tasks)
      task()
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) fault ??= error;
        })
        .finally(() => (open -= 1));
    for (;;) {
      await settled();
      if (fault !== null) throw fault;
      if (this.waiting.length === 0) {
        if (open === 0) return;
        continue;
      }
      this.letOneGo();
    }
  }

  private letOneGo(): void {
    this.steps += 1;
    const index = this.waiting.length === 1 ? 0 : this.random.int(0, this.waiting.length - 1);
    const [next] = this.waiting.splice(index, 1);
    if (!next) return;
    if (next.process.isDead) return next.reject(new Crash());
    if (this.between(next.process, next.name) === 'GO') return next.resolve();
    next.process.isDead = true;
    next.reject(new Crash());
  }
}

/** Lets everything go on that waits for nothing but promises already kept. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
