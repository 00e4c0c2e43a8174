import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBooks, stayOf } from '../../chaos/books.js';
import type { Desk, Held } from '../../chaos/desk.js';
import { unawares } from '../../chaos/fates.js';
import { sharedReferences, sharedValues } from '../../chaos/doubles.js';
import type { Typed } from '../../chaos/people.js';
import { changed } from '../../chaos/verdict.js';
import { customer } from '../../subgraphs/custom-pms/mappings.js';

const place = 'custom-pms.Customer';

const desk: Desk = {
  ...{ place, table: 'customers', mapping: customer, typed: [{ field: 'name', property: 'name' }] },
  ...{ secret: null, reference: 'externalRef', refusesStale: true, readLagMs: 0 },
  list: () => Promise.resolve([]),
  edit: () => Promise.resolve(true),
  add: () => Promise.resolve(null),
};

function typedAt(at: number, value: string | null): Typed {
  return { place, id: '7', field: 'name', property: 'name', value, at };
}

function standing(...records: Record<string, unknown>[]): ReadonlyMap<string, ReadonlyMap<string, Held>> {
  const held = records.map((record, index) => [String(index), { id: String(index), version: 1, record }] as const);
  return new Map([[place, new Map(held)]]);
}

describe("what a system's own books say of a typed value", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samband-books-'));
    const rows = [
      { at: 1000, name: 'Kaos 1' },
      { at: 2000, name: 'Kaos 1', email: 'kaos2@kaos.example' },
      { at: 3000, name: 'Before' },
      { at: 4000, name: '' },
      { at: 5000, name: '', email: 'kaos5@kaos.example' },
    ].map(({ at, ...change }) => [
      { kind: 'row', table: 'customers', id: '7', changedAt: new Date(at).toISOString(), change },
    ]);
    await writeFile(
      join(folder, 'custom-pms.jsonl'),
      [{ seeds: {} }, ...rows].map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  });

  afterEach(() => rm(folder, { recursive: true }));

  test('it stood until something else was written there', () => {
    const stay = stayOf(readBooks(folder, [desk]), desk, typedAt(990, 'Kaos 1'));
    expect(stay).toEqual({ from: 1000, next: { value: 'Before', at: 3000 } });
  });

  test('a clear stands to the end', () => {
    expect(stayOf(readBooks(folder, [desk]), desk, typedAt(3500, null))).toEqual({ from: 4000, next: null });
    // Empty before as well: whoever clears that changes nothing.
    expect(stayOf(readBooks(folder, [desk]), desk, typedAt(4500, null))).toBeNull();
  });

  test('a value that was never there has no stay', () => {
    expect(stayOf(readBooks(folder, [desk]), desk, typedAt(0, 'Kaos 9'))).toBeNull();
  });
});

describe('the gap between a look and a write', () => {
  const stay = { from: 100_000, next: { value: 'Before', at: 112_000 } };

  test('a write took a value for gone that was begun soon after it, and landed where it stood', () => {
    expect(unawares(stay, { readLagMs: 0 })).toEqual([82_000, 105_000]);
    expect(unawares({ ...stay, next: { value: 'Before', at: 103_000 } }, { readLagMs: 0 })).toEqual([73_000, 103_000]);
  });

  test('a look at a system that shows its records late lies further back', () => {
    expect(unawares(stay, { readLagMs: 2000 })).toEqual([82_000, 107_000]);
  });

  test('a value that nothing took the place of is in no gap', () => {
    expect(unawares({ from: 100_000, next: null }, { readLagMs: 2000 })).toBeNull();
  });
});

describe('doubles, by what a system shows', () => {
  test('two records with one reference are a double', () => {
    const shown = standing({ externalRef: 'a' }, { externalRef: 'a' }, { externalRef: 'b' }, {}, { externalRef: '' });
    expect(sharedReferences([desk], shown)).toEqual([`${place} of 0, 1`]);
  });

  test('two records with one typed value are a double, two with a value of old are none', () => {
    const shown = standing({ name: 'Kaos 1' }, { name: 'Kaos 1 ' }, { name: 'Old' }, { name: 'Old' });
    expect(sharedValues([desk], shown, [typedAt(0, 'Kaos 1')])).toEqual([`${place}.name of 0, 1`]);
  });
});

test('a record that changed, and one that came, are seen between two looks', () => {
  expect(
    changed(standing({ name: 'A' }, { name: 'B' }), standing({ name: 'A' }, { name: 'C' }, { name: 'D' })),
  ).toEqual([`${place}/1`, `${place}/2`]);
});
