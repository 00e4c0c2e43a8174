import { randomUUID } from 'node:crypto';
import { addCanonical, addRecord, merge, requestContext, withGraph } from './graphql-support.js';

describe('a canonical record', () => {
  test('shows its values, groups as objects, a group of which nothing is known as null', () =>
    withGraph(async (graph) => {
      const values = { name: 'Fjord AS', email: null, 'postalAddress.city': 'Bergen', 'deliveryAddress.city': null };
      const id = await addCanonical(graph, 'Customer', { ...values, isActive: true });
      const address = 'street postalCode city country';
      const fields = `kind name email isActive postalAddress { ${address} } deliveryAddress { ${address} }`;
      expect(await graph.data(`{ customer(id: "${id}") { ${fields} } }`)).toEqual({
        customer: {
          ...{ kind: 'CUSTOMER', name: 'Fjord AS', email: null, isActive: true, deliveryAddress: null },
          postalAddress: { street: null, postalCode: null, city: 'Bergen', country: null },
        },
      });
    }));

  test('is found by its id and type, as a node, and by the gateway; of others there is none', () =>
    withGraph(async (graph) => {
      const id = await addCanonical(graph, 'Employee', { firstName: 'Kari', hiredDate: '2024-03-08' });
      const gone = await addCanonical(graph, 'Employee', { firstName: 'Ola' });
      await graph.sql('update canonical_record set retired_at = now() where id = $1', [gone]);
      const query = `
        query ($id: ID!, $upper: ID!, $gone: ID!, $representations: [_Any!]!) {
          employee(id: $id) { firstName hiredDate }
          upper: employee(id: $upper) { firstName }
          customer(id: $id) { id }
          gone: employee(id: $gone) { id }
          nobody: employee(id: "not-an-id") { id }
          node(id: $id) { __typename id ... on CanonicalRecord { version } ... on Employee { firstName } }
          _entities(representations: $representations) { ... on Employee { firstName } }
        }
      `;
      const representations = [{ __typename: 'Employee', id }];
      expect(await graph.data(query, { id, upper: id.toUpperCase(), gone, representations })).toEqual({
        employee: { firstName: 'Kari', hiredDate: '2024-03-08' },
        ...{ upper: { firstName: 'Kari' }, customer: null, gone: null, nobody: null },
        node: { __typename: 'Employee', id, version: 0, firstName: 'Kari' },
        _entities: [{ firstName: 'Kari' }],
      });
    }));

  test('that was merged is its survivor everywhere', () =>
    withGraph(async (graph) => {
      const [first, second, third] = [
        await addCanonical(graph, 'Customer', { name: 'First' }),
        await addCanonical(graph, 'Customer', { name: 'Second' }),
        await addCanonical(graph, 'Customer', { name: 'Third' }),
      ];
      await merge(graph, first, second);
      await merge(graph, second, third);
      const project = await addCanonical(graph, 'Project', { name: 'Quay', customer: first });
      const query = `
        query ($first: ID!, $project: ID!, $representations: [_Any!]!) {
          customer(id: $first) { id projects { totalCount edges { node { id } } } }
          node(id: $first) { id }
          project(id: $project) { customer { id name } }
          customers { totalCount edges { node { id } } }
          _entities(representations: $representations) { ... on Customer { id } }
        }
      `;
      const representations = [{ __typename: 'Customer', id: first }];
      expect(await graph.data(query, { first, project, representations })).toEqual({
        customer: { id: third, projects: { totalCount: 1, edges: [{ node: { id: project } }] } },
        node: { id: third },
        project: { customer: { id: third, name: 'Third' } },
        customers: { totalCount: 1, edges: [{ node: { id: third } }] },
        _entities: [{ id: third }],
      });
    }));

  test('never shows a national identity number', () =>
    withGraph(async (graph) => {
      const id = await addCanonical(graph, 'Employee', { firstName: 'Kari' });
      const query = `{ employee(id: "${id}") { firstName nationalIdentityNumber } }`;
      const refused = await graph.ask(query);
      expect(refused.data).toEqual({ employee: { firstName: 'Kari', nationalIdentityNumber: null } });
      expect(refused.errors).toMatchObject([
        { message: 'nationalIdentityNumber needs the scope national-id', extensions: { code: 'FORBIDDEN' } },
      ]);
      const allowed = await graph.ask(query, {}, requestContext('national-id'));
      expect(allowed.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }));

  test('leads to its projects and they back, also through their manager', () =>
    withGraph(async (graph) => {
      const customer = await addCanonical(graph, 'Customer', { name: 'Fjord AS' });
      const manager = await addCanonical(graph, 'Employee', { firstName: 'Kari' });
      for (const name of ['A', 'B', 'C']) await addCanonical(graph, 'Project', { name, customer, manager });
      await addCanonical(graph, 'Project', { name: 'D', customer: null, manager: randomUUID() });
      const query = `
        query ($customer: ID!, $manager: ID!, $after: String) {
          customer(id: $customer) {
            projects(first: 2, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } }
          }
          employee(id: $manager) {
            managedProjects(first: 1) { totalCount edges { node { name customer { name } } } }
          }
          projects(last: 1) { edges { node { name customer { name } manager { firstName } } } }
        }
      `;
      interface Answer {
        readonly customer: { readonly projects: { readonly pageInfo: { readonly endCursor: string } } };
      }
      const first = await graph.data<Answer>(query, { customer, manager });
      expect(first).toMatchObject({
        customer: {
          projects: { edges: [{ node: { name: 'A' } }, { node: { name: 'B' } }], pageInfo: { hasNextPage: true } },
        },
        employee: {
          managedProjects: { totalCount: 3, edges: [{ node: { name: 'A', customer: { name: 'Fjord AS' } } }] },
        },
        projects: { edges: [{ node: { name: 'D', customer: null, manager: null } }] },
      });
      const { endCursor } = first.customer.projects.pageInfo;
      expect(await graph.data(query, { customer, manager, after: endCursor })).toMatchObject({
        customer: { projects: { edges: [{ node: { name: 'C' } }], pageInfo: { hasNextPage: false } } },
      });
    }));
});

describe('the records of its systems', () => {
  test('are stubs for the gateway, and lead back', () =>
    withGraph(async (graph) => {
      const id = await addCanonical(graph, 'Customer', { name: 'Fjord AS' });
      const { linkId } = await addRecord(graph, id, ['tidsbanken', 'Kunde', '7']);
      await addRecord(graph, id, ['custom-pms', 'Customer', 'a/b']);
      const query = `
        query ($id: ID!, $representations: [_Any!]!) {
          customer(id: $id) {
            tidsbankenKunde { __typename id }
            tidsbankenAvdeling { id }
            customPmsCustomer { id }
            links { system entityType externalId state origin }
          }
          _entities(representations: $representations) {
            ... on TidsbankenKunde { id customer { name } link { id } }
            ... on CustomPmsCustomer { id customer { name } }
          }
        }
      `;
      const representations = [
        { __typename: 'TidsbankenKunde', id: '7' },
        { __typename: 'TidsbankenKunde', id: 'a/b' },
        { __typename: 'CustomPmsCustomer', id: 'a/b' },
      ];
      const customer = { name: 'Fjord AS' };
      expect(await graph.data(query, { id, representations })).toEqual({
        customer: {
          tidsbankenKunde: { __typename: 'TidsbankenKunde', id: '7' },
          tidsbankenAvdeling: null,
          customPmsCustomer: { id: 'a/b' },
          links: expect.arrayContaining([
            { system: 'TIDSBANKEN', entityType: 'Kunde', externalId: '7', state: 'ACTIVE', origin: 'FIRST' },
            { system: 'CUSTOM_PMS', entityType: 'Customer', externalId: 'a/b', state: 'ACTIVE', origin: 'FIRST' },
          ]),
        },
        _entities: [
          { id: '7', customer, link: { id: linkId } },
          { id: 'a/b', customer: null, link: null },
          { id: 'a/b', customer },
        ],
      });
    }));

  test('are no stubs once unlinked, nor while they are being made', () =>
    withGraph(async (graph) => {
      const id = await addCanonical(graph, 'Customer', { name: 'Fjord AS' });
      const { linkId } = await addRecord(graph, id, ['tidsbanken', 'Kunde', '7']);
      await graph.sql(`update link set state = 'UNLINKED' where id = $1`, [linkId]);
      await graph.sql(
        `insert into link (id, canonical_id, system, entity_type, state, origin)
         values (gen_random_uuid(), $1, 'custom-pms', 'Customer', 'CREATING', 'CREATED')`,
        [id],
      );
      const fields = 'tidsbankenKunde { id } customPmsCustomer { id } links { externalId state }';
      expect(await graph.data(`{ customer(id: "${id}") { ${fields} } }`)).toEqual({
        customer: { tidsbankenKunde: null, customPmsCustomer: null, links: [{ externalId: null, state: 'CREATING' }] },
      });
    }));
});
