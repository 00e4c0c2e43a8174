import { setTimeout as pause } from 'node:timers/promises';
import type { Company } from './company.js';

const calmFor = 4;
const everyMs = 1000;

interface Open {
  readonly due: number;
  readonly writes: number;
  readonly hints: number;
  readonly runs: number;
}

/** Waits until nothing is left to do, several looks in a row. @throws Error when that takes longer than `withinSeconds`. */
export async function untilAtRest({ db }: Pick<Company, 'db'>, withinSeconds: number): Promise<void> {
  const deadline = performance.now() + withinSeconds * 1000;
  for (let calm = 0; calm < calmFor;) {
    const [open] = await db.query<Open[]>(`select
      (select count(*)::int from canonical_record where due_at is not null and merged_into is null and retired_at is null) as due,
      (select count(*)::int from write where status in ('PLANNED', 'SENDING', 'IN_DOUBT')) as writes,
      (select count(*)::int from hint) as hints,
      (select count(*)::int from sync_run where status in ('QUEUED', 'RUNNING')) as runs`);
    calm = open && open.due + open.writes + open.hints + open.runs === 0 ? calm + 1 : 0;
    if (performance.now() > deadline) throw new Error(`The company did not come to rest: ${JSON.stringify(open)}`);
    await pause(everyMs);
  }
}

/** Runs a full sync by the graph, and waits until it is over and nothing is left to do. */
export async function fullSync(company: Company, withinSeconds: number): Promise<void> {
  const { startSync } = await company.ask<{ startSync: { userErrors: readonly { message: string }[] } }>(
    'mutation { startSync(input: {}) { run { id } userErrors { message } } }',
  );
  if (startSync.userErrors.length > 0) throw new Error('The sync was refused.');
  await untilAtRest(company, withinSeconds);
}
