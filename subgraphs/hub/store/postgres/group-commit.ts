/** What became of one call. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly error: unknown };

export interface GroupCommitOptions<C> {
  /** How many groups run at a time. */
  readonly lanes: number;
  /** The most calls of one group. */
  readonly atMost: number;
  /** Carries calls out together and answers what became of each; throws when nothing of any was done. */
  readonly run: (calls: readonly C[]) => Promise<readonly Outcome[]>;
}

interface Waiting<C> {
  readonly call: C;
  readonly keys: readonly string[];
  readonly alone: boolean;
  readonly settle: (outcome: Outcome) => void;
}

/** How far down the queue a free lane looks for calls that can go together. */
const lookedAtMost = 1024;

/**
 * Combines calls that wait for the same thing, such as a commit. Calls that share a key never run at the same time, and
 * do so in the order in which they came. When a group fails as a whole its calls are carried out one by one.
 */
export class GroupCommit<C> {
  private waiting: Waiting<C>[] = [];
  private readonly held = new Set<string>();
  private running = 0;
  private isWoken = false;

  constructor(private readonly options: GroupCommitOptions<C>) {}

  /** Resolves when the call is carried out. @param alone the call goes with no other. */
  submit(call: C, keys: readonly string[], alone = false): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome): void => (outcome.done ? resolve() : reject(outcome.error));
      this.waiting.push({ call, keys, alone, settle });
      this.wake();
    });
  }

  /** At the end of the current turn, so that what was called in it goes together. */
  private wake(): void {
    if (this.isWoken) return;
    this.isWoken = true;
    queueMicrotask(() => {
      this.isWoken = false;
      this.fillLanes();
    });
  }

  private fillLanes(): void {
    while (this.running < this.options.lanes) {
      const group = this.takeGroup();
      if (group.length === 0) return;
      for (const key of group.flatMap(({ keys }) => keys)) this.held.add(key);
      this.running += 1;
      void this.runGroup(group);
    }
  }

  /** The first calls that can go together; a call never overtakes another that it shares a key with. */
  private takeGroup(): Waiting<C>[] {
    const group: Waiting<C>[] = [];
    const left: Waiting<C>[] = [];
    const claimed = new Set<string>();
    let index = 0;
    for (; index < this.waiting.length && index < lookedAtMost; index += 1) {
      const next = this.waiting[index];
      if (!next) break;
      const isFree = next.keys.every((key) => !this.held.has(key) && !claimed.has(key));
      const fits = next.alone ? group.length === 0 : group.length < this.options.atMost && !group[0]?.alone;
      (isFree && fits ? group : left).push(next);
      for (const key of next.keys) claimed.add(key);
      if (group[0]?.alone || group.length === this.options.atMost) {
        index += 1;
        break;
      }
    }
    if (group.length > 0) this.waiting = [...left, ...this.waiting.slice(index)];
    return group;
  }

  private async runGroup(group: readonly Waiting<C>[]): Promise<void> {
    const outcomes = await this.outcomesOf(group.map(({ call }) => call));
    for (const key of group.flatMap(({ keys }) => keys)) this.held.delete(key);
    this.running -= 1;
    group.forEach(({ settle }, index) => settle(outcomes[index] ?? unanswered));
    this.wake();
  }

  private async outcomesOf(calls: readonly C[]): Promise<readonly Outcome[]> {
    try {
      return await this.options.run(calls);
    } catch (error) {
      if (calls.length === 1) return [{ done: false, error }];
    }
    const outcomes: Outcome[] = [];
    for (const call of calls) outcomes.push(...(await this.outcomesOf([call])));
    return outcomes;
  }
}

const unanswered: Outcome = { done: false, error: new RangeError('a call of the group was not answered') };
