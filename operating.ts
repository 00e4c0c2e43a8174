import { Gauge, type Registry } from 'prom-client';
import { processFigures } from './gateway/figures.js';
import type { LoadGuard } from './gateway/guard/load.js';
import type { Operating, Readiness } from './gateway/operate.js';
import type { Hub } from './subgraphs/hub/operations/hub.js';
import { figuresOf } from './subgraphs/hub/store/queries/figures.js';
import { healthOf } from './subgraphs/hub/store/queries/health.js';
import type { OnlineSystem } from './subgraphs/systems.js';

const withinMs = 2000;

/** What whoever operates a hub may ask of it: how it stands, and figures for Prometheus. */
export function operatingOf(
  hub: Hub,
  systems: ReadonlyMap<string, OnlineSystem>,
  load: LoadGuard | null = null,
): Operating {
  const registry = processFigures(load);
  const gauges = gaugesIn(registry);
  return {
    readiness: () => readiness(hub, systems),
    async metrics() {
      await fill(gauges, hub, systems);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** The hub is ready while its database answers; a system that is down is told of, and keeps nothing else back. */
async function readiness({ context: { db } }: Hub, systems: ReadonlyMap<string, OnlineSystem>): Promise<Readiness> {
  const database = await answers(() => db.query('select 1'));
  const states = [...systems].map(([name, { connection }]): [string, string] => {
    const outage = connection.outage?.();
    return [name, outage ? `down since ${outage.since.toISOString()}` : 'up'];
  });
  return {
    isReady: database,
    dependencies: { database: database ? 'up' : 'does not answer', ...Object.fromEntries(states) },
  };
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), withinMs)));
  const asked = ask().then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

type Gauges = ReturnType<typeof gaugesIn>;

function gaugesIn(registry: Registry) {
  const labelled: Labelled = (name, help, label) =>
    new Gauge({ name, help, labelNames: [label], registers: [registry] });
  const gauge = (name: string, help: string) => labelled(name, help, 'system');
  const single = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  return {
    up: gauge('samband_system_up', 'Whether a system is asked at all: 0 while its breaker is open.'),
    lag: gauge('samband_system_lag_seconds', 'The longest time since one of its entity types was read to its end.'),
    backlog: gauge('samband_system_backlog', 'Records said to have changed and not read yet, and writes under way.'),
    refused: gauge('samband_system_refused_writes', 'Writes that it refused.'),
    due: single('samband_due_records', 'Canonical records with something to settle.'),
    ...waitingGauges(single, labelled),
  };
}

type Labelled = (name: string, help: string, label: string) => Gauge;

function waitingGauges(single: (name: string, help: string) => Gauge, labelled: Labelled) {
  return {
    oldestDue: single('samband_oldest_due_seconds', 'How long the longest due record is due that nothing holds.'),
    oldestInDoubt: single('samband_oldest_in_doubt_seconds', 'How long what became of some write is not known.'),
    oldestReview: single('samband_oldest_review_seconds', 'How long something waits for a person.'),
    openReviews: labelled('samband_open_reviews', 'What waits for a person.', 'kind'),
    writingStopped: single('samband_writing_stopped', 'Whether the hub has stopped writing, by itself.'),
    frozenRecords: single('samband_frozen_records', 'Canonical records with a frozen field.'),
    frozenFields: single('samband_frozen_fields', 'Fields that are frozen until a person decides.'),
    auditAge: single('samband_audit_age_seconds', 'How long the last audit of the books is ago; NaN: there was none.'),
    violations: labelled('samband_audit_violations', 'What did not hold in the last audit.', 'check'),
    writesPerEdit: single('samband_writes_per_edit', 'Writes sent for an edit before the last audit; NaN: no edits.'),
  };
}

async function fill(gauges: Gauges, hub: Hub, systems: ReadonlyMap<string, OnlineSystem>): Promise<void> {
  const { db, slots } = hub.context;
  const health = await healthOf(db, [...slots.keys()]);
  for (const [system, { connection }] of systems) {
    const of = health.get(system);
    gauges.up.set({ system }, connection.outage?.() ? 0 : 1);
    if (of?.lag != null) gauges.lag.set({ system }, of.lag);
    gauges.backlog.set({ system }, (of?.waitingReads ?? 0) + (of?.waitingWrites ?? 0));
    gauges.refused.set({ system }, of?.refusedWrites ?? 0);
  }
  const figures = await figuresOf(db);
  for (const name of singles) gauges[name].set(figures[name] ?? NaN);
  setEach(gauges.openReviews, 'kind', figures.openReviews);
  setEach(gauges.violations, 'check', figures.violations);
}

const singles = [
  ...(['due', 'oldestDue', 'oldestInDoubt', 'oldestReview', 'frozenRecords', 'frozenFields'] as const),
  ...(['auditAge', 'writesPerEdit', 'writingStopped'] as const),
] as const;

function setEach(gauge: Gauge, label: string, values: Readonly<Record<string, number>>): void {
  gauge.reset();
  for (const [name, value] of Object.entries(values)) gauge.set({ [label]: name }, value);
}
