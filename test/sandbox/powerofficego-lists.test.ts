import { withPowerofficego, type PowerofficegoServer } from './powerofficego-server.js';

type Rows = Record<string, unknown>[];

const rowsOf = async (send: PowerofficegoServer['send'], path: string): Promise<Rows> =>
  ((await send('GET', path)).body ?? []) as Rows;
const numbersOf = async (send: PowerofficegoServer['send'], path: string): Promise<unknown[]> =>
  (await rowsOf(send, path)).map((row) => row['Number']);

describe('a list', () => {
  test('is a bare array with every property, in PascalCase, the national id hidden', () =>
    withPowerofficego(async ({ send }) => {
      const [employee] = await rowsOf(send, '/v2/employees?pageSize=1');
      expect(Object.keys(employee!).length).toBe(36);
      expect(employee).toMatchObject({
        Id: 7_000_001,
        Number: 102,
        NationalIdNumber: 'hidden',
        IsArchived: false,
        DepartmentId: null,
      });
      const [customer] = await rowsOf(send, '/v2/Customers?PageSize=1');
      expect(Object.keys(customer!).length).toBe(51);
      expect(customer).toMatchObject({
        Id: 3_000_001,
        NationalIdNumber: null,
        IsActive: true,
        MailAddress: { City: 'Stavanger' },
      });
    }));

  test('links to its next page until there is none, and is 204 beyond', () =>
    withPowerofficego(async ({ send }) => {
      const seen: unknown[] = [];
      let path: string | undefined = '/v2/Customers?PageSize=40&Fields=Number';
      while (path) {
        const { body, headers } = await send('GET', path);
        seen.push(...(body as Rows).map((row) => row['Number']));
        const { nextPageLink } = JSON.parse(headers.get('x-pagination') ?? '{}') as { nextPageLink?: string };
        path = nextPageLink && new URL(nextPageLink).pathname + new URL(nextPageLink).search;
      }
      expect(seen).toEqual(Array.from({ length: 97 }, (_, at) => 10_001 + at));
      const beyond = await send('GET', '/v2/Customers?PageSize=40&PageNumber=4');
      expect([beyond.status, beyond.body]).toEqual([204, undefined]);
    }));

  test('shows only the Fields asked for, in the OrderBy asked for', () =>
    withPowerofficego(async ({ send }) => {
      const rows = await rowsOf(send, '/v2/Customers?Fields=number,Name&OrderBy=Number desc&PageSize=2');
      expect(rows).toEqual([
        { Number: 10_097, Name: expect.any(String) },
        { Number: 10_096, Name: expect.any(String) },
      ]);
    }));

  test('leaves deleted records out, also from its pages', () =>
    withPowerofficego(async ({ send, store }) => {
      store.table('customers').remove('3000002');
      expect(await numbersOf(send, '/v2/Customers?PageSize=2')).toEqual([10_001, 10_003]);
      expect(await numbersOf(send, '/v2/Customers?PageSize=2&PageNumber=2')).toEqual([10_004, 10_005]);
      expect(await numbersOf(send, '/v2/Customers?customerNos=10002')).toEqual([]);
    }));
});

describe('a filter', () => {
  test.each([
    ['customerNos=10003', [10_003]],
    ['CUSTOMERNOS=10001-10003, 10005,10096-', [10_001, 10_002, 10_003, 10_005, 10_096, 10_097]],
    ['customerNos=1-5', []],
    ['externalNos=77', []],
    ['externalImportReference=ref-1', [10_004]],
    ['contactGroupIds=5', [10_004]],
    ['externalNos=40-50', [10_004]],
  ])('%s', (filter, expected) =>
    withPowerofficego(async ({ send, store }) => {
      store
        .table('customers')
        .update('3000004', { ExternalImportReference: 'ref-1', ContactGroupIds: [5], ExternalNumber: 44 });
      expect(await numbersOf(send, `/v2/Customers?${filter}`)).toEqual(expected);
    }),
  );

  test('by the last change leaves out what changed at that very time', () =>
    withPowerofficego(async ({ send }) => {
      await send('PATCH', '/v2/Customers/3000003', [{ op: 'replace', path: '/Name', value: 'Ny' }]);
      const after = (time: string) =>
        numbersOf(send, `/v2/Customers?lastChangedDateTimeOffsetGreaterThan=${encodeURIComponent(time)}`);
      expect(await after('2026-11-20T10:00:00.249+00:00')).toEqual([10_003]);
      expect(await after('2026-11-20T10:00:00.250+00:00')).toEqual([]);
      expect((await after('2026-01-01')).length).toBe(97);
      expect((await after('2026-08-01T00:00:00Z')).length).toBeLessThan(97);
    }));

  test('by creation', () =>
    withPowerofficego(async ({ send }) => {
      await send('POST', '/v2/Employees', { FirstName: 'Ny', LastName: 'Ansatt', Number: 900_001 });
      const path = '/v2/Employees?employeeCreatedDateTimeOffsetGreaterThan=2026-11-01T00:00:00Z';
      expect(await numbersOf(send, path)).toEqual([900_001]);
    }));
});

test.each([
  '$top=1',
  'emailAddress=x',
  'PageSize=20001',
  'PageNumber=0',
  'Fields=Nothing',
  'OrderBy=Name up',
  'customerNos=x',
  'lastChangedDateTimeOffsetGreaterThan=2026-01-01T00:00:00 01:00',
])('the parameter %s is refused', (parameter) =>
  withPowerofficego(async ({ send }) => {
    const { status, body } = await send('GET', `/v2/Customers?${parameter}`);
    expect([status, (body as Record<string, unknown>)['Title']]).toEqual([400, 'Invalid resourceParameter']);
  }),
);

test('one record is found by its Id, in any case of the path', () =>
  withPowerofficego(async ({ send }) => {
    expect((await send('GET', '/V2/customers/3000001')).body).toMatchObject({ Id: 3_000_001, Number: 10_001 });
    const { status, body } = await send('GET', '/v2/Customers/1');
    expect([status, body]).toEqual([
      404,
      { Type: null, Title: 'Object(s) not found', Status: 404, Detail: expect.any(String), Instance: null },
    ]);
  }));
