import { RateLimited, Unavailable } from '../errors.js';
import type { Budget } from './budget.js';
import type { Clock } from './clock.js';
import { createLaneQueue, type LaneQueue } from './lane-queue.js';
import { currentLane, laneShares, type Lane } from './lane.js';

/** Lets requests go when there is room for them and the budget has a time for them, lane by lane. */
export interface Pacer {
  /**
   * Resolves when the caller's request may go, with what is to be called, once, when it is over.
   * Rejects with the signal's reason once that is aborted. @param until by the clock: a request whose turn would come later
   * is given up; one with an end to its patience is the first of its lane. @throws Unavailable where the budget cannot be
   * asked. @throws RateLimited where the request was given up.
   */
  turn(until?: number): Promise<() => void>;
  /** Lets no one through for so long. */
  pause(ms: number): void;
  /** How long, about, a request that comes now in the lane of the work under way would wait for its turn, in ms. */
  waitMs(): number;
}

export interface PacerOptions {
  readonly system: string;
  /** Null: only pauses and the room hold anyone up. */
  readonly budget: Budget | null;
  /** The most requests under way at a time. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Waiter {
  readonly until: number;
  readonly go: (over: () => void) => void;
  readonly fail: (error: unknown) => void;
}

/** Whose turn it is, is decided when a time has come and not before: who is in a hurry overtakes who came first. */
export function createPacer(options: PacerOptions): Pacer {
  const { concurrency, budget } = options;
  const queue = createLaneQueue<Waiter>();
  const times = createTimes(options);
  let underWay = 0;
  let isServing = false;

  async function serve(): Promise<void> {
    if (isServing) return;
    isServing = true;
    try {
      while (queue.size() > 0 && underWay < concurrency) {
        await times.next(() => demandOf(queue));
        const next = takeInTime(queue, options, times);
        underWay += next ? 1 : 0;
        next?.go(over);
      }
    } catch (error) {
      for (let waiter = queue.take(); waiter; waiter = queue.take()) waiter.fail(error);
    } finally {
      isServing = false;
    }
  }

  const over = (): void => {
    underWay -= 1;
    void serve();
  };

  return {
    waitMs: () => Math.max(queuedMs(queue, budget, currentLane()), times.pausedMs()),
    turn(until = Infinity) {
      return new Promise((go, fail) => {
        queue.add(currentLane(), { go, fail, until }, until < Infinity);
        void serve();
      });
    },
    pause: (ms) => times.pause(ms),
  };
}

/** Whose turn it is; who waited for longer than it may is told so and passed over. */
function takeInTime(queue: LaneQueue<Waiter>, { system, clock }: PacerOptions, times: Times): Waiter | undefined {
  for (let waiter = queue.take(); waiter; waiter = queue.take()) {
    if (clock.now() <= waiter.until) return waiter;
    waiter.fail(tooLate(system, times.pausedMs()));
  }
  return undefined;
}

function tooLate(system: string, pausedMs: number): RateLimited {
  const message = `${system} was not asked: by the time the request's turn came it was out of date`;
  return new RateLimited(message, { system, retryAfter: Math.max(1, Math.ceil(pausedMs / 1000)) });
}

/** By the limit alone: how long the system takes to answer is not known. */
function queuedMs(queue: LaneQueue<Waiter>, budget: Budget | null, lane: Lane): number {
  const ahead = queue.waitingIn(lane);
  const share = queue.size() > ahead ? laneShares[lane] : 1;
  return budget ? (ahead * 1000) / (budget.perSecond * share) : 0;
}

/** How many wait, and the most hurried of their lanes. */
interface Demand {
  readonly waiting: number;
  readonly lane: Lane;
}

function demandOf(queue: LaneQueue<Waiter>): Demand {
  return { waiting: queue.size(), lane: queue.first() ?? 'interactive' };
}

/** The times at which requests may go. */
interface Times {
  /** Resolves when the next of them has come. */
  next(demand: () => Demand): Promise<void>;
  pause(ms: number): void;
  /** How much of a pause is left, in ms; 0 where there is none. */
  pausedMs(): number;
}

/** A time that is further past than this is not used any more: what comes after it would follow too closely. */
const lateMs = 30;

function createTimes({ system, budget, clock, signal }: PacerOptions): Times {
  let pausedUntil = -Infinity;
  let held: readonly number[] = [];

  async function claimed(from: Budget, demand: Demand): Promise<number> {
    if (held.length === 0) held = await claim(system, from, demand);
    const [next, ...rest] = held;
    held = rest;
    return next ?? clock.now();
  }

  return {
    async next(demand) {
      for (;;) {
        signal.throwIfAborted();
        const time = budget ? await claimed(budget, demand()) : clock.now();
        const wait = Math.max(time, pausedUntil) - clock.now();
        if (wait > 0) await clock.sleep(wait, signal);
        const isOfUse = budget === null || clock.now() - time <= lateMs;
        if (isOfUse && clock.now() >= pausedUntil) return;
      }
    },
    pausedMs: () => Math.max(0, pausedUntil - clock.now()),
    pause(ms) {
      held = [];
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
      // Whoever shares the budget and does not hear of it is told so by the system itself.
      budget?.pause(ms).catch(() => undefined);
    },
  };
}

/** Times for as many requests as the lane's share of a second, so that among processes, too, lanes get on by their shares. */
async function claim(system: string, budget: Budget, { waiting, lane }: Demand): Promise<readonly number[]> {
  const share = Math.max(1, Math.floor(laneShares[lane] * budget.perSecond));
  try {
    return await budget.claim(Math.min(waiting, share), lane === 'interactive');
  } catch (error) {
    const message = `The hub's own database does not say when ${system} may be asked`;
    throw new Unavailable(message, { system }, { cause: error });
  }
}
