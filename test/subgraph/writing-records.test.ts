import { Conflict, RateLimited, Rejected, Unauthenticated, Unavailable } from '../../shared/errors.js';
import { buildSystemSubgraph } from '../../shared/subgraph/build.js';
import { readThrough } from '../../shared/subgraph/reads.js';
import { errorsOf, openAcme, requestContext } from './acme.js';
import { acme, memoryConnection } from './memory.js';

const update = /* GraphQL */ `
  mutation ($input: UpdateAcmeCompanyInput!) {
    updateAcmeCompany(input: $input) {
      acmeCompany {
        id
        name
        rating
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

describe('an update', () => {
  test('writes exactly the given fields, by wire path, and the next reading sees it', async () => {
    const { ask, memory } = openAcme();
    await ask('{ acmeCompany(id: "1") { name } }');
    const input = { id: '1', name: 'Fjord ASA', years: [2026], mailAddress: { city: 'Voss' } };
    expect((await ask(update, { input })).data?.['updateAcmeCompany']).toEqual({
      acmeCompany: { id: '1', name: 'Fjord ASA', rating: 4.5 },
      userErrors: [],
    });
    expect(memory.written).toEqual({ Name: 'Fjord ASA', Years: [2026], 'MailAddress.City': 'Voss' });
    expect((await ask('{ acmeCompany(id: "1") { name } }')).data?.['acmeCompany']).toEqual({ name: 'Fjord ASA' });
  });

  test('clears with null: a field, or every writable field of an object', async () => {
    const { ask, memory } = openAcme();
    await ask(update, { input: { id: '1', rating: null, mailAddress: null } });
    expect(memory.written).toEqual({ Rating: null, 'MailAddress.AddressLine1': null, 'MailAddress.City': null });
  });

  test('of nothing is a user error and reaches no system', async () => {
    const { ask, memory } = openAcme();
    expect((await ask(update, { input: { id: '1', mailAddress: {} } })).data?.['updateAcmeCompany']).toMatchObject({
      acmeCompany: null,
      userErrors: [{ field: null, code: 'REJECTED' }],
    });
    expect(memory.calls).toEqual([]);
  });

  test('is seen by a reading in the same request, also where the record had been read before', async () => {
    const { ask } = openAcme();
    const context = requestContext();
    const read = '{ acmeCompany(id: "1") { name } }';
    expect((await ask(read, {}, context)).data).toEqual({ acmeCompany: { name: 'Fjord AS' } });
    await ask(update, { input: { id: '1', name: 'Fjord ASA' } }, context);
    expect((await ask(read, {}, context)).data).toEqual({ acmeCompany: { name: 'Fjord ASA' } });
  });
});

describe('a refused write', () => {
  const cityUnknown = new Rejected('City is not known', { field: 'MailAddress.City' });

  test.each([
    ['a refusal', cityUnknown, ['mailAddress', 'city'], 'REJECTED'],
    ['a refusal that spells the field otherwise', new Rejected('Too long', { field: 'name' }), ['name'], 'REJECTED'],
    ['a refusal of a field that is not ours', new Rejected('Odd', { field: 'Internal' }), null, 'REJECTED'],
    ['a taken value', new Conflict('Name is taken'), null, 'CONFLICT'],
    ['refused credentials', new Unauthenticated('Check ACME_KEY'), null, 'UNAUTHENTICATED'],
  ])('is a user error: %s', async (_case, fault, field, code) => {
    const { ask, memory } = openAcme();
    memory.fault = fault;
    expect((await ask(update, { input: { id: '1', name: 'x' } })).data?.['updateAcmeCompany']).toEqual({
      acmeCompany: null,
      userErrors: [{ field, code, message: fault.message }],
    });
  });

  test('is a user error: an unknown record', async () => {
    const { ask } = openAcme();
    const result = await ask(update, { input: { id: '99', name: 'x' } });
    expect(result.data?.['updateAcmeCompany']).toEqual({
      acmeCompany: null,
      userErrors: [{ field: null, code: 'NOT_FOUND', message: 'Acme has no Company 99' }],
    });
  });

  test.each([
    ['UNAVAILABLE', new Unavailable('Acme is down')],
    ['RATE_LIMITED', new RateLimited('Acme asks us to slow down')],
  ])('is an error of the request where no other input would help: %s', async (code, fault) => {
    const { ask, memory } = openAcme();
    memory.fault = fault;
    const result = await ask(update, { input: { id: '1', name: 'x' } });
    expect(errorsOf(result)).toMatchObject([{ message: fault.message, extensions: { code, retryable: true } }]);
  });
});

describe('a creation', () => {
  test('needs no key where the system assigns them', async () => {
    const { ask, memory } = openAcme();
    const result = await ask('mutation { createAcmeCompany(input: { name: "Ny" }) { acmeCompany { id name } } }');
    expect(result.data).toEqual({ createAcmeCompany: { acmeCompany: { id: '3', name: 'Ny' } } });
    expect(memory.calls).toEqual(['Company.create()']);
    expect(memory.externalRefs).toEqual([expect.stringMatching(/^direct:[0-9a-f-]{36}$/)]);
  });

  test('requires one where the caller chooses them', async () => {
    const { ask, memory } = openAcme();
    const result = await ask('mutation { createAcmePerson(input: { id: "9", name: "Ny" }) { acmePerson { id } } }');
    expect(result.data).toEqual({ createAcmePerson: { acmePerson: { id: '9' } } });
    expect(memory.calls).toEqual(['Person.create(9)']);
    const keyless = await ask('mutation { createAcmePerson(input: { name: "Ny" }) { acmePerson { id } } }');
    expect(keyless.errors?.[0]?.message).toMatch('Field "CreateAcmePersonInput.id" of required type "ID!"');
  });

  test('is not offered where the system cannot create', () => {
    const memory = memoryConnection();
    delete (memory.connection.resources['Person'] as { create?: unknown }).create;
    const reads = readThrough(memory.connection, { now: () => 0 });
    const { sdl } = buildSystemSubgraph(acme, reads, memory.connection);
    expect(sdl).toContain('updateAcmePerson');
    expect(sdl).toContain('createAcmeCompany');
    expect(sdl).not.toContain('reateAcmePerson');
  });
});
