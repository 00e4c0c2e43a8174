import { Unavailable } from '../../shared/errors.js';
import { errorsOf, openAcme } from './acme.js';

const entities = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on AcmeCompany {
        id
        name
      }
      ... on AcmePerson {
        id
        name
      }
    }
  }
`;

describe('reading', () => {
  test('a record shows its wire fields under their GraphQL names, nested ones too', async () => {
    const { ask } = openAcme();
    const fields = 'id name rating years mailAddress { city addressLine1 verified } branches { city } changedAt';
    const result = await ask(`{ one: acmeCompany(id: "1") { ${fields} } two: acmeCompany(id: "2") { ${fields} } }`);
    expect(result).toEqual({
      data: {
        one: {
          id: '1',
          name: 'Fjord AS',
          rating: 4.5,
          years: [2024, 2025],
          mailAddress: { city: 'Bergen', addressLine1: null, verified: null },
          branches: null,
          changedAt: null,
        },
        two: {
          id: '2',
          name: '',
          rating: null,
          years: null,
          mailAddress: { city: 'Oslo', addressLine1: null, verified: true },
          branches: [{ city: 'Moss' }],
          changedAt: null,
        },
      },
    });
  });

  test('all representations of an entity type are read with one call, the same one once, an unknown one as null', async () => {
    const { ask, memory } = openAcme();
    const representations = [
      { __typename: 'AcmeCompany', id: '2' },
      { __typename: 'AcmePerson', id: '7' },
      { __typename: 'AcmeCompany', id: '99' },
      { __typename: 'AcmeCompany', id: '1' },
      { __typename: 'AcmeCompany', id: '2' },
    ];
    const result = await ask(entities, { representations });
    expect(result.errors).toBeUndefined();
    expect(result.data?.['_entities']).toMatchObject([
      { id: '2', name: '' },
      { id: '7', name: 'Kari' },
      null,
      { id: '1', name: 'Fjord AS' },
      { id: '2', name: '' },
    ]);
    expect(memory.calls).toEqual(['Company.readMany(2,99,1)', 'Person.readMany(7)']);
  });

  test('a record that the system calls removed is not there, and the list goes on behind it', async () => {
    const { ask, memory } = openAcme();
    const removed = { id: '2', version: null, fields: {}, deleted: true } as const;
    const kept = { id: '1', version: null, fields: { Id: 1 } };
    Object.assign(memory.connection.resources['Company'] as object, {
      readMany: async () => [removed],
      list: async () => ({ records: [kept, removed], cursors: ['c1', 'c2'], hasNextPage: true, total: null }),
    });
    expect(await ask('{ acmeCompany(id: "2") { id } }')).toEqual({ data: { acmeCompany: null } });
    expect(await ask('{ acmeCompanies { edges { node { id } } pageInfo { endCursor } totalCount } }')).toEqual({
      data: { acmeCompanies: { edges: [{ node: { id: '1' } }], pageInfo: { endCursor: 'c2' }, totalCount: null } },
    });
  });

  test('a system that is down answers with its error and leaves the rest alone', async () => {
    const { ask, memory } = openAcme();
    memory.fault = new Unavailable('Acme did not answer in time', { system: 'acme', entityType: 'Company' });
    const result = await ask('{ acmeCompany(id: "1") { id } acmeCompanies { edges { cursor } } __typename }');
    const extensions = { code: 'UNAVAILABLE', system: 'acme', entityType: 'Company', retryable: true };
    expect(result.data).toEqual({ acmeCompany: null, acmeCompanies: null, __typename: 'Query' });
    expect(errorsOf(result)).toHaveLength(2);
    for (const path of [['acmeCompany'], ['acmeCompanies']]) {
      expect(errorsOf(result)).toContainEqual({ message: 'Acme did not answer in time', path, extensions });
    }
    const representations = [{ __typename: 'AcmeCompany', id: '1' }];
    expect(errorsOf(await ask(entities, { representations }))).toMatchObject([{ path: ['_entities', 0], extensions }]);
  });

  test('a fault of our own is passed on as it is, for the edge to mask', async () => {
    const { ask, memory } = openAcme();
    const fault = new TypeError('undefined is not a function');
    Object.assign(memory, { fault });
    const result = await ask('{ acmeCompany(id: "1") { id } }');
    expect(result.errors?.[0]?.originalError).toBe(fault);
    expect(result.errors?.[0]?.extensions).toEqual({});
  });
});

describe('lists', () => {
  const page = /* GraphQL */ `
    query ($first: Int, $after: String) {
      acmeCompanies(first: $first, after: $after) {
        edges {
          cursor
          node {
            id
          }
        }
        pageInfo {
          hasNextPage
          hasPreviousPage
          startCursor
          endCursor
        }
        totalCount
      }
    }
  `;

  test('page by page they show every record once', async () => {
    const { ask } = openAcme();
    expect((await ask(page, { first: 1 })).data?.['acmeCompanies']).toEqual({
      edges: [{ cursor: '1', node: { id: '1' } }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: '1', endCursor: '1' },
      totalCount: 2,
    });
    expect((await ask(page, { first: 1, after: '1' })).data?.['acmeCompanies']).toEqual({
      edges: [{ cursor: '2', node: { id: '2' } }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: '2', endCursor: '2' },
      totalCount: 2,
    });
  });

  test('without a size they give fifty; a size outside 1 to 500 is refused before the system is asked', async () => {
    const { ask, memory } = openAcme();
    await ask(page);
    expect(memory.calls).toEqual(['Company.list(50,null)']);
    for (const first of [0, 501]) {
      expect(errorsOf(await ask(page, { first }))).toMatchObject([
        { message: 'first must be from 1 to 500', extensions: { code: 'REJECTED', retryable: false } },
      ]);
    }
    expect(memory.calls).toHaveLength(1);
  });

  test('what a list showed needs no second reading', async () => {
    const { ask, memory } = openAcme();
    await ask(page);
    await ask('{ acmeCompany(id: "2") { name } }');
    expect(memory.calls).toEqual(['Company.list(50,null)']);
  });
});
