import type { DataSource } from 'typeorm';
import { entityKey } from '../../shared/dataflows/dataflow.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import type { View } from '../../shared/sync/policy.js';
import { pause, unpause } from '../../subgraphs/hub/store/pauses.js';
import { keyedHash } from '../../subgraphs/hub/store/postgres/context.js';
import { timeOf } from '../../subgraphs/hub/store/postgres/sql.js';
import { createPostgresStore, type PostgresStore } from '../../subgraphs/hub/store/postgres/store.js';
import type { ChangeOptions, Decision, Store } from '../../subgraphs/hub/sync/store.js';
import { createMemoryStore, type MemoryOptions, type MemoryStore } from '../store/memory.js';
import { clear } from './database.js';
import { Decided } from './decided.js';
import { difference } from './difference.js';
import { differsInAll } from './everything.js';
import { repeatsWith, type Asked, type Repeat } from './methods.js';
import { Names } from './names.js';
import type { Tongue } from './plain.js';
import { Turns } from './turns.js';

/** A store in memory, whose every step is repeated by one over Postgres, which must have it alike. */
export interface TwinStore extends MemoryStore {
  /** What Postgres is at; null: nothing. */
  underWay(): Promise<void> | null;
  /** What the two first did not have alike; at the end of a history, since all that they hold is compared. */
  differs(): Promise<string | null>;
}

const hashKey = 'simulation';

/** @param db migrated; all that it holds is forgotten. */
export function createTwinStore(db: DataSource, options: MemoryOptions): TwinStore {
  const twin = new Twin(db, options);
  const { memory } = twin;
  const methods = twin.methods();
  return {
    ...memory,
    ...methods,
    change: (ids, decide, how) => twin.change(ids, decide, how),
    dropShadows: () => {
      memory.dropShadows();
      twin.next('dropShadows', () => db.query(`update record set digest = ''`));
    },
    pause: (id) => {
      memory.pause(id);
      twin.next('pause', () => pause(db, id));
    },
    resume: (id) => {
      memory.resume(id);
      twin.next('resume', () => twin.goesOn(id));
    },
    exclude: (one, other) => {
      memory.exclude(one, other);
      twin.next('exclude', () => twin.apart(one, other));
    },
    underWay: () => twin.turns.underWay(),
    differs: () => twin.differs(),
  };
}

class Twin {
  readonly memory: MemoryStore;
  readonly turns = new Turns();
  private readonly postgres: PostgresStore;
  private readonly names: Names;
  private readonly ours: Tongue;
  private readonly theirs: Tongue;
  /** Ids that the store in memory took, and Postgres has still to take. */
  private ids: string[] = [];
  /** What was not alike first: from there on the two are no twins any more. */
  private found: string | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly options: MemoryOptions,
  ) {
    const { policy, referencePaths = new Map<string, string>(), now, chance } = options;
    this.memory = createMemoryStore({ ...options, newId: () => this.newId() });
    this.postgres = createPostgresStore({
      ...{ db, policy, referencePaths, hashKey, chance, now: () => new Date(now()), haltsHeardWithinMs: 0 },
      newId: () => this.ids.shift() ?? 'an id that the store in memory did not take',
      enqueue: () => Promise.resolve(),
    });
    this.names = new Names(db, () => this.memory.everything());
    const hashed = (name: string, text: string): string => keyedHash({ hashKey }, `${name}|${text}`);
    this.ours = { record: this.names.ofMemory, key: hashed };
    this.theirs = { record: this.names.ofPostgres, key: (_name, digest) => digest };
    this.next('clear', () => clear(db));
  }

  private newId(): string {
    const id = this.options.newId();
    this.ids.push(id);
    return id;
  }

  /** Every method of the port but `change`, asked of both. */
  methods(): Pick<Store, Asked> {
    const repeats = Object.entries(repeatsWith(this.names)) as [Asked, Repeat][];
    const methods = repeats.map(([name, how]) => [name, (...asked: unknown[]) => this.ask(name, how, asked)]);
    return Object.fromEntries(methods) as Pick<Store, Asked>;
  }

  private async ask(name: Asked, { asks, plain, learn }: Repeat, asked: unknown[]): Promise<unknown> {
    this.ids = [];
    const answered = await outcomeOf(this.memory, name, asked);
    await this.repeat(name, async () => {
      const theirs = await outcomeOf(this.postgres, name, asks ? asks(...asked) : asked);
      if (answered.fault !== null || theirs.fault !== null)
        return difference(String(answered.fault), String(theirs.fault));
      if (!plain) return difference(answered.answer, theirs.answer);
      const found = difference(plain(answered.answer, this.ours), plain(theirs.answer, this.theirs));
      if (found === null) learn?.(answered.answer, theirs.answer);
      return found;
    });
    if (answered.fault !== null) throw answered.fault;
    return answered.answer;
  }

  async change<T>(
    ids: readonly string[],
    decide: (dossiers: readonly Dossier[], view: View) => Decision<T>,
    how?: ChangeOptions,
  ): Promise<T> {
    const { memory, names, ours, theirs } = this;
    const made: Decided<T>[] = [];
    const answer = await memory.change(
      ids,
      (given, view) => {
        const one = new Decided<T>(given, view, ours);
        made.push(one);
        return one.decide(decide);
      },
      how,
    );
    await this.repeat('change', async () => {
      for (const one of made) {
        const found = await this.postgres.change(
          ids,
          (given, view) => ({ ...one.over(given, names), answer: one.differs(given, view, theirs) }),
          how,
        );
        if (found !== null) return found;
      }
      return null;
    });
    return answer;
  }

  /** Has Postgres do, before anything else, what the store in memory has done at once. */
  next(name: string, work: () => Promise<unknown>): void {
    void this.repeat(name, () => work().then(() => null));
  }

  async goesOn(dataflowId: string): Promise<void> {
    const flows = this.options.policy.flows.filter(({ id }) => id === dataflowId);
    await unpause(this.db, dataflowId);
    await this.postgres.markDueIn(flows.flatMap(({ left, right }) => [left, right].map(entityKey)));
  }

  async apart(...records: readonly [one: string, other: string]): Promise<void> {
    const ids = records.map((id) => this.names.translated(id));
    await this.db.query(
      `insert into link_exclusion (low_record_id, high_record_id, created_at)
       values (least($1::bigint, $2::bigint), greatest($1::bigint, $2::bigint), ${timeOf('$3')})`,
      [...ids, this.options.now()],
    );
  }

  async differs(): Promise<string | null> {
    await this.repeat('at the end', () => {
      const { memory, postgres, db, names, ours, theirs, options } = this;
      return differsInAll({ memory, postgres, db, names, ours, theirs, policy: options.policy, now: options.now() });
    });
    return this.found;
  }

  /** @param work answers what was not alike; what it throws is not alike either. */
  private repeat(name: string, work: () => Promise<string | null>): Promise<void> {
    return this.turns.take(async () => {
      if (this.found !== null) return;
      try {
        await this.names.learn();
        const found = await work();
        if (found !== null) this.found = `${name}: ${found}`;
      } catch (error) {
        this.found = `${name}: Postgres says ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      }
    });
  }
}

interface Outcome {
  readonly answer: unknown;
  readonly fault: unknown;
}

/** What comes of a method, that it throws included. */
async function outcomeOf(store: Store, name: Asked, asked: readonly unknown[]): Promise<Outcome> {
  try {
    return { answer: await (Reflect.apply(store[name], store, asked) as Promise<unknown>), fault: null };
  } catch (fault) {
    return { answer: null, fault };
  }
}
