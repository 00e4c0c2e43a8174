import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { graphql, type ExecutionResult } from 'graphql';
import { migrations } from '../../migrations/index.js';
import { startSandbox } from '../../sandbox/index.js';
import type { Value } from '../../shared/canonical/field.js';
import { composeSupergraph } from '../../gateway/compose.js';
import { Env } from '../../shared/config.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import type { Connector } from '../../shared/connector.js';
import { openDataSource } from '../../shared/db/data-source.js';
import { localHost } from '../../shared/host.js';
import { buildSystemSubgraph } from '../../shared/subgraph/build.js';
import type { RequestContext } from '../../shared/subgraph/context.js';
import { buildHubSubgraph } from '../../subgraphs/hub/graphql/build.js';
import type { Jobs } from '../../subgraphs/hub/jobs/jobs.js';
import { readThrough } from '../../shared/subgraph/reads.js';
import { startHub } from '../../subgraphs/hub/start-hub.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import type { Hub } from '../../subgraphs/hub/operations/hub.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { insertRun } from '../../subgraphs/hub/store/runs.js';
import { createSyncContext, type SyncContext } from '../../subgraphs/hub/sync/context.js';
import { connectors } from '../../subgraphs/registry.js';
import { connectSystems } from '../../subgraphs/systems.js';
import { withMigratedDatabase } from '../support/database.js';
import { migrateTemplate, sessions, unhurried } from '../support/hub.js';

/** The hub's subgraph over a database of its own. */
export interface Graph {
  readonly hub: Hub;
  readonly sdl: string;
  /** One request. */
  ask(source: string, variables?: Record<string, unknown>, context?: RequestContext): Promise<ExecutionResult>;
  /** The data of one request; an error fails the test. Dates are as they go over the wire. */
  data<T = unknown>(source: string, variables?: Record<string, unknown>): Promise<T>;
  /** The statements that were run while `work` was. */
  statements(work: () => Promise<unknown>): Promise<string[]>;
  sql(text: string, parameters?: unknown[]): Promise<unknown[]>;
}

/** A graph whose systems answer nothing and whose jobs nobody does: for what is read from the database alone. */
export async function withGraph(use: (graph: Graph) => Promise<void>, on = connectors): Promise<void> {
  await withMigratedDatabase(migrateTemplate, async (url) => {
    const context = await openContext(url, new Env({}), on);
    const jobs: Jobs = {
      followHintsSoon: async () => undefined,
      startRun: async (request) => (await insertRun(context.db, request)).id,
      takeUp: async () => undefined,
      takeUpAll: async () => undefined,
      stop: async () => undefined,
    };
    try {
      await use(graphOf({ context, jobs }));
    } finally {
      await context.db.destroy();
    }
  });
}

/** A graph over the six sandbox systems, with workers. */
export async function withLiveGraph(use: (graph: Graph) => Promise<void>): Promise<void> {
  await withMigratedDatabase(migrateTemplate, async (url) => {
    const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 0.3, limitsRate: false });
    const { context, jobs } = await startHub({
      ...(await parts(url, new Env(sandbox.environment), connectors)),
      ...{ databaseUrl: url, works: true, scheduledMode: 'PLAN', everyMinutes: 600, pollSeconds: 3600 },
      ...{ startsFirstRun: false },
    });
    try {
      await use(graphOf({ context, jobs }));
    } finally {
      await jobs.stop();
      for (const { connection } of context.systems.values()) await connection.close();
      await context.db.destroy();
      await sandbox.stop();
    }
  });
}

async function openContext(url: string, env: Env, on: readonly Connector[]): Promise<SyncContext> {
  return createSyncContext({ ...(await parts(url, env, on)), now: () => new Date(), enqueue: async () => undefined });
}

async function parts(url: string, env: Env, on: readonly Connector[]) {
  return {
    db: await openDataSource({ url, entities, migrations, poolSize: sessions }),
    systems: connectSystems(on, env, localHost(), { isSandbox: true, maxAgeMs: 0 }),
    ...{ flows: dataflows, configuration: unhurried, hashKey: 'test' },
    logFault: (message: string, error: unknown) => void Promise.reject(new Error(message, { cause: error })),
  };
}

function graphOf(hub: Hub): Graph {
  const { db, systems } = hub.context;
  const on = [...systems.values()].map(({ connector }) => connector);
  const { schema, sdl } = buildHubSubgraph(hub, on);
  const ask: Graph['ask'] = (source, variableValues = {}, contextValue = requestContext()) =>
    graphql({ schema, source, variableValues, contextValue });
  return {
    hub,
    sdl,
    ask,
    async data<T>(source: string, variables?: Record<string, unknown>) {
      const { data, errors } = await ask(source, variables);
      expect(errors).toBeUndefined();
      return JSON.parse(JSON.stringify(data)) as T;
    },
    async statements(work) {
      const seen: string[] = [];
      const { logger } = db;
      db.logger = { ...logger, logQuery: (statement) => void seen.push(statement) };
      await work().finally(() => (db.logger = logger));
      return seen;
    },
    sql: (text, parameters) => rows(db, text, parameters),
  };
}

/** The supergraph of the hub and the six systems. */
export function supergraphOf({ hub }: Graph): string {
  const systems = connectors.map((connector) => {
    const connection = connector.connect(new Env({}), localHost());
    return buildSystemSubgraph(connector, readThrough(connection, { now: () => 0 }), connection);
  });
  return composeSupergraph([...systems, buildHubSubgraph(hub, connectors)]);
}

/** A new request of a caller with these scopes. */
export function requestContext(...scopes: string[]): RequestContext {
  return { requestId: 'r1', scopes: new Set(scopes), loaders: new Map(), notes: new Map() };
}

/** Stores a canonical record and answers its id. */
export async function addCanonical(
  graph: Graph,
  type: 'Customer' | 'Employee' | 'Project',
  fields: Record<string, Value | null>,
): Promise<string> {
  const id = randomUUID();
  const sql = 'insert into canonical_record (id, type, fields) values ($1, $2, $3)';
  await graph.sql(sql, [id, type, JSON.stringify(fields)]);
  return id;
}

/** Stores a record of a system, linked to a canonical record, and answers the link's and its own id. */
export async function addRecord(
  graph: Graph,
  canonicalId: string,
  [system, entityType, externalId]: readonly [system: string, entityType: string, externalId: string],
  wire: object = {},
): Promise<{ linkId: string; recordId: string }> {
  const linkId = randomUUID();
  const [record] = await graph.sql(
    `insert into record (system, entity_type, external_id, wire, digest, previously_observed_at, observed_at)
     values ($1, $2, $3, $4, '', 'epoch', '2026-11-20T08:00:00Z') returning id`,
    [system, entityType, externalId, JSON.stringify(wire)],
  );
  const { id: recordId } = record as { id: string };
  await graph.sql(
    `insert into link (id, canonical_id, system, entity_type, record_id, state, origin, created_at)
     values ($1, $2, $3, $4, $5, 'ACTIVE', 'FIRST', '2026-11-20T08:00:00Z')`,
    [linkId, canonicalId, system, entityType, recordId],
  );
  return { linkId, recordId };
}

/** Has a canonical record merged into another. */
export async function merge(graph: Graph, loser: string, survivor: string): Promise<void> {
  await graph.sql('update canonical_record set merged_into = $2 where id = $1', [loser, survivor]);
}

/** A customer with a Tidsbanken record and a Custom PMS record. */
export async function addFjord(graph: Graph) {
  const id = await addCanonical(graph, 'Customer', { name: 'Fjord AS', email: 'post@fjord.test' });
  const kunde = await addRecord(graph, id, ['tidsbanken', 'Kunde', '7'], { Navn: 'Fjord AS' });
  const customer = await addRecord(graph, id, ['custom-pms', 'Customer', 'c7'], { name: 'Fjord' });
  return { id, kunde, customer };
}

/** When the conflicts and writes of tests were made. */
export const at = '2026-11-20T08:00:00.000Z';

/** A conflict over a customer's name, lost by the link's record; null: by the hub. */
export async function addConflict(graph: Graph, canonicalId: string, linkId: string | null, status: string) {
  await graph.sql(
    `insert into conflict (canonical_id, field, winner, loser, loser_link_id, rule, status, made_at)
     values ($1, 'name', '"Fjord AS"', '"Fjord"', $2, 'owner', $3, $4)`,
    [canonicalId, linkId, status, at],
  );
}

/** A write of a customer's name. */
export async function addWrite(graph: Graph, canonicalId: string, linkId: string, status: string) {
  await graph.sql(
    `insert into write (id, canonical_id, link_id, kind, status, "values", code, message, created_at)
     values (gen_random_uuid(), $1, $2, 'UPDATE', $3, '{"name": "Fjord AS"}', 'REJECTED', 'Too long.', $4)`,
    [canonicalId, linkId, status, at],
  );
}
