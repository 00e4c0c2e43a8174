import { withPowerofficego, type PowerofficegoServer } from './powerofficego-server.js';

interface Envelope {
  success: boolean;
  data?: Record<string, unknown>[];
  count?: number;
  validation?: { errorLogReference: string; summary: string; exception: null };
}

const ask = async (
  send: PowerofficegoServer['send'],
  method: string,
  path: string,
  body?: unknown,
): Promise<Envelope> => {
  const reply = await send(method, path, body);
  expect(reply.status).toBe(200);
  return reply.body as Envelope;
};
const parent = '/v1/Customer/3000001/Contact/';
const filtered = (filter: string): string => `/v1/PartyContactPerson/?$filter=${encodeURIComponent(filter)}`;

describe('all contact persons', () => {
  test('come in an envelope, in camelCase, without nulls', () =>
    withPowerofficego(async ({ send }) => {
      const { success, count, data } = await ask(send, 'GET', '/v1/PartyContactPerson/');
      expect([success, count, data?.length]).toEqual([true, 14, 14]);
      expect(data![0]).toMatchObject({
        id: 9_000_001,
        firstName: 'Maria',
        partyId: expect.any(Number),
        partyCustomerCode: expect.any(Number),
      });
      expect(data!.flatMap((row) => Object.values(row))).not.toContain(null);
      expect(data![0]!['lastChanged']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d \+00:00$/);
    }));

  test('show the social security number, hidden, or not at all; a switch hides all', async () => {
    const shown = async (masksNationalIds: boolean): Promise<unknown[]> => {
      const numbers: unknown[] = [];
      await withPowerofficego(
        async ({ send }) => {
          const { data } = await ask(send, 'GET', '/v1/PartyContactPerson/');
          numbers.push(...data!.map((row) => row['socialSecurityNumber']));
        },
        { masksNationalIds },
      );
      return numbers;
    };
    const open = await shown(false);
    expect(open.some((number) => /^\d{11}$/.test(String(number)))).toBe(true);
    expect(open).toEqual(expect.arrayContaining(['hidden', undefined]));
    expect(new Set(await shown(true))).toEqual(new Set(['hidden', undefined]));
  });

  test('can be asked for by their last change, that very time included', () =>
    withPowerofficego(async ({ send }) => {
      await ask(send, 'POST', parent, { firstName: 'Ny', lastName: 'Person' });
      const since = async (time: string) =>
        (await ask(send, 'GET', filtered(`(LastChanged ge datetimeoffset'${time}')`))).data?.length;
      expect(await since('2026-11-20T10:00:00.25Z')).toBe(1);
      expect(await since('2026-11-20T10:00:00 +00:00')).toBe(1);
      expect(await since('2026-11-20T10:00:01+00:00')).toBe(0);
      expect(await since('2020-01-01')).toBe(15);
    }));

  test('can be cut and skipped, with the count of all', () =>
    withPowerofficego(async ({ send }) => {
      const { data, count } = await ask(send, 'GET', '/v1/PartyContactPerson/?$top=2&$skip=3&$orderby=Id desc');
      expect([data?.map((row) => row['id']), count]).toEqual([[9_000_011, 9_000_010], 14]);
    }));

  test.each([
    ['/v1/PartyContactPerson/?$skip=1', '$skip'],
    ['/v1/PartyContactPerson/?$top=1&$skip=1', '$orderby'],
    [filtered('Id eq 1'), 'parentheses'],
    [filtered('(firstName eq 1)'), 'firstName'],
    [filtered('(LastChanged ge 2026-01-01)'), 'datetimeoffset'],
    [filtered("(SocialSecurityNumber eq '1')"), 'SocialSecurityNumber'],
    ['/v1/Customer/1/Contact/', 'customer 1'],
    ['/v1/Customer/3000001/Contact/1', 'contact person 1'],
  ])('%s fails as HTTP 200 without success', (path, reason) =>
    withPowerofficego(async ({ send }) => {
      expect(await ask(send, 'GET', path)).toEqual({
        success: false,
        validation: {
          errorLogReference: expect.any(String),
          summary: expect.stringContaining(reason),
          exception: null,
        },
      });
    }),
  );
});

describe('one contact person', () => {
  test('is created without an id, changed with one, keeping what is not sent', () =>
    withPowerofficego(async ({ send }) => {
      const created = await ask(send, 'POST', parent, {
        firstName: 'Ny',
        lastName: 'Person',
        emailAddress: 'ny@ny.example',
      });
      expect(created.data).toMatchObject({
        id: 9_000_015,
        isActive: true,
        partyId: 3_000_001,
        partyCustomerCode: 10_001,
      });
      const changed = await ask(send, 'POST', parent, { id: 9_000_015, lastName: 'Annen', emailAddress: null });
      expect(changed.data).toMatchObject({ id: 9_000_015, firstName: 'Ny', lastName: 'Annen' });
      expect(changed.data).not.toHaveProperty('emailAddress');
      expect((await ask(send, 'GET', `${parent}9000015`)).data).toEqual(changed.data);
      expect((await ask(send, 'GET', parent)).count).toBe(1);
    }));

  test('once deleted is gone everywhere', () =>
    withPowerofficego(async ({ send }) => {
      await ask(send, 'POST', parent, { firstName: 'Ny', lastName: 'Person' });
      expect(await ask(send, 'DELETE', `${parent}9000015`)).toEqual({ success: true });
      expect((await ask(send, 'GET', `${parent}9000015`)).success).toBe(false);
      expect((await ask(send, 'GET', '/v1/PartyContactPerson/')).count).toBe(14);
      expect((await ask(send, 'GET', parent)).data).toEqual([]);
    }));

  test.each([
    [{ firstName: 'Ny' }, 'lastName'],
    [{ firstName: 'Ny', lastName: 'P', Nothing: 1 }, 'Nothing'],
    [{ firstName: 'Ny', lastName: 'P', partyId: 1 }, 'partyId is read-only'],
    [{ firstName: 'Ny', lastName: 'P', emailAddress: 'x' }, 'emailAddress'],
    [{ firstName: 'Ny', lastName: 'P', socialSecurityNumber: 'hidden' }, 'socialSecurityNumber'],
    [{ firstName: 'Ny', lastName: 'P', isActive: 'yes' }, 'isActive'],
    [{ id: 9_000_001, lastName: 'P' }, 'contact person 9000001'],
    [[], 'object'],
  ])('%j is refused: %s', (body, reason) =>
    withPowerofficego(async ({ send }) => {
      const { success, validation } = await ask(send, 'POST', parent, body);
      expect([success, validation?.summary]).toEqual([false, expect.stringContaining(reason)]);
    }),
  );
});
