import { setTimeout as pause } from 'node:timers/promises';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withBenchHub, type BenchHub } from './bench-hub.js';
import { fullSync } from './first-load.js';

export interface Steady {
  readonly p50: number;
  readonly p99: number;
  /** Edits a second, from the first hint to the last write confirmed, with all of them waiting at once. */
  readonly perSecond: number;
  /** Edits made at a steady pace for so long: how many a second were to be made, and were made and confirmed. */
  readonly paced: {
    readonly askedPerSecond: number;
    readonly seconds: number;
    readonly perSecond: number;
    readonly p99: number;
  };
  readonly edits: number;
  readonly writes: number;
}

export interface AtRest {
  readonly writes: number;
  readonly directReads: number;
  readonly pages: number;
  /** The same for a full sync with some records changed and nobody told. */
  readonly changed: { readonly edits: number; readonly writes: number; readonly directReads: number };
}

/** How many customers there are, are edited one by one, and all at once; and for how long at a steady pace. */
export interface EditSizes {
  readonly customers: number;
  readonly single: number;
  readonly many: number;
  readonly seconds: number;
}

const place = 'customerp.Customer';

/** Edits in one system, told by webhook, until each is confirmed in the other. */
export function steadyState(url: string, size: EditSizes): Promise<Steady> {
  return withBenchHub(url, size.customers, async (hub) => {
    await fullSync(hub);
    hub.hub.writes = 0;
    let next = 0;
    const editAt = new Map<string, number>();
    const edit = async (count: number): Promise<void> => {
      const ids = Array.from({ length: count }, () => {
        const id = hub.erp.edit(next % size.customers, { phone: String(90_000_000 + next) });
        next += 1;
        editAt.set(String(90_000_000 + next - 1), Date.now());
        return id;
      });
      await hub.context.store.storeHints(place, ids);
      await hub.jobs.followHintsSoon([place]);
    };
    for (let index = 0; index < size.single; index += 1) {
      await edit(1);
      await untilAtRest(hub);
    }
    const single = await latencies(hub, editAt, 0);
    const startedAt = performance.now();
    const before = next;
    await edit(size.many);
    await untilAtRest(hub);
    const perSecond = size.many / ((performance.now() - startedAt) / 1000);
    const ms = await atPace(hub, edit, size.seconds);
    const made = next - before - size.many;
    const late = quantile(await latencies(hub, editAt, before + size.many), 0.99);
    const pace = { askedPerSecond: pacePerSecond, seconds: size.seconds, perSecond: made / (ms / 1000) };
    return {
      ...{ p50: quantile(single, 0.5), p99: quantile(single, 0.99), perSecond, paced: { ...pace, p99: late } },
      ...{ edits: next, writes: hub.hub.writes },
    };
  });
}

/** Above the goal, so that the last edit may still be under way when the next would have to be made. */
const pacePerSecond = 220;
const beatMs = 50;

/** Makes edits at a steady pace. @returns how long it took until the last of them was confirmed, in ms. */
async function atPace(hub: BenchHub, edit: (count: number) => Promise<void>, seconds: number): Promise<number> {
  const startedAt = performance.now();
  for (let beat = 1; beat * beatMs <= seconds * 1000; beat += 1) {
    await edit((pacePerSecond * beatMs) / 1000);
    await pause(Math.max(0, startedAt + beat * beatMs - performance.now()));
  }
  await untilAtRest(hub);
  return performance.now() - startedAt;
}

/** Waits until nothing is left to do. */
async function untilAtRest({ db, faults }: BenchHub): Promise<void> {
  for (;;) {
    if (faults.length > 0) throw new Error(`the hub reports ${String(faults[0])}`);
    const [open] = await rows<{ count: number }>(
      db,
      `select ((select count(*) from hint) + (select count(*) from canonical_record where due_at is not null and merged_into is null)
               + (select count(*) from write where status in ('PLANNED', 'SENDING', 'IN_DOUBT')))::int as count`,
    );
    if (open?.count === 0) return;
    await pause(2);
  }
}

/** From the hint to the write confirmed, in ms, by the value that was written. */
async function latencies({ db }: BenchHub, editAt: ReadonlyMap<string, number>, since: number): Promise<number[]> {
  const found = await rows<{ phone: string; settledAt: Date }>(
    db,
    `select "values" ->> 'phone' as phone, settled_at as "settledAt" from write where status = 'CONFIRMED' and "values" ? 'phone'`,
  );
  return found
    .flatMap(({ phone, settledAt }) => {
      const at = editAt.get(phone);
      return at === undefined || Number(phone) < 90_000_000 + since ? [] : [settledAt.getTime() - at];
    })
    .sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** A full sync of a company at rest, and one with changes that nobody told of. */
export function atRest(url: string, customers: number, edits: number): Promise<AtRest> {
  return withBenchHub(url, customers, async (hub) => {
    await fullSync(hub);
    const still = await counted(hub, () => fullSync(hub));
    for (let number = 0; number < edits; number += 1) hub.erp.edit(number, { phone: String(95_000_000 + number) });
    const { writes, directReads } = await counted(hub, () => fullSync(hub));
    return { ...still, changed: { edits, writes, directReads } };
  });
}

async function counted({ erp, hub }: BenchHub, work: () => Promise<void>) {
  const systems = [erp, hub];
  for (const system of systems) system.writes = system.directReads = system.pages = 0;
  await work();
  const sum = (of: 'writes' | 'directReads' | 'pages'): number =>
    systems.reduce((total, system) => total + system[of], 0);
  return { writes: sum('writes'), directReads: sum('directReads'), pages: sum('pages') };
}
