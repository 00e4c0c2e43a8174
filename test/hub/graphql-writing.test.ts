import { randomUUID } from 'node:crypto';
import { addCanonical, withGraph, withLiveGraph } from './graphql-support.js';

const create = `
  mutation ($input: CreateCustomerInput!) {
    createCustomer(input: $input) {
      customer {
        id kind name version syncState
        postalAddress { city }
        deliveryAddress { city }
        tidsbankenKunde { id }
        customPmsCustomer { id }
        customWebshopCustomer { id }
      }
      writes { system entityType externalId status code message }
      userErrors { field code message }
    }
  }
`;

const update = `
  mutation ($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) {
      customer {
        name email version
        postalAddress { street city }
        history(first: 1) { edges { node { field after system } } }
      }
      writes { system status }
      userErrors { field code message }
    }
  }
`;

interface Written {
  readonly customer: {
    readonly id: string;
    readonly version: number;
    readonly customPmsCustomer: { readonly id: string };
  };
  readonly writes: readonly { readonly system: string; readonly status: string }[];
}

test(
  'what is made here is made in the systems, and what is changed here changes there',
  () =>
    withLiveGraph(async (graph) => {
      const values = { name: 'Fjord AS', email: 'post@fjord.test', postalAddress: { city: 'Bergen' } };
      const { createCustomer } = await graph.data<{ createCustomer: Written }>(create, {
        input: { values, waitMs: 30_000 },
      });
      expect(createCustomer).toMatchObject({
        customer: {
          ...{ kind: 'CUSTOMER', name: 'Fjord AS', syncState: 'IN_SYNC', deliveryAddress: null },
          ...{ postalAddress: { city: 'Bergen' }, tidsbankenKunde: { id: expect.any(String) } },
          ...{ customPmsCustomer: { id: expect.any(String) }, customWebshopCustomer: { id: expect.any(String) } },
        },
        writes: [
          { system: 'CUSTOM_PMS', entityType: 'Customer', status: 'CONFIRMED', externalId: expect.any(String) },
          { system: 'CUSTOM_WEBSHOP', entityType: 'Customer', status: 'CONFIRMED', externalId: expect.any(String) },
          { system: 'TIDSBANKEN', entityType: 'Kunde', status: 'CONFIRMED', externalId: expect.any(String) },
        ],
        userErrors: [],
      });
      const { id, version, customPmsCustomer } = createCustomer.customer;
      const patch = { email: null, postalAddress: { street: 'Bryggen 1' } };
      const input = { id, patch, expectedVersion: version, waitMs: 30_000 };
      const planned = await graph.data<{ updateCustomer: Written }>(update, { input: { ...input, dryRun: true } });
      expect(planned.updateCustomer).toMatchObject({
        customer: { email: 'post@fjord.test', version },
        writes: expect.arrayContaining([{ system: 'TIDSBANKEN', status: 'PENDING' }]),
        userErrors: [],
      });
      const { updateCustomer } = await graph.data<{ updateCustomer: Written }>(update, { input });
      expect(updateCustomer).toMatchObject({
        customer: {
          ...{ name: 'Fjord AS', email: null, postalAddress: { street: 'Bryggen 1', city: 'Bergen' } },
          history: { edges: [{ node: { system: null } }] },
        },
        writes: expect.arrayContaining([{ system: 'TIDSBANKEN', status: 'CONFIRMED' }]),
        userErrors: [],
      });
      const pms = graph.hub.context.slots.get('custom-pms.Customer');
      const [record] = (await pms?.resource.readMany([customPmsCustomer.id])) ?? [];
      expect(record?.fields).toMatchObject({ name: 'Fjord AS', email: null });
      const stale = await graph.data(update, { input });
      expect(stale).toMatchObject({
        updateCustomer: { customer: null, writes: [], userErrors: [{ field: ['expectedVersion'], code: 'CONFLICT' }] },
      });
    }),
  60_000,
);

test(
  'records are taken apart and put together again by hand',
  () =>
    withLiveGraph(async (graph) => {
      const input = { values: { name: 'Fjord AS' }, waitMs: 30_000 };
      const { createCustomer } = await graph.data<{ createCustomer: Written }>(create, { input });
      const { id, customPmsCustomer } = createCustomer.customer;
      const ref = { system: 'CUSTOM_PMS', entityType: 'Customer', externalId: customPmsCustomer.id };
      const unlink = `
        mutation ($record: RecordRef!) {
          unlinkRecord(input: { record: $record }) {
            remaining { id links { system } }
            separated { __typename id links { system } ... on Customer { name } }
            userErrors { field code message }
          }
        }
      `;
      const apart = await graph.data<{ unlinkRecord: { separated: { id: string } } }>(unlink, { record: ref });
      expect(apart.unlinkRecord).toMatchObject({
        remaining: { id, links: [{ system: 'TIDSBANKEN' }, { system: 'CUSTOM_WEBSHOP' }] },
        separated: { __typename: 'Customer', name: 'Fjord AS', links: [{ system: 'CUSTOM_PMS' }] },
        userErrors: [],
      });
      expect(apart.unlinkRecord.separated.id).not.toBe(id);
      const link = `
        mutation ($records: [RecordRef!]!, $canonicalId: ID) {
          linkRecords(input: { records: $records, canonicalId: $canonicalId, waitMs: 30000 }) {
            canonicalRecord { id }
            links { system externalId origin }
            writes { system status }
            userErrors { field code message }
          }
        }
      `;
      const together = await graph.data(link, { records: [ref], canonicalId: id });
      expect(together).toMatchObject({
        linkRecords: {
          canonicalRecord: { id },
          links: expect.arrayContaining([{ system: 'CUSTOM_PMS', externalId: customPmsCustomer.id, origin: 'MANUAL' }]),
          writes: expect.arrayContaining([{ system: 'CUSTOM_PMS', status: 'SKIPPED' }]),
          userErrors: [],
        },
      });
      expect(await graph.data(link, { records: [ref] })).toMatchObject({
        linkRecords: { canonicalRecord: null, links: [], userErrors: [{ field: ['records'], code: 'REQUIRED' }] },
      });
      const unknown = [ref, { ...ref, externalId: 'nobody' }];
      expect(await graph.data(link, { records: unknown })).toMatchObject({
        linkRecords: { canonicalRecord: null, userErrors: [{ field: ['records', '1'], code: 'NOT_FOUND' }] },
      });
    }),
  60_000,
);

describe('bad input is told with its field, and nothing is changed:', () => {
  test('when something is made', () =>
    withGraph(async (graph) => {
      const values = { website: 'x'.repeat(256), deliveryAddress: { city: ' ' } };
      expect(await graph.data(create, { input: { kind: 'DEPARTMENT', values } })).toMatchObject({
        createCustomer: {
          customer: null,
          writes: [],
          userErrors: [
            { field: ['values', 'name'], code: 'REQUIRED' },
            { field: ['values', 'website'], code: 'INVALID' },
            { field: ['values', 'deliveryAddress', 'city'], code: 'INVALID' },
          ],
        },
      });
      const project = `
        mutation ($values: ProjectPatch!) {
          createProject(input: { values: $values }) { project { id } userErrors { field code } }
        }
      `;
      const strangers = { name: 'Quay', startDate: '2026-02-28', customerId: randomUUID(), managerId: 'nobody' };
      const { createProject } = await graph.data<{ createProject: { userErrors: object[] } }>(project, {
        values: strangers,
      });
      expect(createProject.userErrors).toHaveLength(2);
      expect(createProject.userErrors).toEqual(
        expect.arrayContaining([
          { field: ['values', 'customerId'], code: 'NOT_FOUND' },
          { field: ['values', 'managerId'], code: 'NOT_FOUND' },
        ]),
      );
      expect(await graph.sql('select 1 from canonical_record')).toEqual([]);
    }));

  test('when something is changed', () =>
    withGraph(async (graph) => {
      const id = await addCanonical(graph, 'Customer', { name: 'Fjord AS' });
      const faultsOf = async (input: object): Promise<unknown> => {
        const { updateCustomer } = await graph.data<{ updateCustomer: { userErrors: object[] } }>(update, { input });
        return updateCustomer.userErrors;
      };
      expect(await faultsOf({ id: randomUUID(), patch: {} })).toMatchObject([{ field: ['id'], code: 'NOT_FOUND' }]);
      expect(await faultsOf({ id, patch: { name: ' ' } })).toMatchObject([
        { field: ['patch', 'name'], code: 'INVALID' },
      ]);
      for (const waitMs of [-1, 60_001]) {
        expect(await faultsOf({ id, patch: { name: 'Fiord' }, waitMs })).toMatchObject([
          { field: ['waitMs'], code: 'INVALID' },
        ]);
      }
      expect(await graph.data(`{ customer(id: "${id}") { name version } }`)).toEqual({
        customer: { name: 'Fjord AS', version: 0 },
      });
    }));
});

test('a project is made for its customer and led by its manager', () =>
  withGraph(async (graph) => {
    const customerId = await addCanonical(graph, 'Customer', { name: 'Fjord AS' });
    const managerId = await addCanonical(graph, 'Employee', { firstName: 'Kari' });
    const mutation = `
      mutation ($input: CreateProjectInput!) {
        createProject(input: $input) {
          project {
            id name startDate syncState
            customer { name projects { totalCount } }
            manager { firstName }
            tidsbankenProsjekt { id }
          }
          writes { system entityType status }
          userErrors { field code message }
        }
      }
    `;
    const values = { name: 'Quay', startDate: '2026-11-20', customerId, managerId };
    expect(await graph.data(mutation, { input: { values, waitMs: 0 } })).toMatchObject({
      createProject: {
        project: {
          ...{ name: 'Quay', startDate: '2026-11-20', syncState: 'PENDING', tidsbankenProsjekt: null },
          ...{ customer: { name: 'Fjord AS', projects: { totalCount: 1 } }, manager: { firstName: 'Kari' } },
        },
        writes: [{ system: 'TIDSBANKEN', entityType: 'Prosjekt', status: 'PENDING' }],
        userErrors: [],
      },
    });
  }));

test('a later change in the same request shows its own outcome', () =>
  withGraph(async (graph) => {
    const id = await addCanonical(graph, 'Customer', { name: 'Fjord AS' });
    const change = (name: string): string =>
      `updateCustomer(input: { id: "${id}", patch: { name: "${name}" }, waitMs: 0 }) { customer { name version history { totalCount } } }`;
    expect(await graph.data(`mutation { one: ${change('Fiord')} two: ${change('Fiordo')} }`)).toEqual({
      one: { customer: { name: 'Fiord', version: 1, history: { totalCount: 1 } } },
      two: { customer: { name: 'Fiordo', version: 2, history: { totalCount: 2 } } },
    });
  }));
