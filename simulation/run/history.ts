import { bySteadyClock } from '../../shared/http/steady.js';
import { everyRule } from '../../shared/sync/rules.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Store } from '../../subgraphs/hub/sync/store.js';
import { judge } from '../invariants/all.js';
import { Chronicle } from '../invariants/chronicle.js';
import { watched } from '../invariants/decisions.js';
import { rareIn } from '../invariants/rare.js';
import type { Evidence, Violation } from '../invariants/evidence.js';
import { evidenceOf } from './evidence-of.js';
import { heldBack, lastEdits, pollAlone, stayAtRest, unswept, type Stage, type Work } from './aftermath.js';
import { createMemoryStore } from '../store/memory.js';
import type { OpenStore } from './history-store.js';
import { Random } from '../outside/random.js';
import { insisted } from './insistence.js';
import { life, something } from './life.js';
import { Operators } from './operators.js';
import { ofMerges, ofRemovals, type Order } from './order.js';
import type { Outside } from './outside.js';
import { engineOf } from './process-engine.js';
import { restless } from './restless.js';
import { follow, type Cast } from './script.js';
import type { Plan, Told } from './plan.js';
import { Process, Scheduler, type Between } from './scheduler.js';

const leaseMs = 30_000;
const restRoundsAtMost = 20;
const afterLife = 'after the history';
const afterEdits = 'after the last edits';
const quiet = { adversary: 0, operators: 0, killed: 0, stopped: 0 };
/** Shorter than the time in which a write must be sent, longer, longer than a lease, and until others have judged what it left. */
const stopsMs = [2000, 8000, leaseMs + 5000, 4 * leaseMs, 20 * leaseMs];

/** One history from a seed: people and the engine at once, then rest, and judgement. */
export class History {
  readonly store: ReturnType<OpenStore>;
  private readonly random: Random;
  private readonly judging: Random;
  private readonly watchedStore: Store;
  private readonly scheduler: Scheduler;
  private readonly policy: SyncPolicy;
  private readonly operators: Operators;
  private readonly noted: Violation[] = [];
  private readonly chronicle = new Chronicle();
  private mood: Pick<Plan, 'adversary' | 'operators' | 'killed' | 'stopped'>;
  private born = 0;
  private kills = 0;
  private livedSteps = 0;

  constructor(
    private readonly outside: Outside,
    private readonly plan: Plan,
    referencePaths: ReadonlyMap<string, string>,
    open: OpenStore = createMemoryStore,
  ) {
    this.random = new Random(plan.seed).fork('history');
    this.judging = this.random.fork('judging');
    this.mood = plan;
    this.policy = { ...outside.policy, rules: { ...everyRule, ...plan.off } };
    const ids = this.random.fork('ids');
    this.store = open({
      ...{ policy: this.policy, referencePaths, now: () => outside.now(), chance: () => ids.next() },
      newId: () => ids.uuid(),
      lenient: Object.keys(plan.off).length > 0,
    });
    this.operators = new Operators(
      this.store,
      outside.policy.flows.map(({ id }) => id),
      this.random.fork('operators'),
      (what) => outside.count(what),
    );
    this.watchedStore = watched(this.store, {
      ...{ policy: this.policy, outside, chronicle: this.chronicle },
      homeOf: (name) => this.store.everything().byName.get(name)?.holder?.canonicalId,
      note: (violation) => void this.noted.push(violation),
    });
    const underWay = (): Promise<void> | null => this.store.underWay?.() ?? null;
    this.scheduler = new Scheduler(this.random.fork('schedule'), () => outside.now(), this.between(), underWay);
  }

  private between(): Between {
    const { outside, plan } = this;
    const [between, stops] = [this.random.fork('between'), this.random.fork('stops')];
    return () => {
      outside.advance(between.int(0, 30));
      if (between.chance(this.mood.adversary)) outside.act();
      if (between.chance(this.mood.operators)) this.operators.act();
      if (plan.killAt?.includes(this.scheduler.steps) || between.chance(this.mood.killed)) return 'KILL';
      if (!stops.chance(this.mood.stopped)) return 'GO';
      outside.count('processes stopped for a while');
      return { stopUntil: outside.now() + stops.pick(stopsMs) };
    };
  }

  /** Lives the history to its end. Something that must never be thrown is a violation like any other. */
  async told(): Promise<Told> {
    const told = await this.lived();
    const what = (await this.store.differs?.()) ?? null;
    return what === null ? told : { ...told, violations: [...told.violations, { invariant: 'STORE', what }] };
  }

  private async lived(): Promise<Told> {
    try {
      await (this.plan.script ? follow(this.plan.script, this.cast) : this.live());
      this.livedSteps = this.scheduler.steps;
      await this.rest(afterLife);
      const verdict = judge(this.evidence());
      await stayAtRest(this.stage);
      await heldBack(this.stage);
      if (this.plan.answers) await this.insisted();
      await this.lastEdits();
      const last = judge(this.evidence());
      return this.tell([...verdict.violations, ...last.violations], last.inTheGap);
    } catch (error) {
      return this.tell(
        [{ invariant: 'FAULT', what: error instanceof Error ? (error.stack ?? error.message) : String(error) }],
        0,
      );
    }
  }

  private tell(found: readonly Violation[], inTheGap: number): Told {
    const unique = [...new Map(found.map((one) => [`${one.invariant} ${one.what}`, one])).values()];
    const counts = new Map([
      ...[...this.outside.counts, ...rareIn(this.evidence())],
      ...[
        ['processes killed', this.kills] as const,
        ['looks left aside as too old', this.chronicle.discarded] as const,
      ],
    ]);
    return { violations: unique, inTheGap, counts, steps: this.scheduler.steps, livedSteps: this.livedSteps };
  }

  private async live(): Promise<void> {
    await this.work([life.sync]);
    for (let act = 0; act < this.plan.acts; act += 1) {
      this.outside.act();
      if (this.random.chance(0.4)) continue;
      await this.work(Array.from({ length: this.plan.processes }, () => this.something()));
      this.outside.advance(this.pause());
    }
  }

  /** What a worker does next, or somebody who answers what was put before people. */
  private something(): Work {
    if (this.plan.answers && this.random.chance(0.1)) return this.asked(() => ofRemovals(this.random));
    if (this.plan.answers && this.judging.chance(0.08)) return this.asked(() => ofMerges(this.judging));
    return something(this.random, this.outside, this.plan.sweeps);
  }

  private async answerMuch(): Promise<void> {
    await this.work([this.asked(() => ({ operator: 'answer', kind: 'REMOVAL' }))]);
    await this.work([this.asked(() => ofRemovals(this.random))]);
    if (this.judging.chance(0.6)) await this.work([this.asked(() => ofMerges(this.judging))]);
  }

  private asked(order: () => Order): Work {
    return (engine) => this.operators.perform(order(), engine);
  }

  private pause(): number {
    return this.random.pick([0, 50, 1000, 5000, 20_000, 90_000]);
  }

  private get cast(): Cast {
    return { outside: this.outside, operators: this.operators, work: (all) => this.work(all) };
  }

  private get stage(): Stage {
    const { store, outside, operators, random } = this;
    return {
      ...{ store, outside, operators, random, work: (all) => this.work(all), evidence: () => this.evidence() },
      note: (violation) => void this.noted.push(violation),
    };
  }

  /** Runs work side by side, each in a process of its own. */
  private async work(all: readonly Work[]): Promise<void> {
    const processes: Process[] = [];
    const tasks = all.map((work) => {
      const process = new Process(`process-${(this.born += 1)}`);
      processes.push(process);
      const engine = engineOf(process, this.scheduler, {
        ...{ store: this.watchedStore, policy: this.policy, slots: this.outside.slots, leaseMs },
        now: () => this.outside.now(),
        asks: (name) => this.outside.asks(name),
        logFault: (_message, error) => {
          throw error;
        },
      });
      return {
        process,
        work: () =>
          bySteadyClock(
            () => this.outside.now(),
            () => work(engine),
          ),
      };
    });
    await this.scheduler.run(tasks);
    this.kills += processes.filter(({ isDead }) => isDead).length;
  }

  /** Faults off, nobody acts, nobody is killed: full syncs until one writes nothing and nothing is left to do. */
  private async rest(when: string): Promise<void> {
    this.mood = quiet;
    this.outside.calm();
    this.scheduler.wake();
    await this.work([(engine) => this.operators.resumeAll(engine)]);
    // Not after the last edits: what follows from a removal that a person confirms is one more.
    if (this.plan.answers && when !== afterEdits) await this.answerMuch();
    if (when === afterLife && this.plan.unswept) await unswept(this.stage, () => this.isIdle());
    if (when === afterLife) await pollAlone(this.stage);
    for (let round = 0; round < restRoundsAtMost; round += 1) {
      const before = this.outside.landed.length;
      this.outside.advance(120_000);
      await this.work([(engine) => life.hear(engine, this.outside)]);
      await this.work([life.tend]);
      await this.work([life.sync]);
      if (this.outside.landed.length === before && this.isIdle()) return;
    }
    this.noted.push({ invariant: 'I-14', what: `no rest ${when}: ${restless(this.store)}` });
  }

  private isIdle(): boolean {
    return restless(this.store) === '';
  }

  private async insisted(): Promise<void> {
    await insisted(this.stage);
    await this.rest('once somebody had insisted');
  }

  private async lastEdits(): Promise<void> {
    const storm = (): void => {
      this.outside.storm();
      this.mood = { ...quiet, killed: this.plan.killed, stopped: this.plan.stopped };
    };
    await lastEdits(this.stage, storm, () => this.rest(afterEdits));
  }

  evidence(): Evidence {
    return evidenceOf(this.store, this.outside, this.policy, this.operators.acts, this.noted, this.chronicle);
  }
}
