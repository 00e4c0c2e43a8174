import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { idUnder } from './keyed-id.js';
import { rows, type Db } from './postgres/sql.js';

/** What a sync run did. `failed` counts writes refused and entity types that could not be read. */
export interface Counters {
  readonly read: number;
  readonly linked: number;
  readonly created: number;
  readonly updated: number;
  readonly conflicts: number;
  readonly review: number;
  readonly failed: number;
}

export type RunStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface SyncRunRow {
  readonly id: string;
  readonly seq: string;
  readonly mode: 'APPLY' | 'PLAN';
  /** Dataflows whose match rules are considered; null: all. */
  readonly dataflows: readonly string[] | null;
  /** Of a run that planned: its plan's; of one that writes: the only plan it may carry out, null: whatever it finds. */
  readonly planHash: string | null;
  /** Of a run that planned by a configuration that waited: its hash; null: by the one that counts. */
  readonly configurationHash: string | null;
  readonly status: RunStatus;
  readonly phase: string | null;
  /** From 0 to 1. */
  readonly progress: number;
  readonly counters: Partial<Counters>;
  readonly fault: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const selectRun = `
  select id, seq, mode, dataflows, plan_hash as "planHash", configuration_hash as "configurationHash", status, phase, progress,
         counters, fault, created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"
  from sync_run`;

/** What is asked of a run. */
export type RunRequest = Pick<SyncRunRow, 'mode' | 'dataflows'> &
  Partial<Pick<SyncRunRow, 'planHash' | 'configurationHash'>> & {
    /** Under the same key the same run is asked for only once; null, or left out: whenever it is asked for. */
    readonly idempotencyKey?: string | null;
  };

/** Stores a run. @returns its id, and whether it is a new one. */
export async function insertRun(
  db: Db,
  request: RunRequest,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { mode, dataflows, planHash = null, configurationHash = null, idempotencyKey: key = null } = request;
  const id = key === null ? randomUUID() : idUnder('run', key);
  const made = await rows(
    db,
    `insert into sync_run (id, mode, dataflows, plan_hash, configuration_hash, status) values ($1, $2, $3, $4, $5, 'QUEUED')
     on conflict (id) do nothing returning id`,
    [id, mode, dataflows, planHash, configurationHash],
  );
  return { id, isNew: made.length > 0 };
}

export async function runById(db: Db, id: string): Promise<SyncRunRow | null> {
  const [found] = await rows<SyncRunRow>(db, `${selectRun} where id = $1`, [id]);
  return found ?? null;
}

/** Takes a run up, also one whose process ended on the way; null when it is done already. */
export async function beginRun(db: Db, id: string): Promise<SyncRunRow | null> {
  await db.query(
    `update sync_run set status = 'RUNNING', started_at = coalesce(started_at, now()) where id = $1 and status in ('QUEUED', 'RUNNING')`,
    [id],
  );
  const run = await runById(db, id);
  return run?.status === 'RUNNING' ? run : null;
}

/** Ends a run; one that was cancelled stays so. */
export async function finishRun(
  db: Db,
  id: string,
  status: 'SUCCEEDED' | 'FAILED',
  counters: Counters,
  fault: string | null,
): Promise<void> {
  await db.query(
    `update sync_run
     set status = $2, counters = $3::jsonb, fault = $4, phase = null, finished_at = now(),
         progress = case when $2 = 'SUCCEEDED' then 1 else progress end
     where id = $1 and status = 'RUNNING'`,
    [id, status, JSON.stringify(counters), fault],
  );
}

/** Calls a run off: one that waits is never begun, one under way ends at its next step. @returns false where it is over. */
export async function cancelRun(db: Db, id: string): Promise<boolean> {
  const found = await rows(
    db,
    `update sync_run set status = 'CANCELLED', phase = null, finished_at = now()
     where id = $1 and status in ('QUEUED', 'RUNNING') returning id`,
    [id],
  );
  return found.length === 1;
}

/** What came about since a run began. */
export interface Since {
  readonly linked: number;
  readonly review: number;
  readonly created: number;
  readonly updated: number;
  readonly refused: number;
}

/** Links made, matches put before a person and writes that ended since the run began. */
export async function countsSince(db: Db, run: SyncRunRow): Promise<Since> {
  const [found] = await rows<Since>(
    db,
    `select (select count(*) from link where linked_at >= run.started_at)::int as linked,
            (select count(*) from match_candidate where created_at >= run.started_at)::int as review,
            (count(*) filter (where write.kind = 'CREATE' and write.status = 'CONFIRMED'))::int as created,
            (count(*) filter (where write.kind = 'UPDATE' and write.status = 'CONFIRMED'))::int as updated,
            (count(*) filter (where write.status = 'REFUSED'))::int as refused
     from sync_run run left join write on write.settled_at >= run.started_at
     where run.id = $1
     group by run.id`,
    [run.id],
  );
  return found ?? { linked: 0, review: 0, created: 0, updated: 0, refused: 0 };
}

/** Stores a run where none was ever asked for, however many ask at a time; null where there is one. */
export async function insertFirstRun(tx: EntityManager, mode: SyncRunRow['mode']): Promise<string | null> {
  await tx.query('lock table sync_run in share row exclusive mode');
  const known = await rows(tx, 'select 1 from sync_run limit 1');
  return known.length > 0 ? null : (await insertRun(tx, { mode, dataflows: null })).id;
}

/** Whether a run is waiting or under way. */
export async function hasOpenRun(db: Db): Promise<boolean> {
  return (await rows(db, `select 1 from sync_run where status in ('QUEUED', 'RUNNING') limit 1`)).length > 0;
}

/** Whether a full sync that writes has ever come to its end. */
export async function hasSynced(db: Db): Promise<boolean> {
  const found = await rows(
    db,
    `select 1 from sync_run where mode = 'APPLY' and status = 'SUCCEEDED' and dataflows is null limit 1`,
  );
  return found.length > 0;
}

/** Tells where a run stands. @returns false when somebody has ended it meanwhile. */
export async function storeProgress(
  db: Db,
  id: string,
  { phase, progress, counters }: { phase: string; progress: number; counters: Counters },
): Promise<boolean> {
  const found = await rows(
    db,
    `update sync_run set phase = $2, progress = $3, counters = $4::jsonb where id = $1 and status = 'RUNNING' returning id`,
    [id, phase, progress, JSON.stringify(counters)],
  );
  return found.length === 1;
}
