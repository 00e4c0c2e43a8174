import { createHash } from 'node:crypto';
import { seedsOf, SYSTEM_NAMES, type SystemName } from '../../sandbox/seeds.js';
import type { Row } from '../../sandbox/store.js';
import { makeWorld, type World } from '../../sandbox/world.js';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const world = makeWorld(1);

interface Seeded {
  id: string;
  row: Row;
}

function rows(system: SystemName, table: string, of: World = world): Seeded[] {
  const seed = seedsOf[system](of)[table]!;
  return range(seed.count).map((at) => ({ id: seed.idAt(at), row: seed.rowAt(at) }));
}

const values = (system: SystemName, table: string, field: string): unknown[] =>
  rows(system, table).map(({ row }) => row[field]);

const everyTable = SYSTEM_NAMES.flatMap((system) =>
  Object.entries(seedsOf[system](world)).map(([table, seed]) => ({ system, table, seed })),
);

test('every machine makes the same rows', () => {
  const hash = createHash('sha256');
  const company: readonly SystemName[] = SYSTEM_NAMES.slice(0, 6);
  for (const { table, seed } of everyTable.filter(({ system }) => company.includes(system))) {
    for (const at of range(seed.count))
      hash.update(JSON.stringify([table, seed.idAt(at), seed.rowAt(at), seed.stampAt?.(at)]));
  }
  expect(hash.digest('hex')).toBe('ebbc2843c2f45b8af67c660569bf653adef29cc4d39ff079dbc11751afa694e1');
});

describe.each(everyTable)('$system $table', ({ seed }) => {
  test('knows its ids both ways', () => {
    expect(range(seed.count).map((at) => seed.positionOf(seed.idAt(at)))).toEqual(range(seed.count));
    for (const unknown of ['', '0', '-1', '1.0', 'x', seed.idAt(seed.count), `${seed.idAt(0)} `]) {
      expect([unknown, seed.positionOf(unknown)]).toEqual([unknown, null]);
    }
  });

  test('has stamps in order, within what it promises, and before November', () => {
    for (const at of range(seed.count)) {
      const { createdAt, changedAt } = seed.stampAt!(at);
      expect(createdAt < changedAt && changedAt < '2026-11-01').toBe(true);
      const { oldest, newest } = seed.changedBetween!;
      expect(Date.parse(changedAt) >= oldest && Date.parse(changedAt) <= newest).toBe(true);
    }
  });
});

test('ids keep their length at a million, so that their order as text is their order', () => {
  const large = seedsOf.tidsbanken(makeWorld(6667));
  for (const table of ['kunde', 'prosjekt']) {
    const seed = large[table]!;
    expect([seed.idAt(0).length, seed.idAt(seed.count - 1).length]).toEqual([6, 6]);
  }
});

/** Which fields of which tables point where; text that is empty and null point nowhere. */
const references: [SystemName, string, string, string][] = [
  ['tidsbanken', 'avdeling', 'Avdelingsleder', 'ansatt'],
  ['tidsbanken', 'ansatt', 'AvdelingId', 'avdeling'],
  ['tidsbanken', 'prosjekt', 'AvdelingId', 'avdeling'],
  ['tidsbanken', 'prosjekt', 'AnsvarligId', 'ansatt'],
  ['tidsbanken', 'prosjekt', 'KundeId', 'kunde'],
  ['tidsbanken', 'prosjekt', 'FakturaKundeId', 'kunde'],
  ['powerofficego', 'contactpersons', 'partyId', 'customers'],
  ['crmoffice', 'activities', 'ownerId', 'contacts'],
  ['customerp', 'projects', 'customerId', 'customers'],
  ['customerp', 'projects', 'managerId', 'employees'],
  ['custom-pms', 'projects', 'customerId', 'customers'],
];

test.each(references)('%s %s: every %s is one of %s', (system, table, field, target) => {
  const known = new Set(rows(system, target).map(({ id }) => id));
  const given = values(system, table, field).filter((value) => value !== null && value !== '');
  expect(given.length).toBeGreaterThan(0);
  expect(given.filter((value) => !known.has(String(value)))).toEqual([]);
});

describe('the numbers people go by', () => {
  const ansatte = new Set(rows('tidsbanken', 'ansatt').map(({ id }) => id));
  const others = [
    ...values('customerp', 'employees', 'employeeNumber'),
    ...values('powerofficego', 'employees', 'Number'),
  ];

  test('are the Ansatt’s Id in every system', () => {
    const [kari] = rows('powerofficego', 'employees');
    const ansatt = rows('tidsbanken', 'ansatt').find(({ id }) => id === String(kari?.row['Number']));
    expect(String(ansatt?.row['Fornavn'])).toBe(kari?.row['FirstName']);
    expect(others.filter((number) => ansatte.has(String(number))).length).toBeGreaterThan(30);
  });

  test('are far away for those who are no Ansatt', () => {
    const strangers = others.filter((number) => !ansatte.has(String(number)));
    expect(strangers.length).toBeGreaterThan(0);
    expect(strangers.every((number) => Number(number) > 500_000)).toBe(true);
  });

  test('lead to the row without a scan', () => {
    const { employees, customers } = seedsOf.powerofficego(world);
    for (const seed of [employees!, customers!]) {
      for (const at of range(seed.count)) expect(seed.find!('Number', seed.rowAt(at)['Number'])).toEqual([at]);
      expect(seed.find!('Number', 7)).toEqual([]);
    }
  });
});

describe('the mess of real data', () => {
  const kunder = values('tidsbanken', 'kunde', 'Epost') as string[];
  const plain = (text: unknown): string => String(text).trim().toLowerCase();

  test('has phone numbers written in four ways', () => {
    const shapes = new Set(
      (values('tidsbanken', 'ansatt', 'Mobil') as string[]).map((text) => text.replace(/\d/g, '9')),
    );
    expect(shapes).toEqual(new Set(['99999999', '+99 999 99 999', '9999 99 99 99 99', '999 99 999']));
  });

  test('has organisation numbers written in three ways', () => {
    const numbers = values('customerp', 'customers', 'organizationNumber') as (string | null)[];
    const shapes = new Set(numbers.map((text) => text?.replace(/\d/g, '9') ?? null));
    expect(shapes).toEqual(new Set([null, '999999999', '999 999 999', 'NO999999999MVA']));
  });

  test('has names with spaces, capitals and A/S', () => {
    const names = SYSTEM_NAMES.flatMap((system) => {
      const seed = seedsOf[system](world)['customers'] ?? seedsOf[system](world)['kunde'];
      return seed
        ? range(seed.count).map((at) =>
            String(seed.rowAt(at)['name'] ?? seed.rowAt(at)['Navn'] ?? seed.rowAt(at)['Name']),
          )
        : [];
    });
    expect(names.some((name) => name.endsWith(' '))).toBe(true);
    expect(names.some((name) => name.endsWith(' A/S'))).toBe(true);
    expect(names.some((name) => name === name.toUpperCase())).toBe(true);
  });

  test('has Kunder who share a mailbox, and Kunder without one', () => {
    const used = kunder.filter((email) => email !== '').map(plain);
    expect(used.length - new Set(used).size).toBe(3);
    expect(kunder).toContain('');
  });

  test('has two Ansatte and a contact person who share a mailbox', () => {
    const ansatte = (values('tidsbanken', 'ansatt', 'Epost') as string[]).filter((email) =>
      plain(email).startsWith('verksted'),
    );
    const contacts = values('powerofficego', 'contactpersons', 'emailAddress').filter((email) =>
      plain(email).startsWith('verksted'),
    );
    expect([ansatte.length, contacts.length]).toEqual([2, 1]);
  });

  test('has contact persons known by their number alone, some hidden and some without', () => {
    const numbers = new Set(values('tidsbanken', 'ansatt', 'Personnummer'));
    const emails = new Set(values('tidsbanken', 'ansatt', 'Epost').map(plain));
    const contacts = rows('powerofficego', 'contactpersons').map(({ row }) => row);
    const byNumber = contacts.filter(
      (row) => numbers.has(row['socialSecurityNumber']) && !emails.has(plain(row['emailAddress'])),
    );
    expect(byNumber.length).toBeGreaterThan(0);
    const shown = new Set(contacts.map((row) => row['socialSecurityNumber']));
    expect(shown.has('hidden') && shown.has(null)).toBe(true);
  });

  test('has another street for about one in ten of those two systems know', () => {
    const large = makeWorld(20);
    const street = (system: SystemName, table: string, field: string): Map<string, unknown> =>
      new Map(
        rows(system, table, large).map(({ row }) => [
          plain(row['Navn'] ?? row['name']).replace('a/s', 'as'),
          pathIn(row, field),
        ]),
      );
    const kunde = street('tidsbanken', 'kunde', 'Gateadresse');
    const pms = street('custom-pms', 'customers', 'address.street');
    const both = [...kunde.keys()].filter((name) => pms.has(name));
    const different = both.filter((name) => kunde.get(name) !== pms.get(name));
    expect(different.length / both.length).toBeGreaterThan(0.03);
    expect(different.length / both.length).toBeLessThan(0.12);
  });

  test('has two departments in the PMS and two in the webshop, under their own names', () => {
    const avdelinger = values('tidsbanken', 'avdeling', 'Navn');
    expect(avdelinger.length).toBe(8);
    const known = (system: SystemName): number =>
      values(system, 'customers', 'name').filter((name) => avdelinger.includes(name)).length;
    expect([known('custom-pms'), known('custom-webshop')]).toEqual([2, 2]);
  });
});

function pathIn(row: Row, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Row)[key], row);
}
