import { AsyncLocalStorage } from 'node:async_hooks';
import { jest } from '@jest/globals';
import { parse } from 'graphql';
import type { DataSource } from 'typeorm';
import { composeSupergraph } from '../../gateway/compose.js';
import { localSubgraph } from '../../gateway/subgraph.js';
import { createSupergraph } from '../../gateway/supergraph.js';
import { subgraphsOf } from '../../serve.js';
import type { Connection, Resource } from '../../shared/connector.js';
import { readThrough } from '../../shared/subgraph/reads.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';

jest.setTimeout(120_000);

const query = `{
  customers(first: 100, orderBy: [{ field: NAME }]) {
    edges {
      node {
        id name syncState
        links { system entityType externalId }
        provenance { field system }
        projects(first: 5) { edges { node { name customer { name } } } }
        tidsbankenKunde { navn link { id } }
        tidsbankenAvdeling { navn }
        customerpCustomer { name }
        customPmsCustomer { name }
        customWebshopCustomer { name }
        powerofficegoCustomer { name }
      }
    }
  }
}`;

/** The connection, with every call to read records noted: `tidsbanken.Kunde 97`. */
function noting(connection: Connection, system: string, calls: string[]): Connection {
  const resources = Object.entries(connection.resources).map(([name, resource]): [string, Resource] => [
    name,
    {
      ...resource,
      readMany: (ids) => {
        calls.push(`${system}.${name} ${ids.length}`);
        return resource.readMany(ids);
      },
    },
  ]);
  return { ...connection, resources: Object.fromEntries(resources) };
}

/** The statements that some work makes of the database, and not those that others make meanwhile. */
async function statementsOf<T>(db: DataSource, work: () => Promise<T>): Promise<{ answer: T; statements: string[] }> {
  const own = new AsyncLocalStorage<string[]>();
  const statements: string[] = [];
  const { logger } = db;
  db.logger = { ...logger, logQuery: (statement) => void own.getStore()?.push(statement) };
  const answer = await own.run(statements, work).finally(() => (db.logger = logger));
  return { answer, statements };
}

/** The whole graph, and what it calls. */
function graphOver({ context, jobs }: TestHub) {
  const calls: string[] = [];
  const online = [...context.systems.values()].map((system) => {
    const connection = noting(system.connection, system.connector.system, calls);
    return { ...system, connection, reads: readThrough(connection, { maxAgeMs: 0, now: () => performance.now() }) };
  });
  const built = subgraphsOf({ context, jobs }, online);
  const faults: unknown[] = [];
  const subgraphs = built.map((subgraph) => localSubgraph(subgraph.name, subgraph));
  const graph = createSupergraph(composeSupergraph(built), subgraphs, (error) => void faults.push(error));
  return { graph, calls, faults };
}

test('a hundred customers in six systems are one call for each system and entity type, and at most twelve statements', async () => {
  await withSyncedHub(
    async (hub) => {
      const { graph, calls, faults } = graphOver(hub);
      const request = {
        requestId: 'r1',
        scopes: new Set<string>(),
        caller: null,
        headers: {},
        loaders: new Map(),
        notes: new Map(),
      };
      const { answer, statements } = await statementsOf(hub.context.db, async () =>
        graph.execute({ document: parse(query), context: request }),
      );
      const { data, errors } = answer;
      expect([errors, faults]).toEqual([undefined, []]);
      expect((data?.['customers'] as { edges: unknown[] }).edges).toHaveLength(100);
      const places = calls.map((call) => call.split(' ')[0] ?? '');
      expect(places.toSorted()).toEqual([
        ...['custom-pms.Customer', 'custom-webshop.Customer', 'customerp.Customer', 'powerofficego.Customers'],
        ...['tidsbanken.Avdeling', 'tidsbanken.Kunde'],
      ]);
      const ofTheQuery = statements.filter((text) => text.includes('canonical_record') || text.includes('link'));
      expect(ofTheQuery.length).toBeGreaterThan(0);
      expect(ofTheQuery.length).toBeLessThanOrEqual(12);
    },
    { scale: 1 },
  );
});
