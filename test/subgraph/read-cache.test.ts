import type { RawRecord } from '../../shared/connector.js';
import { Unavailable } from '../../shared/errors.js';
import { readThrough, watchWrites } from '../../shared/subgraph/reads.js';
import { memoryConnection } from './memory.js';

function openReads(options: { maxEntries?: number } = {}) {
  const memory = memoryConnection();
  const clock = { ms: 0 };
  const reads = readThrough(memory.connection, { ...options, now: () => clock.ms });
  const resource = watchWrites(memory.connection, reads.forget).resources['Company'];
  if (!resource) throw new Error('Acme has companies');
  return { memory, clock, reads, resource };
}

function nameOf(record: RawRecord | null | undefined) {
  return record?.fields['Name'];
}

test('only ids that are not known are asked for, each once, and the answers keep the order', async () => {
  const { memory, reads } = openReads();
  await reads.readMany('Company', ['2']);
  const records = await reads.readMany('Company', ['99', '2', '1', '1']);
  expect(records.map((record) => record?.id)).toEqual([undefined, '2', '1', '1']);
  expect(await reads.readMany('Company', ['1', '99'])).toHaveLength(2);
  expect(memory.calls).toEqual(['Company.readMany(2)', 'Company.readMany(99,1)']);
});

test('a record is shown again for thirty seconds and not longer', async () => {
  const { memory, clock, reads } = openReads();
  await reads.readMany('Company', ['1']);
  memory.rows.Company.set('1', { Id: 1, Name: 'Changed there' });
  clock.ms = 29_999;
  expect(nameOf((await reads.readMany('Company', ['1']))[0])).toBe('Fjord AS');
  clock.ms = 30_000;
  expect(nameOf((await reads.readMany('Company', ['1']))[0])).toBe('Changed there');
});

test('lists are live, and fill the cache', async () => {
  const { memory, reads } = openReads();
  await reads.list('Company', { first: 10, after: null });
  await reads.list('Company', { first: 10, after: null });
  await reads.readMany('Company', ['1', '2']);
  expect(memory.calls).toEqual(['Company.list(10,null)', 'Company.list(10,null)']);
});

test('a hint makes the next reading ask again, of that record only', async () => {
  const { memory, reads } = openReads();
  await reads.readMany('Company', ['1', '2']);
  reads.forget('Company', '1');
  await reads.readMany('Company', ['1', '2']);
  expect(memory.calls.at(-1)).toBe('Company.readMany(1)');
});

test('a write through the watched connection empties the entry, also one that seemed to fail', async () => {
  const { memory, reads, resource } = openReads();
  await reads.readMany('Company', ['1', '3']);
  await resource.update('1', { Name: 'Updated' });
  await resource.create?.({ Name: 'Created' }, { externalRef: 'x' });
  expect((await reads.readMany('Company', ['1', '3'])).map(nameOf)).toEqual(['Updated', 'Created']);

  memory.fault = new Unavailable('Acme did not answer', { ambiguous: true });
  await expect(resource.update('1', { Name: 'Lost' })).rejects.toBe(memory.fault);
  await expect(resource.create?.({}, { externalRef: 'x', id: '3' })).rejects.toBe(memory.fault);
  memory.fault = null;
  await reads.readMany('Company', ['1', '3']);
  expect(memory.calls.at(-1)).toBe('Company.readMany(1,3)');
});

test('a reading that began before a write does not bring the old state back', async () => {
  const { memory, reads, resource } = openReads();
  const system = memory.connection.resources['Company'];
  if (!system) throw new Error('Acme has companies');
  const { readMany } = system;
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  system.readMany = async (ids) => {
    const answer = await readMany(ids);
    await held;
    return answer;
  };
  const slow = reads.readMany('Company', ['1', '2']);
  await resource.update('1', { Name: 'New' });
  release();
  expect(nameOf((await slow)[0])).toBe('Fjord AS');
  expect(nameOf((await reads.readMany('Company', ['1', '2']))[0])).toBe('New');
  expect(memory.calls.at(-1)).toBe('Company.readMany(1)');
});

test('a failed reading leaves nothing behind', async () => {
  const { memory, reads } = openReads();
  memory.fault = new Unavailable('Acme is down');
  await expect(reads.readMany('Company', ['1'])).rejects.toBe(memory.fault);
  memory.fault = null;
  expect(nameOf((await reads.readMany('Company', ['1']))[0])).toBe('Fjord AS');
});

test('when it is full, what was read longest ago goes first', async () => {
  const { memory, reads } = openReads({ maxEntries: 2 });
  for (const id of ['1', '2', '99']) await reads.readMany('Company', [id]);
  await reads.readMany('Company', ['2', '99', '1']);
  expect(memory.calls.at(-1)).toBe('Company.readMany(1)');
});

test('an entity type that the system does not have is a fault of the caller', async () => {
  const { reads } = openReads();
  await expect(reads.readMany('Planet', ['1'])).rejects.toThrow('the connection has no resource Planet');
});

test('a watched connection can do what the system can, and no more', async () => {
  const memory = memoryConnection();
  const removed: string[] = [];
  const resources = { ...memory.connection.resources };
  const bare = { ...resources['Company'], remove: async (id: string) => void removed.push(id) };
  delete (bare as { create?: unknown }).create;
  const written: string[] = [];
  const connection = { resources: { Company: bare as (typeof resources)[string] }, close: () => Promise.resolve() };
  const watched = watchWrites(connection, (entityType, id) => written.push(`${entityType} ${id}`));
  expect(Object.keys(watched.resources['Company'] ?? {}).sort()).toEqual(Object.keys(bare).sort());
  await watched.resources['Company']?.remove?.('1');
  expect([removed, written]).toEqual([['1'], ['Company 1']]);
});
