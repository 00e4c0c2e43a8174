import type { DataSource } from 'typeorm';
import { PlannedEntity, SyncRunEntity } from '../entities.js';
import { orderBy, select, type List } from './page.js';

/** All sync runs, newest first. */
export function syncRunList(db: DataSource): List {
  const own = ['id', 'mode', 'dataflows', 'planHash', 'status', 'phase', 'progress', 'counters', 'fault'];
  const names = [...own, 'createdAt', 'startedAt', 'finishedAt'];
  const query = select(
    db.createQueryBuilder(SyncRunEntity, 'run').where('true'),
    Object.fromEntries(names.map((name) => [name, `run.${name}`])),
  );
  return { query, order: orderBy('run.seq', 'bigint', 'newestFirst') };
}

/** What a run that only planned would do, in the order of its plan. */
export function plannedList(db: DataSource, runId: string): List {
  const names = ['id', 'canonicalId', 'kind', 'place', 'externalId', 'reason', 'values'];
  const query = select(
    db.createQueryBuilder(PlannedEntity, 'planned').where('planned.runId = :runId', { runId }),
    Object.fromEntries(names.map((name) => [name, `planned.${name}`])),
  );
  return { query, order: orderBy('planned.id', 'bigint', 'oldestFirst') };
}
