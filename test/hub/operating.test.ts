import { operatingOf } from '../../operating.js';
import { startGateway } from '../../gateway/server.js';
import { callerIn } from '../../gateway/access/caller.js';
import type { OnlineSystem } from '../../subgraphs/systems.js';
import { companySupergraph } from '../gateway/support/gateway.js';
import { companySubgraphs } from '../gateway/support/subgraphs.js';
import { createCompany } from '../gateway/support/company.js';
import { auditBooks } from '../../subgraphs/hub/jobs/audit.js';
import { addCanonical, addConflict, addFjord, addWrite, withGraph, type Graph } from './graphql-support.js';

/** Serves what an operator asks for, with the systems as they are or one of them down. */
async function serving(
  graph: Graph,
  isDown: boolean,
  use: (at: (path: string, token?: string) => Promise<Response>) => Promise<void>,
) {
  const systems = new Map(
    [...graph.hub.context.systems].map(([name, system]) => {
      const outage = () => (name === 'crmoffice' && isDown ? { since: new Date(0), nextTry: new Date(1) } : null);
      return [name, { ...system, connection: { ...system.connection, outage } } as unknown as OnlineSystem];
    }),
  );
  const { url, stop } = await startGateway({
    ...{ port: 0, firstQuery: '', supergraphSdl: companySupergraph, subgraphs: companySubgraphs(createCompany()) },
    authenticate: async (authorization) =>
      authorization === undefined ? null : callerIn('somebody', [authorization.replace('Bearer ', '')]),
    operating: operatingOf(graph.hub, systems),
  });
  try {
    await use((path, token) =>
      fetch(new URL(path, url), token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    );
  } finally {
    await stop();
  }
}

test('a process tells that it answers, and whether what it needs is there: a system that is down keeps nothing else back', () =>
  withGraph((graph) =>
    serving(graph, true, async (at) => {
      expect((await at('/healthz')).status).toBe(200);
      const ready = await at('/readyz');
      expect([ready.status, await ready.json()]).toMatchObject([
        200,
        {
          status: 'ready',
          dependencies: { database: 'up', tidsbanken: 'up', crmoffice: 'down since 1970-01-01T00:00:00.000Z' },
        },
      ]);
    }),
  ));

test('a hub whose database does not answer is not ready', () =>
  withGraph((graph) =>
    serving(graph, false, async (at) => {
      const { db } = graph.hub.context;
      const { query } = db;
      db.query = () => Promise.reject(new Error('gone'));
      const ready = await at('/readyz');
      db.query = query;
      expect([ready.status, await ready.json()]).toMatchObject([
        503,
        { status: 'not ready', dependencies: { database: 'does not answer' } },
      ]);
    }),
  ));

test('figures are for whoever may operate the hub, and tell of each system and of what waits', () =>
  withGraph((graph) =>
    serving(graph, true, async (at) => {
      await addCanonical(graph, 'Customer', { name: 'Fjord' });
      await graph.sql('update canonical_record set due_at = now()');
      expect([(await at('/metrics')).status, (await at('/metrics', 'viewer')).status]).toEqual([401, 403]);
      const answer = await at('/metrics', 'operator');
      expect(answer.headers.get('content-type')).toContain('text/plain');
      const text = await answer.text();
      expect(text).toContain('samband_system_up{system="crmoffice"} 0');
      expect(text).toContain('samband_system_up{system="tidsbanken"} 1');
      expect(text).toContain('samband_due_records 1');
      expect(text).toContain('process_resident_memory_bytes');
      expect(text).not.toContain('Fjord');
    }),
  ));

test('figures tell how long the oldest of all that waits has waited, what waits for a person, and what the last audit found', () =>
  withGraph((graph) =>
    serving(graph, false, async (at) => {
      const figures = async (): Promise<Record<string, number>> => {
        const text = await (await at('/metrics', 'operator')).text();
        const lines = text.split('\n').filter((line) => line.startsWith('samband_'));
        return Object.fromEntries(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
      };
      expect(await figures()).toMatchObject({
        ...{ samband_oldest_due_seconds: 0, samband_oldest_in_doubt_seconds: 0, samband_oldest_review_seconds: 0 },
        ...{ samband_frozen_records: 0, samband_frozen_fields: 0, samband_audit_age_seconds: NaN },
      });

      const { id, kunde, customer } = await addFjord(graph);
      await addWrite(graph, id, kunde.linkId, 'IN_DOUBT');
      await addWrite(graph, id, customer.linkId, 'PLANNED');
      await graph.sql(`update write set doubted_at = now() - interval '70 seconds' where status = 'IN_DOUBT'`);
      await addConflict(graph, id, kunde.linkId, 'OPEN');
      await addConflict(graph, id, kunde.linkId, 'DECIDED');
      await graph.sql(`update canonical_record set frozen = '{name,email}', due_at = now() - interval '9 hours'`);
      const idle = await addCanonical(graph, 'Customer', {});
      await graph.sql(`update canonical_record set due_at = now() - interval '20 minutes' where id = $1`, [idle]);
      const review = `insert into review (kind, canonical_id, place, message, status, created_at) values ($1, $2, '', '', $3, now() - interval '8 days')`;
      await graph.sql(review, ['GONE', id, 'OPEN']);
      await graph.sql(review, ['GONE', idle, 'OPEN']);
      await graph.sql(review, ['STUCK', idle, 'CLOSED']);
      await auditBooks({ ...graph.hub.context, logFault: () => undefined });

      const found = await figures();
      const between = (name: string, low: number): void => {
        expect([name, found[name], (found[name] ?? 0) >= low && (found[name] ?? 0) < low + 60]).toEqual([
          name,
          found[name],
          true,
        ]);
      };
      between('samband_oldest_due_seconds', 1200);
      between('samband_oldest_in_doubt_seconds', 70);
      between('samband_audit_age_seconds', 0);
      expect(found['samband_oldest_review_seconds']).toBeGreaterThanOrEqual(8 * 86_400);
      expect(found).toMatchObject({
        ...{ samband_due_records: 2, samband_frozen_records: 1, samband_frozen_fields: 2 },
        ...{ 'samband_open_reviews{kind="GONE"}': 2, 'samband_open_reviews{kind="CONFLICT"}': 1 },
        ...{ 'samband_audit_violations{check="edits"}': 1, 'samband_audit_violations{check="tombstones"}': 0 },
      });
      expect(found).not.toHaveProperty('samband_open_reviews{kind="STUCK"}');
      await graph.sql(`update review set status = 'CLOSED'`);
      expect(await figures()).not.toHaveProperty('samband_open_reviews{kind="GONE"}');
    }),
  ));
