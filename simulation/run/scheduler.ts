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

/**
 * One engine process of the simulation: what it does waits at every step for the scheduler, and it can be killed there, or
 * stopped for a while.
 */
export class Process {
  isDead = false;
  /** Until when it takes no step, in ms since 1970. */
  stoppedUntil = 0;
  constructor(readonly name: string) {}
}

export interface Task {
  readonly process: Process;
  readonly work: () => Promise<unknown>;
}

/** Called between any two steps; may let people act, move the clock, or kill the process whose step is next, or stop it until a time. */
export type Between = (process: Process, step: string) => 'GO' | 'KILL' | { readonly stopUntil: number };

/**
 * Owns every interleaving: of all that waits at a step, one goes on at a time, chosen by the seed. The same seed and the same
 * program give the same order, step by step.
 */
export class Scheduler {
  private waiting: Waiting[] = [];
  private readonly open = new Set<Task>();
  private fault: unknown = null;
  /** How many steps were taken. */
  steps = 0;

  constructor(
    private readonly random: Random,
    private readonly now: () => number,
    private readonly between: Between,
    /** What goes on outside this program, and must have ended before anybody's next step; null: nothing. */
    private readonly underWay: () => Promise<void> | null = () => null,
  ) {}

  /** Where a process waits for its turn. @throws Crash when it is killed there, or was before. */
  step(process: Process, name: string): Promise<void> {
    if (process.isDead) return Promise.reject(new Crash());
    return new Promise((resolve, reject) => this.waiting.push({ process, name, resolve, reject }));
  }

  /**
   * Runs tasks until all have ended, killed ones included, and those of an earlier run that go on meanwhile; what is stopped
   * is left to a later run. @throws what a task throws, unless it is the crash.
   */
  async run(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) this.begin(task);
    for (;;) {
      await this.rest();
      if (this.fault !== null) throw this.fault;
      const ready = this.waiting.filter(({ process }) => !this.isStopped(process));
      if (ready.length > 0) this.letOneGo(ready);
      else if ([...this.open].every(({ process }) => this.isStopped(process))) return;
    }
  }

  /** Has every process go on that was stopped. */
  wake(): void {
    for (const { process } of this.open) process.stoppedUntil = 0;
  }

  private begin(task: Task): void {
    this.open.add(task);
    task
      .work()
      .catch((error: unknown) => {
        if (!(error instanceof Crash)) this.fault ??= error;
      })
      .finally(() => this.open.delete(task));
  }

  private isStopped({ stoppedUntil }: Process): boolean {
    return stoppedUntil > this.now();
  }

  /** Lets everything go on that waits for no turn. */
  private async rest(): Promise<void> {
    await settled();
    for (let work = this.underWay(); work; work = this.underWay()) {
      await work;
      await settled();
    }
  }

  private letOneGo(ready: readonly Waiting[]): void {
    this.steps += 1;
    const next = ready.length === 1 ? ready[0] : this.random.pick(ready);
    if (!next) return;
    const told = next.process.isDead ? 'KILL' : this.between(next.process, next.name);
    if (typeof told === 'object') {
      next.process.stoppedUntil = told.stopUntil;
      return;
    }
    this.waiting = this.waiting.filter((one) => one !== next);
    if (told === 'GO') return next.resolve();
    next.process.isDead = true;
    next.reject(new Crash());
  }
}

/** Lets everything go on that waits for nothing but promises already kept. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
