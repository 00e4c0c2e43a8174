import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Seed, type Store, type Stored } from '../../sandbox/store.js';

const seed: Seed = {
  count: 3,
  idAt: (position) => String(position + 1),
  positionOf: (id) => (/^[123]$/.test(id) ? Number(id) - 1 : null),
  rowAt: (position) => ({ name: `seed ${position}` }),
};

let dataDir: string;
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'sandbox-journal-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

const open = (count = 3): Store => openStore('test', dataDir, { things: { ...seed, count } });
const path = (): string => join(dataDir, 'test.jsonl');
const facts = ({ id, row, version, changeSeq, createdAt, changedAt, deletedAt }: Stored) => ({
  id,
  row,
  version,
  changeSeq,
  createdAt,
  changedAt,
  deletedAt,
});
const everything = (store: Store): unknown => {
  const things = store.table('things');
  return [[...things.scan()].map(facts), [...things.changedSince(0)].map(facts), things.lastSeq(), things.size()];
};

function writeSome(store: Store): void {
  const things = store.table('things');
  things.insert('b', { name: 'b' });
  things.update('2', { name: 'changed' });
  things.insert('a', { name: 'a' });
  things.remove('3');
  things.update('b', { city: 'Moss' });
}

test('a restart keeps every change, its order and its stamps, however often', async () => {
  const before = open();
  writeSome(before);
  const expected = everything(before);
  await before.close();
  for (const round of [1, 2]) {
    const after = open();
    expect([round, everything(after)]).toEqual([round, expected]);
    await after.close();
  }
});

test('numbers and remembered values survive a restart', async () => {
  const before = open();
  expect(before.table('things').nextNumber()).toBe(4);
  before.remember('key', { status: 201 });
  await before.close();
  const after = open();
  expect(after.table('things').nextNumber()).toBe(5);
  expect([after.recall('key'), after.recall('other')]).toEqual([{ status: 201 }, undefined]);
  await after.close();
});

test('a write is in the journal before its call returns', async () => {
  const store = open();
  store.table('things').update('1', { name: 'safe' });
  expect(readFileSync(path(), 'utf8')).toContain('"safe"');
  await store.close();
});

test('half a last line is dropped and nothing else is lost', async () => {
  const before = open();
  writeSome(before);
  const expected = everything(before);
  await before.close();
  appendFileSync(path(), '[{"kind":"row","table":"things","id":"1","change":{"name":"ha');
  const after = open();
  expect(everything(after)).toEqual(expected);
  after.table('things').update('1', { name: 'whole' });
  await after.close();
  const last = open();
  expect(last.table('things').get('1')?.row).toEqual({ name: 'whole' });
  await last.close();
});

test('writes that belong together are one line', async () => {
  const store = open();
  const lines = (): number => readFileSync(path(), 'utf8').split('\n').length;
  const before = lines();
  store.together(() => {
    store.table('things').insert('a', {});
    store.remember('key', 'answer');
  });
  expect(lines() - before).toBe(1);
  await store.close();
});

test('writes before a throw are kept, in memory and in the journal', async () => {
  const store = open();
  const work = (): never => {
    store.table('things').insert('a', {});
    throw new Error('stop');
  };
  expect(() => store.together(work)).toThrow('stop');
  await store.close();
  const after = open();
  expect(after.table('things').get('a')).not.toBeNull();
  await after.close();
});

test('a journal grows by its changes only and shrinks to them at the next start', async () => {
  const store = open();
  for (let round = 0; round < 100; round += 1) store.table('things').update('1', { round });
  await store.close();
  await open().close();
  expect(readFileSync(path(), 'utf8').split('\n').length).toBeLessThan(5);
});

test('a journal for other seeds is refused', async () => {
  await open().close();
  expect(() => open(2)).toThrow('other seeds');
});

test('a damaged line in the middle is refused, with its number', async () => {
  const store = open();
  writeSome(store);
  await store.close();
  const lines = readFileSync(path(), 'utf8').split('\n');
  writeFileSync(path(), [lines[0], '[{"kind":', ...lines.slice(2)].join('\n'));
  expect(() => open()).toThrow('line 2');
});
