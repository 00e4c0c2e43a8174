import { startSandbox, type Sandbox } from '../../sandbox/index.js';
import { Env } from '../../shared/config.js';
import type { Connection, Resource } from '../../shared/connector.js';
import { Conflict, NotFound, Rejected } from '../../shared/errors.js';
import { localHost } from '../../shared/host.js';
import { valueAt } from '../../shared/mapping/mapping.js';
import { powerofficego } from '../../subgraphs/powerofficego/connector.js';

let sandbox: Sandbox;
let connection: Connection;

beforeAll(async () => {
  const options = { port: 0, dataDir: null, scale: 1, limitsRate: false, masksNationalIds: true };
  sandbox = await startSandbox({ ...options, systems: ['powerofficego'] });
  connection = powerofficego.connect(new Env(sandbox.environment), localHost());
});

afterAll(async () => {
  await connection.close();
  await sandbox.stop();
});

const resource = (name: string): Resource => connection.resources[name]!;

async function someId(name: string): Promise<string> {
  return (await resource(name).list({ first: 1, after: null })).records[0]!.id;
}

const address = { 'MailAddress.AddressLine1': 'Storgata 1', 'MailAddress.ZipCode': '0150', 'MailAddress.City': 'Oslo' };

test('a part of an address is set, or cleared, without touching the others', async () => {
  const customers = resource('Customers');
  const { id } = await customers.create!({ Name: 'Fjord AS', ...address }, { externalRef: 'part' });
  const moved = await customers.update(id, { 'MailAddress.City': 'Bergen', 'MailAddress.AddressLine1': null });
  expect(moved.fields['MailAddress']).toMatchObject({ AddressLine1: null, ZipCode: '0150', City: 'Bergen' });
  expect((await customers.readMany([id]))[0]?.fields).toEqual(moved.fields);
});

test('an address is added where there is none, and clearing its parts there changes nothing', async () => {
  const employees = resource('Employees');
  const { id, fields } = await employees.create!({ FirstName: 'Kari', LastName: 'Ås' }, { externalRef: 'added' });
  expect(fields['MailAddress']).toBeNull();
  const same = await employees.update(id, { 'MailAddress.City': null });
  expect(same.fields).toEqual(fields);
  const both = await employees.update(id, {
    JobTitle: 'Leder',
    'MailAddress.City': 'Oslo',
    'MailAddress.ZipCode': null,
  });
  expect([both.fields['JobTitle'], valueAt(both.fields, 'MailAddress.City')]).toEqual(['Leder', 'Oslo']);
});

test('a customer without e-mail is printed to, one with e-mail is not', async () => {
  const customers = resource('Customers');
  const without = await customers.create!({ Name: 'Fjell AS', EmailAddress: null }, { externalRef: 'print' });
  expect(without.fields['InvoiceDeliveryType']).toBe('Print');
  const within = await customers.create!({ Name: 'Vidde AS', EmailAddress: 'post@vidde.no' }, { externalRef: 'mail' });
  expect(within.fields['InvoiceDeliveryType']).toBe('PdfByEmail');
});

test('a reference is taken once, and found', async () => {
  const customers = resource('Customers');
  const created = await customers.create!({ Name: 'Elv AS' }, { externalRef: 'once' });
  await expect(customers.create!({ Name: 'Elv AS' }, { externalRef: 'once' })).rejects.toThrow(Conflict);
  expect(await customers.find!({ externalRef: 'once' })).toEqual([created]);
  expect(await customers.find!({ id: created.id })).toEqual([created]);
  expect(await customers.find!({ externalRef: 'never' })).toEqual([]);
});

test('an update of a record that is not there finds nothing, whatever it touches', async () => {
  await expect(resource('Customers').update('999999999', { Name: 'x' })).rejects.toThrow(NotFound);
  await expect(resource('Customers').update('999999999', { 'MailAddress.City': 'x' })).rejects.toThrow(NotFound);
  await expect(resource('Customers').update('../x', { Name: 'x' })).rejects.toThrow(NotFound);
  await expect(resource('Contactperson').update('999999999', { firstName: 'x' })).rejects.toThrow(NotFound);
});

test('a refusal names the field, in either API', async () => {
  const customer = resource('Customers').update(await someId('Customers'), { EmailAddress: 'no address' });
  await expect(customer).rejects.toMatchObject({ code: 'REJECTED', details: { field: 'EmailAddress' } });
  const contact = resource('Contactperson').update(await someId('Contactperson'), { emailAddress: 'no address' });
  await expect(contact).rejects.toThrow(Rejected);
  await expect(contact).rejects.toMatchObject({ details: { field: 'emailAddress', entityType: 'Contactperson' } });
});

test('a contact person keeps what is not named, and shows no masked number', async () => {
  const contacts = resource('Contactperson');
  const [before] = await contacts.readMany([await someId('Contactperson')]);
  const after = await contacts.update(before!.id, { phoneNumber: '+47 22 33 44 55', emailAddress: null });
  const { phoneNumber, emailAddress, lastChanged, ...rest } = after.fields;
  expect([phoneNumber, emailAddress]).toEqual(['+47 22 33 44 55', null]);
  expect(Date.parse(String(lastChanged).replace(' ', ''))).not.toBeNaN();
  expect(before!.fields).toMatchObject(rest);
  expect(rest).not.toHaveProperty('socialSecurityNumber');
});
