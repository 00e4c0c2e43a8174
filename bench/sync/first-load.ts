import { setTimeout as pause } from 'node:timers/promises';
import { audit, type AuditCheck, type Finding } from '../../subgraphs/hub/store/audit.js';
import { runById } from '../../subgraphs/hub/store/runs.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withBenchHub, type BenchHub } from './bench-hub.js';

export interface Load {
  readonly customers: number;
  /** Without the time that the systems took over their answers. */
  readonly ms: number;
  readonly linked: number;
  readonly edits: number;
  readonly conflicts: number;
  readonly writes: number;
  /** How long an audit of all that the load left took. */
  readonly auditMs: number;
  /** The most memory that the process held, in MB. */
  readonly peakMb: number;
}

/** Loads so many customers of two systems for the first time: reads, matches, links, settles and writes what follows; and audits. */
export function firstLoad(url: string, customers: number): Promise<Load> {
  return withBenchHub(url, customers, async (hub) => {
    const memory = watchMemory();
    const startedAt = performance.now();
    await fullSync(hub);
    const ms = performance.now() - startedAt - hub.erp.answeringMs - hub.hub.answeringMs;
    const auditMs = await audited(hub, customers);
    const peakMb = memory.end();
    const [counts] = await rows<Pick<Load, 'linked' | 'edits' | 'conflicts'>>(
      hub.db,
      `select (select count(*)::int from link where origin = 'MATCHED') as linked, (select count(*)::int from edit) as edits,
              (select count(*)::int from conflict) as conflicts`,
    );
    if (!counts || counts.linked !== customers) throw new Error(`linked ${counts?.linked} of ${customers} customers`);
    return { customers, ms, ...counts, writes: hub.erp.writes + hub.hub.writes, auditMs, peakMb };
  });
}

/** @returns how long an audit of so many customers took. @throws Error where something does not add up. */
async function audited({ context }: BenchHub, customers: number): Promise<number> {
  const startedAt = performance.now();
  const findings = Object.entries(await audit(context, customers)) as [AuditCheck, Finding][];
  const ms = performance.now() - startedAt;
  const wrong = findings.filter(([, { violations }]) => violations > 0);
  if (wrong.length > 0) throw new Error(`the audit found ${JSON.stringify(wrong)}`);
  return ms;
}

/** A full sync through the jobs, as a person starts one. @throws Error when it failed. */
export async function fullSync({ jobs, db, faults }: BenchHub): Promise<void> {
  const id = await jobs.startRun({ mode: 'APPLY', dataflows: null });
  for (;;) {
    const run = await runById(db, id);
    if (run?.status === 'SUCCEEDED' && run.fault === null && faults.length === 0) return;
    if (run && run.status !== 'QUEUED' && run.status !== 'RUNNING')
      throw new Error(`the sync ${run.status}: ${run.fault ?? ''} ${String(faults[0] ?? '')}`);
    await pause(50);
  }
}

/** Watches how much memory the process holds. */
function watchMemory(): { end(): number } {
  let peak = 0;
  const look = (): void => void (peak = Math.max(peak, process.memoryUsage.rss()));
  const watching = setInterval(look, 50);
  return {
    end: () => {
      look();
      clearInterval(watching);
      return Math.round(peak / 1024 / 1024);
    },
  };
}
