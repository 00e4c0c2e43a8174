import { DuplicateId, openStore, UnknownId, type Seed, type Table } from '../../sandbox/store.js';

const seed: Seed = {
  count: 1_000_000,
  idAt: (position) => String(1001 + position),
  positionOf: (id) => (Number(id) > 1000 && Number(id) <= 1_001_000 ? Number(id) - 1001 : null),
  rowAt: (position) => ({ name: `seed ${position}`, city: 'Oslo', ref: null }),
  find: (field) => (field === 'ref' ? [] : null),
};

const clock = (): Date => new Date('2026-11-20T10:00:00.123Z');
const open = (count = seed.count): Table =>
  openStore('test', null, { things: { ...seed, count } }, clock).table('things');
const ids = (rows: Iterable<{ id: string }>): string[] => [...rows].map(({ id }) => id);

describe('seeded rows', () => {
  test('are there without having been written', () => {
    const stored = open().get('1008');
    expect(stored?.row).toEqual({ name: 'seed 7', city: 'Oslo', ref: null });
    expect(stored).toMatchObject({ version: 1, changeSeq: 0, deletedAt: null });
  });

  test('keep what a change does not name', () => {
    const stored = open().update('1008', { city: 'Moss' });
    expect(stored.row).toEqual({ name: 'seed 7', city: 'Moss', ref: null });
    expect(stored).toMatchObject({ version: 2, changeSeq: 1, changedAt: '2026-11-20T10:00:00.123Z' });
    expect(stored.createdAt).toBe('2026-01-05T08:00:00.000Z');
  });

  test('can be read from deep within, past the last one read', () => {
    const first = open().scan({ afterId: '999999' })[Symbol.iterator]().next().value;
    expect(first?.id).toBe('1000000');
  });
});

describe('inserted rows', () => {
  test('come after the seeds, as they came', () => {
    const things = open(2);
    things.insert('b', { name: 'b' });
    things.insert('a', { name: 'a' });
    expect(ids(things.scan())).toEqual(['1001', '1002', 'b', 'a']);
    expect(ids(things.scan({ afterId: 'b' }))).toEqual(['a']);
    expect(ids(things.scan({ skip: 3 }))).toEqual(['a']);
    expect(things.size()).toBe(4);
  });

  test('cannot take an id there is or was', () => {
    const things = open(2);
    things.remove('1001');
    expect(() => things.insert('1001', {})).toThrow(DuplicateId);
  });

  test('are copied, so that their owner cannot change them unseen', () => {
    const things = open(0);
    things.insert('a', { name: 'a' }).row['name'] = 'other';
    expect(things.get('a')?.row).toEqual({ name: 'a' });
  });
});

describe('removed rows', () => {
  test('stay as deleted and no longer count', () => {
    const things = open(2);
    things.remove('1001');
    expect(things.get('1001')?.deletedAt).toBe('2026-11-20T10:00:00.123Z');
    expect(ids(things.scan())).toEqual(['1001', '1002']);
    expect(things.size()).toBe(1);
  });

  test('that never were cannot be removed', () => {
    expect(() => open(2).remove('7')).toThrow(UnknownId);
  });
});

describe('changes', () => {
  test('come in the order of each row’s last change, without untouched seeds', () => {
    const things = open();
    things.update('1001', { city: 'Moss' });
    things.insert('a', {});
    const seen = things.lastSeq();
    things.remove('1002');
    things.update('1001', { city: 'Bergen' });
    expect(ids(things.changedSince(0))).toEqual(['a', '1002', '1001']);
    expect(ids(things.changedSince(seen))).toEqual(['1002', '1001']);
    expect(ids(things.changedSince(things.lastSeq()))).toEqual([]);
  });
});

describe('finding by a field', () => {
  test('follows every change, and tells deleted rows apart', () => {
    const things = open();
    things.update('1001', { ref: 'x' });
    things.insert('a', { ref: 'x' });
    expect(ids(things.findBy('ref', 'x'))).toEqual(['1001', 'a']);
    things.update('1001', { ref: 'y' });
    things.remove('a');
    expect(ids(things.findBy('ref', 'x'))).toEqual([]);
    expect(ids(things.findBy('ref', 'x', { deleted: true }))).toEqual(['a']);
    expect(ids(things.findBy('ref', 'y'))).toEqual(['1001']);
  });

  test('reads the seeds where they do not know themselves', () => {
    const things = open(100);
    things.update('1003', { name: 'seed 7' });
    expect(ids(things.findBy('name', 'seed 7'))).toEqual(['1008', '1003']);
    expect(ids(things.findBy('name', 'seed 2'))).toEqual([]);
  });
});

test('numbers ascend from after the seeds', () => {
  const things = open(5);
  expect([things.nextNumber(), things.nextNumber()]).toEqual([6, 7]);
});

test('a table nobody has is named', () => {
  expect(() => openStore('test', null, {}).table('nothing')).toThrow('sandbox of test has no table nothing');
});
