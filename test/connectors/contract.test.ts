import { jest } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/index.js';
import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import { Env } from '../../shared/config.js';
import type { Connection, Connector, Resource } from '../../shared/connector.js';
import { Conflict, HubError, NotFound, Rejected, Unauthenticated } from '../../shared/errors.js';
import { localHost } from '../../shared/host.js';
import { text } from '../../shared/mapping/codec.js';
import { readField, readFields, writeFields } from '../../shared/mapping/mapping.js';
import { connectors } from '../../subgraphs/registry.js';
import { changes, everyRecord, fullRecords, otherValues, unlike, writableFields } from './contract-values.js';

/** Three times the smallest company: lists are then longer than a page, and readings of many than a batch. */
const scale = 3;
const unknownId = '987654321';

/** A system may let through no more than a few requests a second. */
jest.setTimeout(60_000);

let sandbox: Sandbox;
const connections = new Map<Connector, Connection>();

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dataDir: null, scale });
  for (const connector of connectors)
    connections.set(connector, connector.connect(new Env(sandbox.environment), localHost()));
});

afterAll(async () => {
  await Promise.all([...connections.values()].map((connection) => connection.close()));
  await sandbox.stop();
});

const entityTypes = connectors.flatMap((connector) =>
  connector.entityTypes.map((entityType) => ({ key: `${connector.system}.${entityType.name}`, connector, entityType })),
);

describe.each(entityTypes)('$key', ({ key, connector, entityType }) => {
  const { mapping, capabilities } = entityType;
  const connection = (): Connection => connections.get(connector)!;
  const resource = (): Resource => connection().resources[entityType.name]!;

  test('lists every record once, in an order that stays, whatever the windows', async () => {
    const { records, total } = await everyRecord(resource(), 150);
    const ids = records.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect([ids.length, null]).toContain(total);
    const again = await everyRecord(resource(), 61);
    expect(again.records.map(({ id }) => id)).toEqual(ids);
  });

  test('reads many in the order of their ids, null for one that is not there', async () => {
    const { records } = await everyRecord(resource(), 500);
    const ids = records.map(({ id }) => id);
    const [a, b, c] = ids;
    const read = await resource().readMany([c!, unknownId, a!, c!, b!]);
    expect(read.map((record) => record?.id ?? null)).toEqual([c, null, a, c, b]);
    const all = await resource().readMany(ids.toReversed());
    expect(all.map((record) => record?.fields)).toEqual(records.map(({ fields }) => fields).toReversed());
    expect(await resource().readMany([])).toEqual([]);
  });

  test('reads all, then nothing new, then what was changed', async () => {
    const all = await changes(resource(), null);
    const known = new Map(all.records.map((record) => [record.id, record.fields]));
    const { records } = await everyRecord(resource(), 500);
    expect([...known.keys()].sort()).toEqual(records.map(({ id }) => id).sort());
    expect(all.records).toHaveLength(known.size);

    const nothing = await changes(resource(), all.cursor);
    for (const { id, fields } of nothing.records) expect(fields).toEqual(known.get(id));
    if (capabilities.since) expect(nothing.records.length).toBeLessThan(known.size);

    const record = (await fullRecords(resource(), mapping))[0]!;
    const [name, value] = Object.entries(await otherValues(mapping, record, connection()))[0]!;
    await resource().update(record.id, writeFields(mapping, { [name]: value }));
    const changed = (await changes(resource(), nothing.cursor)).records.filter(({ id }) => id === record.id);
    expect(changed.map((each) => unlike(mapping, each, { [name]: value }))).toContainEqual([]);
  });

  test('updates what is named, leaves the rest, and answers the record as it then is', async () => {
    const record = (await fullRecords(resource(), mapping))[1]!;
    const before = readFields(mapping, record.fields);
    const values = await otherValues(mapping, record, connection());
    expect(Object.keys(values)).not.toEqual([]);
    const [name, value] = Object.entries(values)[0]!;
    const once = await resource().update(record.id, writeFields(mapping, { [name]: value }));
    expect(unlike(mapping, once, { [name]: value })).toEqual([]);
    expect({ ...readFields(mapping, once.fields), [name]: null }).toEqual({ ...before, [name]: null });

    const answered = await resource().update(record.id, writeFields(mapping, values));
    expect(unlike(mapping, answered, values)).toEqual([]);
    const [read] = await resource().readMany([record.id]);
    expect(unlike(mapping, read!, values)).toEqual([]);
  });

  test('clears what may be empty, and refuses to clear the rest', async () => {
    const record = (await fullRecords(resource(), mapping))[2]!;
    const cleared: string[] = [];
    for (const [name] of writableFields(mapping)) {
      const update = resource().update(record.id, writeFields(mapping, { [name]: null }));
      const outcome = await update.catch((error: unknown) => error);
      if (outcome instanceof Rejected) continue;
      if (outcome instanceof Error) throw outcome;
      expect(unlike(mapping, await update, { [name]: null })).toEqual([]);
      cleared.push(name);
    }
    expect(cleared).not.toEqual([]);
  });

  test('an update of a record that is not there finds nothing', async () => {
    const record = (await fullRecords(resource(), mapping))[0]!;
    const values = await otherValues(mapping, record, connection());
    await expect(resource().update(unknownId, writeFields(mapping, values))).rejects.toThrow(NotFound);
  });

  test('a write on a version that is no longer current is refused, where versions are honoured', async () => {
    if (!capabilities.conditionalWrite) return;
    const record = (await fullRecords(resource(), mapping))[3]!;
    const fields = writeFields(mapping, await otherValues(mapping, record, connection()));
    const [read] = await resource().readMany([record.id]);
    const written = await resource().update(record.id, fields, { ifVersion: read!.version });
    await expect(resource().update(record.id, fields, { ifVersion: read!.version })).rejects.toThrow(Conflict);
    await resource().update(record.id, fields, { ifVersion: written.version });
  });

  test('creates a record once, however often it is asked to, and finds it', async () => {
    const { create, find } = resource();
    if (!create) return;
    const values = await otherValues(mapping, null, connection());
    const fields = writeFields(mapping, values);
    const { keys, externalRef } = capabilities;
    const options = { externalRef: `samband-${key}`, ...(keys !== 'server' && { id: String(keys.from) }) };
    const created = await create(fields, options);
    expect(unlike(mapping, created, values)).toEqual([]);
    expect((await resource().readMany([created.id]))[0]?.fields).toEqual(created.fields);
    if (!externalRef?.unique && keys === 'server') return;

    const again = await create(fields, options).catch((error: unknown) => error);
    if (again instanceof HubError) expect(again).toBeInstanceOf(Conflict);
    else expect(again).toEqual(created);
    const other = writeFields(mapping, { ...values, ...(await otherValues(mapping, created, connection())) });
    expect(await create(other, options).catch((error: unknown) => error)).toBeInstanceOf(HubError);
    const by = externalRef ? { externalRef: options.externalRef } : { id: created.id };
    expect((await find!(by)).map(({ id, fields: found }) => [id, found])).toEqual([[created.id, created.fields]]);
  });

  test('every mapped field is read from some record, and means the same after a way out and back', async () => {
    const { records } = await changes(resource(), null);
    for (const [name, field] of Object.entries(mapping.fields)) {
      const { type, secret } = fieldOf(mapping.canonicalType, name);
      const values = records.map(({ fields }) => readField(field, fields)).filter((value) => value !== undefined);
      if (!secret) expect({ name, isCarried: values.length > 0 }).toEqual({ name, isCarried: true });
      const codec = field.codec ?? text;
      const strays = values.filter((value) => {
        const back = codec.read(codec.write(value));
        return back === undefined || !same(type, back, value);
      });
      expect({ name, strays: strays.length }).toEqual({ name, strays: 0 });
    }
  });
});

describe.each(connectors.map((connector) => ({ system: connector.system, connector })))(
  '$system',
  ({ system, connector }) => {
    const prefix = connector.urlVariable.replace(/URL$/, '');
    const variables = (): string[] => Object.keys(sandbox.environment).filter((name) => name.startsWith(prefix));

    test('wrong credentials fail by name', async () => {
      const secrets = variables().filter((name) => !name.endsWith('_URL'));
      const wrong = Object.fromEntries(secrets.map((name) => [name, 'wrong']));
      const connection = connector.connect(new Env({ ...sandbox.environment, ...wrong }), localHost());
      try {
        for (const { name } of connector.entityTypes) {
          const failure = await connection.resources[name]!.list({ first: 1, after: null }).catch((e: unknown) => e);
          expect(failure).toBeInstanceOf(Unauthenticated);
          expect(secrets.filter((secret) => String(failure).includes(secret))).not.toEqual([]);
        }
      } finally {
        await connection.close();
      }
    });

    test('a connection without its variables names those that are missing, and opens nothing', async () => {
      const env = new Env({});
      await connector.connect(env, localHost()).close();
      expect(env.faults.join()).toContain(connector.urlVariable);
    });

    test('has a resource and a mapping for each of its entity types', () => {
      const names = connector.entityTypes.map(({ name }) => name);
      expect(Object.keys(connections.get(connector)!.resources).sort()).toEqual([...names].sort());
      for (const { name, mapping } of connector.entityTypes) {
        expect([mapping.system, mapping.entityType]).toEqual([system, name]);
      }
    });
  },
);
