import { createHash } from 'node:crypto';
import type { Plan } from '../sync/plan.js';
import { rows, type Db } from './postgres/sql.js';

/** One thing that a plan would do, or put before a person. */
export interface PlannedLine {
  readonly kind: 'LINK' | 'CREATE' | 'UPDATE' | 'REVIEW';
  /** Null: a matter between two records. */
  readonly canonicalId: string | null;
  /** `system.EntityType`; of two records that may be one, the left one's and its id. */
  readonly place: string;
  /** Null: a record that would be made, or none in particular. */
  readonly externalId: string | null;
  /** The rule of a link, what a review is about, or its other record. */
  readonly reason: string | null;
  readonly values: object | null;
}

const keptDays = 30;
const linesAtOnce = 5000;

/** The lines of a plan, in an order that depends on nothing but what it does. */
export function linesOf({ links, creates, updates, reviews }: Plan): PlannedLine[] {
  const nothing = { externalId: null, reason: null, values: null };
  return [
    ...links.map(({ rule, ...link }): PlannedLine => ({ ...nothing, ...link, kind: 'LINK', reason: rule })),
    ...creates.map((write): PlannedLine => ({ ...nothing, ...write, kind: 'CREATE' })),
    ...updates.map((write): PlannedLine => ({ ...nothing, ...write, kind: 'UPDATE' })),
    ...reviews.map((review): PlannedLine =>
      review.kind === 'MATCH'
        ? {
            ...nothing,
            kind: 'REVIEW',
            canonicalId: null,
            place: review.left,
            reason: `${review.reason} ${review.right}`,
          }
        : { ...nothing, kind: 'REVIEW', canonicalId: review.canonicalId, place: review.place, reason: review.kind },
    ),
  ];
}

/** Names a plan by all it does: two plans of one hash do the same. */
export function hashOf(lines: readonly PlannedLine[]): string {
  const hash = createHash('sha256');
  for (const { kind, canonicalId, place, externalId, reason, values } of lines)
    hash.update(`${JSON.stringify([kind, canonicalId, place, externalId, reason, inOrder(values)])}\n`);
  return hash.digest('hex');
}

function inOrder(values: object | null): unknown {
  return values && Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Stores a run's plan under its hash; plans of long ago go. */
export async function storePlan(db: Db, runId: string, lines: readonly PlannedLine[], hash: string): Promise<void> {
  await db.query(
    `delete from planned using sync_run
     where sync_run.id = planned.run_id and sync_run.created_at < now() - make_interval(days => $1)`,
    [keptDays],
  );
  for (let start = 0; start < lines.length; start += linesAtOnce)
    await db.query(
      `insert into planned (run_id, kind, canonical_id, place, external_id, reason, "values")
       select $1, line.kind, line."canonicalId", line.place, line."externalId", line.reason, line."values"
       from jsonb_to_recordset($2::jsonb)
         as line (kind text, "canonicalId" uuid, place text, "externalId" text, reason text, "values" jsonb)`,
      [runId, JSON.stringify(lines.slice(start, start + linesAtOnce))],
    );
  await db.query('update sync_run set plan_hash = $2 where id = $1', [runId, hash]);
}

/** The hash of a run's plan; null where it made none. */
export async function planHashOf(db: Db, runId: string): Promise<string | null> {
  const [found] = await rows<{ hash: string | null }>(
    db,
    `select plan_hash as hash from sync_run where id = $1 and mode = 'PLAN' and status = 'SUCCEEDED'`,
    [runId],
  );
  return found?.hash ?? null;
}
