import { form, subscription, withPowerofficego } from './powerofficego-server.js';

const company = { Name: 'Ny AS', EmailAddress: 'post@ny.example' };
const refusal = (status: number, reason: string) => ({
  status,
  body: { Status: status, Detail: expect.stringContaining(reason) },
});
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });

describe('a new record', () => {
  test('comes back whole, with the next Id and Number', () =>
    withPowerofficego(async ({ send }) => {
      const mailAddress = { city: 'Oslo', ZipCode: '0159' };
      const { status, body } = await send('POST', '/v2/Customers', { ...company, mailAddress });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        Id: 3_000_098,
        Number: 10_098,
        Name: 'Ny AS',
        InvoiceDeliveryType: 'PdfByEmail',
        CurrencyCode: 'NOK',
      });
      expect(body).toMatchObject({
        MailAddress: { City: 'Oslo', AddressLine1: null, CountryCode: 'NO' },
        IsActive: true,
        IsPerson: false,
      });
      expect((await send('GET', '/v2/Customers/3000098')).body).toEqual(body);
    }));

  test.each([
    ['Customers', { EmailAddress: 'a@b.example' }, 400, 'Name is required'],
    ['Customers', { ...company, IsPerson: true }, 400, 'FirstName is required'],
    ['Customers', { Name: 'Ny' }, 400, 'EmailAddress is required'],
    ['Customers', { ...company, Nothing: 1 }, 400, 'Nothing'],
    ['Customers', { ...company, Id: 1 }, 400, 'Id'],
    ['Customers', { ...company, IsActive: false }, 400, 'IsActive'],
    ['Customers', { ...company, EmailAddress: 'post@ny.example ' }, 400, 'EmailAddress'],
    ['Customers', { ...company, NationalIdNumber: 'hidden' }, 400, 'NationalIdNumber'],
    ['Customers', { ...company, InvoiceDeliveryType: 'Pigeon' }, 400, 'InvoiceDeliveryType'],
    ['Customers', { ...company, Number: 9 }, 400, 'Number'],
    ['Customers', { ...company, Number: '10500' }, 400, 'Number'],
    ['Customers', { ...company, Number: 10_001 }, 409, '3000001'],
    ['Customers', { ...company, MailAddress: { City: 'Oslo' } }, 400, 'MailAddress.ZipCode'],
    [
      'Customers',
      { ...company, MailAddress: { City: 'Oslo', ZipCode: '1', Planet: 'Mars' } },
      400,
      'MailAddress.Planet',
    ],
    ['Customers', { ...company, SalesPersonEmployeeNumber: 7 }, 404, 'SalesPersonEmployeeNumber'],
    ['Customers', { ...company, DepartmentCode: 'X' }, 404, 'DepartmentCode'],
    ['Employees', { FirstName: 'Kari' }, 400, 'LastName is required'],
    ['Customers', [], 400, 'object'],
  ])('%s %j is refused with %i: %s', (path, body, status, reason) =>
    withPowerofficego(async ({ send }) => {
      expect(await send('POST', `/v2/${path}`, body)).toMatchObject(refusal(status, reason));
    }),
  );

  test('needs no e-mail when its invoices are printed', () =>
    withPowerofficego(async ({ send }) => {
      expect((await send('POST', '/v2/Customers', { Name: 'Ny', InvoiceDeliveryType: 'Print' })).status).toBe(201);
    }));

  test('may refer to an employee by number', () =>
    withPowerofficego(async ({ send }) => {
      const { body } = await send('POST', '/v2/Customers', { ...company, SalesPersonEmployeeNumber: 102 });
      expect(body).toMatchObject({ SalesPersonEmployeeId: 7_000_001, SalesPersonEmployeeNumber: null });
    }));

  test('cannot share an ExternalImportReference, and is told who has it', () =>
    withPowerofficego(async ({ send }) => {
      await send('POST', '/v2/Customers', { ...company, ExternalImportReference: 'ref-1' });
      const again = await send('POST', '/v2/Customers', { ...company, ExternalImportReference: 'ref-1' });
      expect(again).toMatchObject(refusal(409, '3000098'));
    }));
});

describe('a JSON Patch', () => {
  test('adds, replaces, removes and tests, with pointers in any case', () =>
    withPowerofficego(async ({ send, setTime }) => {
      setTime('2026-11-21T08:00:00.000Z');
      const { status, body } = await send('PATCH', '/v2/Customers/3000001', [
        { op: 'test', path: '/number', value: 10_001 },
        replace('/NAME', 'Ny AS'),
        { op: 'add', path: '/invoiceEmailAddressCC', value: 'cc@ny.example' },
        { op: 'remove', path: '/PhoneNumber' },
        replace('/mailAddress/city', 'Moss'),
      ]);
      expect(status).toBe(200);
      expect(body).toMatchObject({ Name: 'Ny AS', InvoiceEmailAddressCC: 'cc@ny.example', PhoneNumber: null });
      expect(body).toMatchObject({
        MailAddress: { City: 'Moss', ZipCode: '4006' },
        LastChangedDateTimeOffset: '2026-11-21T08:00:00+00:00',
      });
    }));

  test('of the address alone does not move the last change', () =>
    withPowerofficego(async ({ send }) => {
      const before = (await send('GET', '/v2/Customers/3000001')).body as Record<string, unknown>;
      const after = (await send('PATCH', '/v2/Customers/3000001', [replace('/MailAddress/City', 'Moss')])).body;
      expect(after).toMatchObject({
        LastChangedDateTimeOffset: before['LastChangedDateTimeOffset'],
        MailAddress: { City: 'Moss', LastChangedDateTimeOffset: '2026-11-20T10:00:00.250Z' },
      });
      const changed = await send('GET', '/v2/Customers?lastChangedDateTimeOffsetGreaterThan=2026-11-01T00:00:00Z');
      expect(changed.status).toBe(204);
    }));

  test.each([
    [[{ op: 'test', path: '/Name', value: 'Other' }], 400, 'test'],
    [[replace('/Nothing', 1)], 400, 'Nothing'],
    [[replace('/Id', 1)], 400, 'Id'],
    [[replace('/PaymentTerm', 1)], 400, 'PaymentTerm'],
    [[replace('/MailAddress/Planet', 'Mars')], 400, 'Planet'],
    [[replace('/MailAddress/City/x', 'Oslo')], 400, 'City'],
    [[replace('/Name', '')], 400, 'Name'],
    [[replace('/IsArchived', 'yes')], 400, 'IsArchived'],
    [[replace('Name', 'x')], 400, 'slash'],
    [[{ op: 'replace', path: '/Name' }], 400, 'value'],
    [[{ op: 'copy', path: '/Name', from: '/LegalName' }], 400, 'copy'],
    [{ Name: 'x' }, 400, 'array'],
    [[replace('/Number', 10_002)], 409, '3000002'],
    [[replace('/SalesPersonEmployeeId', 1)], 404, 'SalesPersonEmployeeId'],
  ])('%j is refused with %i: %s', (body, status, reason) =>
    withPowerofficego(async ({ send }) => {
      expect(await send('PATCH', '/v2/Customers/3000001', body)).toMatchObject(refusal(status, reason));
    }),
  );

  test('into an address that is not there is refused; a whole one can be added', () =>
    withPowerofficego(async ({ send }) => {
      await send('PATCH', '/v2/Customers/3000001', [{ op: 'remove', path: '/MailAddress' }]);
      expect((await send('PATCH', '/v2/Customers/3000001', [replace('/MailAddress/City', 'Moss')])).status).toBe(400);
      const { body } = await send('PATCH', '/v2/Customers/3000001', [
        { op: 'add', path: '/MailAddress', value: { city: 'Moss' } },
      ]);
      expect(body).toMatchObject({ MailAddress: { City: 'Moss', ZipCode: null } });
    }));

  test('needs its own media type', () =>
    withPowerofficego(async ({ raw, token }) => {
      const headers = { ...subscription, authorization: `Bearer ${await token('/OAuth/Token')}` };
      const body = JSON.stringify([replace('/Name', 'x')]);
      for (const type of [form, { 'content-type': 'application/json' }]) {
        expect((await raw('PATCH', '/v2/Customers/3000001', { ...headers, ...type }, body)).status).toBe(415);
      }
    }));
});

describe('a delete', () => {
  test('removes what nobody uses', () =>
    withPowerofficego(async ({ send }) => {
      expect((await send('DELETE', '/v2/Employees/7000001')).status).toBe(200);
      expect((await send('GET', '/v2/Employees/7000001')).status).toBe(404);
      expect((await send('DELETE', '/v2/Employees/7000001')).status).toBe(404);
    }));

  test('is refused for an employee who sells, and for a customer with contact persons', () =>
    withPowerofficego(async ({ send, store }) => {
      await send('PATCH', '/v2/Customers/3000001', [replace('/SalesPersonEmployeeId', 7_000_001)]);
      expect((await send('DELETE', '/v2/Employees/7000001')).status).toBe(409);
      const parent = store.table('contactpersons').get('9000001')?.row['partyId'];
      expect((await send('DELETE', `/v2/Customers/${String(parent)}`)).status).toBe(409);
    }));

  test('or a PUT of the collection is not allowed', () =>
    withPowerofficego(async ({ send }) => {
      expect((await send('DELETE', '/v2/Customers')).status).toBe(405);
      expect((await send('PUT', '/v2/Customers/3000001', {})).status).toBe(405);
    }));
});
