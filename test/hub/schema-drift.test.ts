import 'reflect-metadata';
import { jest } from '@jest/globals';
import { startSandbox } from '../../sandbox/index.js';
import { migrations } from '../../migrations/index.js';
import { Env } from '../../shared/config.js';
import type { Connector, RawRecord, Resource } from '../../shared/connector.js';
import { openDataSource } from '../../shared/db/data-source.js';
import { defaultConfiguration } from '../../shared/dataflows/configuration.js';
import { localHost } from '../../shared/host.js';
import { currentLane } from '../../shared/http/lane.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { createSyncContext, type SyncContext } from '../../subgraphs/hub/sync/context.js';
import { slotAt } from '../../subgraphs/hub/sync/engine.js';
import { readSlot } from '../../subgraphs/hub/sync/read.js';
import { connectors } from '../../subgraphs/registry.js';
import { connectSystems } from '../../subgraphs/systems.js';
import { withMigratedDatabase } from '../support/database.js';
import { migrateTemplate } from '../support/hub.js';

jest.setTimeout(60_000);

type Change = (record: RawRecord) => RawRecord;

/** A hub that reads the sandbox systems, with every record changed on its way in. */
async function withReadings(
  use: (context: SyncContext, change: (how: Change) => void) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale: 0.3, limitsRate: false });
  let how: Change = (record) => record;
  const changed = (connector: Connector): Connector => ({
    ...connector,
    connect(env, host) {
      const connection = connector.connect(env, host);
      const entries = Object.entries(connection.resources).map(
        ([name, resource]) => [name, reading(resource)] as const,
      );
      return { ...connection, resources: Object.fromEntries(entries), close: () => connection.close() };
    },
  });
  const reading = (resource: Resource): Resource => ({
    ...resource,
    async *readChanges(cursor) {
      for await (const page of resource.readChanges(cursor))
        yield { ...page, records: page.records.map((record) => how(record)) };
    },
  });
  await withMigratedDatabase(migrateTemplate, async (url) => {
    const db = await openDataSource({ url, entities, migrations });
    const options = { isSandbox: true, maxAgeMs: 0 };
    const systems = connectSystems(connectors.map(changed), new Env(sandbox.environment), localHost(), options);
    const context = createSyncContext({
      ...{ db, systems, flows: [], configuration: defaultConfiguration, hashKey: 'test', now: () => new Date() },
      enqueue: async () => undefined,
      logFault: (_message, error) => {
        throw error;
      },
    });
    await use(context, (next) => (how = next)).finally(async () => {
      for (const { connection } of systems.values()) await connection.close();
      await db.destroy();
    });
  }).finally(() => sandbox.stop());
}

async function driftOf({ db }: SyncContext, key: string): Promise<string | null> {
  const [found] = await rows<{ drift: string | null }>(
    db,
    `select drift from reading where system || '.' || entity_type = $1`,
    [key],
  );
  return found!.drift;
}

test('systems that are as documented show no drift', () =>
  withReadings(async (context) => {
    for (const [key, slot] of context.slots) {
      await readSlot(context.engine, slot, true);
      expect([key, await driftOf(context, key)]).toEqual([key, null]);
    }
  }));

test('a property that was renamed shows as drift until it is back, and the record keeps its fields', () =>
  withReadings(async (context, change) => {
    const slot = slotAt(context, 'custom-pms.Project');
    await readSlot(context.engine, slot, true);
    change(({ fields: { status, ...fields }, ...record }) => ({ ...record, fields: { ...fields, state: status } }));
    for (let reading = 0; reading < 2; reading += 1) {
      await readSlot(context.engine, slot, true);
      expect(await driftOf(context, slot.key)).toMatch(/^custom-pms sends no status with any Project\b/);
    }
    change((record) => record);
    await readSlot(context.engine, slot, true);
    expect(await driftOf(context, slot.key)).toBeNull();
  }));

test('a value that the mapping does not know shows as drift, and nobody takes it for a change', () =>
  withReadings(async (context, change) => {
    const slot = slotAt(context, 'custom-pms.Project');
    change((record) => ({ ...record, fields: { ...record.fields, status: 'paused' } }));
    await readSlot(context.engine, slot, true);
    const drift = await driftOf(context, slot.key);
    expect(drift).toMatch(/^custom-pms sends a value in status of Project that its mapping does not know/);
    expect(drift).not.toContain('paused');
  }));

test('a full reading goes in the lane of backfills, a reading of changes in that of polling', () =>
  withReadings(async (context, change) => {
    const slot = slotAt(context, 'custom-pms.Customer');
    const lanes = new Set<string>();
    change((record) => (lanes.add(currentLane()), record));
    await readSlot(context.engine, slot, true);
    expect([...lanes]).toEqual(['backfill']);
    await slot.resource.update((await slot.resource.list({ first: 1, after: null })).records[0]!.id, {
      name: 'Fjord AS',
    });
    lanes.clear();
    await readSlot(context.engine, slot, false);
    expect([...lanes]).toEqual(['polling']);
  }));
