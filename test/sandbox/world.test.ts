import { departments, customerIn, employeeIn, makeWorld, projectIn, type World } from '../../sandbox/world.js';
import { CUSTOMER_TABLES, hasCustomer } from '../../sandbox/world/customers.js';
import { EMPLOYEE_TABLES } from '../../sandbox/world/employees.js';
import { birthOf, controlDigit, nationalId, organizationNumber } from '../../sandbox/world/numbers.js';
import { PROJECT_TABLES } from '../../sandbox/world/projects.js';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const world = makeWorld(1);

/** The check digit by the register's own words, written apart from the code under test. */
function isOrganizationNumber(text: string): boolean {
  const sum = [3, 2, 7, 6, 5, 4, 3, 2, 1].reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return /^\d{9}$/.test(text) && sum % 11 === 0;
}

function isNationalId(text: string): boolean {
  const sum = (weights: number[]): number =>
    weights.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  const first = sum([3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
  const second = sum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
  return /^\d{11}$/.test(text) && first % 11 === 0 && second % 11 === 0;
}

describe('organisation numbers', () => {
  test('are valid, begin with 1 and are unique', () => {
    const numbers = range(5000).map((serial) => organizationNumber(serial * 199, 0));
    expect(numbers.filter((number) => !isOrganizationNumber(number) || !number.startsWith('1'))).toEqual([]);
    expect(new Set(numbers).size).toBe(5000);
  });

  test('of departments are valid too and nobody else’s', () => {
    const own = departments.map((department) => department.organizationNumber);
    expect(own.every(isOrganizationNumber)).toBe(true);
    expect(
      range(1_000_000)
        .map((serial) => organizationNumber(serial, 0))
        .filter((number) => own.includes(number)),
    ).toEqual([]);
  });

  test('never need the control digit that does not exist', () => {
    expect(controlDigit('10000005', [3, 2, 7, 6, 5, 4, 3, 2])).not.toBe(10);
  });
});

describe('national ids', () => {
  const people = range(5000).map((index) => employeeIn('ansatt', index * 53));

  test('have valid control digits and are unique', () => {
    const numbers = people.map((person) => person.nationalId);
    expect(numbers.filter((number) => !isNationalId(number))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('are of the synthetic series and fit birth date and sex', () => {
    const expected = people.map(({ birthDate, sex }) => {
      const [year = '', month = '', day = ''] = birthDate.split('-');
      return `${day}${Number(month) + 80}${year.slice(2)} ${sex} ${year < '2000'}`;
    });
    const found = people.map(({ nationalId: id }) => {
      const isOld = Number(id.slice(6, 9)) < 500;
      return `${id.slice(0, 6)} ${Number(id[8]) % 2 === 0 ? 'female' : 'male'} ${isOld}`;
    });
    expect(found).toEqual(expected);
  });

  test('of those born on one day differ', () => {
    const nth = range(17).map((at) => nationalId(birthOf(at * 16_000 + 7, 'male')));
    expect(new Set(nth).size).toBe(17);
  });
});

describe('names', () => {
  const plain = (name: string): string => name.trim().toLowerCase().replace(' a/s', ' as');

  test('of customers are unique, however they are written', () => {
    const names = range(50_000).map((index) => plain(customerIn('kunde', index * 19).name));
    expect(new Set(names).size).toBe(50_000);
  });

  test('of projects are unique', () => {
    const names = range(50_000).map((index) => plain(projectIn('prosjekt', index, 150, 40).name));
    expect(new Set(names).size).toBe(50_000);
  });

  test('of people give each a mailbox of their own', () => {
    const emails = range(20_000).flatMap((index) => employeeIn('ansatt', index).email?.trim().toLowerCase() ?? []);
    const shared = emails.filter((email) => email.startsWith('verksted'));
    expect(new Set(emails).size).toBe(emails.length - shared.length / 2);
  });
});

describe('presence', () => {
  const share = (members: { count: number }, of: number): number => Math.round((members.count / of) * 100);
  const shares = ({ customers, employees, projects }: World) => ({
    customers: CUSTOMER_TABLES.map((table) => share(customers.in(table), customers.count)),
    employees: EMPLOYEE_TABLES.map((table) => share(employees.in(table), employees.count)),
    projects: PROJECT_TABLES.map((table) => share(projects.in(table), projects.count)),
  });

  test('is partly overlapping in the shares wanted', () => {
    expect(shares(makeWorld(100))).toEqual({
      customers: [82, 65, 49, 45, 61],
      employees: [91, 71, 50, 71, 33],
      projects: [87, 50, 49, 40],
    });
  });

  test('puts a dozen and more customers into all five systems, and some into one only', () => {
    const systems = range(150).map((index) => CUSTOMER_TABLES.filter((table) => hasCustomer(table, index)).length);
    expect(systems.filter((count) => count === 5).length).toBeGreaterThanOrEqual(12);
    expect(systems.filter((count) => count === 1).length).toBeGreaterThanOrEqual(5);
    expect(systems.filter((count) => count === 0)).toEqual([]);
  });

  test('knows the position of every member and of nobody else', () => {
    const members = world.customers.in('pms');
    const positions = range(150).map((index) => members.positionOf(index));
    expect(positions.filter((position) => position !== null)).toEqual(range(members.count));
    expect(range(members.count).map((position) => members.positionOf(members.indexAt(position)))).toEqual(
      range(members.count),
    );
    expect(() => members.indexAt(members.count)).toThrow(RangeError);
  });
});

test('a part of the company has a part of everything, and nothing less than one is refused', () => {
  const { customers, employees, projects } = makeWorld(0.01);
  expect([customers.count, employees.count, projects.count]).toEqual([2, 1, 1]);
  for (const scale of [0, -1, NaN, Infinity]) expect(() => makeWorld(scale)).toThrow('scale');
});

test('there are never more than a million customers', () => {
  expect(makeWorld(6667).customers.count).toBe(1_000_000);
});
