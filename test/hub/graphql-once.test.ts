import { randomUUID } from 'node:crypto';
import { addCanonical, addRecord, withGraph, withLiveGraph } from './graphql-support.js';

const create = `
  mutation ($input: CreateCustomerInput!) {
    createCustomer(input: $input) { customer { id } writes { system } userErrors { field code } }
  }
`;

interface Made {
  readonly createCustomer: { readonly customer: { readonly id: string }; readonly userErrors: readonly object[] };
}

test('what is asked for twice under one key is made once, and something else under it is refused', () =>
  withLiveGraph(async (graph) => {
    const asked = (name: string) =>
      graph.data<Made>(create, {
        input: { values: { name, email: 'post@nokkel.test' }, idempotencyKey: 'order 17', waitMs: 0 },
      });
    const [first, again] = [await asked('Nøkkel AS'), await asked('Nøkkel AS')];
    expect(again.createCustomer.customer.id).toBe(first.createCustomer.customer.id);
    const found = await graph.sql(`select id from canonical_record where fields ->> 'name' = 'Nøkkel AS'`);
    expect(found).toHaveLength(1);
    const other = await asked('Lås AS');
    expect(other.createCustomer).toMatchObject({
      ...{ customer: null, writes: [] },
      userErrors: [{ field: ['idempotencyKey'], code: 'CONFLICT' }],
    });
  }));

test('canonical records are merged by hand, and what cannot be one is refused', () =>
  withGraph(async (graph) => {
    const [kept, gone, other] = [
      await addCanonical(graph, 'Customer', { name: 'Kept' }),
      await addCanonical(graph, 'Customer', { name: 'Gone' }),
      await addCanonical(graph, 'Customer', { name: 'Other' }),
    ];
    const employee = await addCanonical(graph, 'Employee', { lastName: 'Nes' });
    await addRecord(graph, kept, ['tidsbanken', 'Kunde', '1'], { Navn: 'Kept' });
    await addRecord(graph, gone, ['custom-pms', 'Customer', '2'], { name: 'Gone' });
    await addRecord(graph, other, ['tidsbanken', 'Kunde', '3'], { Navn: 'Other' });
    const merge = async (mergedIds: string[]) =>
      (
        await graph.data<{ mergeCanonicalRecords: object }>(
          `mutation ($input: MergeCanonicalRecordsInput!) { mergeCanonicalRecords(input: $input) {
             canonicalRecord { id } links { system } userErrors { field code } } }`,
          { input: { survivorId: kept, mergedIds, waitMs: 0 } },
        )
      ).mergeCanonicalRecords;
    expect(await merge([])).toMatchObject({ userErrors: [{ field: ['mergedIds'], code: 'REQUIRED' }] });
    expect(await merge([employee, randomUUID()])).toMatchObject({
      userErrors: [
        { field: ['mergedIds', '0'], code: 'INVALID' },
        { field: ['mergedIds', '1'], code: 'NOT_FOUND' },
      ],
    });
    expect(await merge([gone, other])).toMatchObject({ userErrors: [{ field: ['mergedIds'], code: 'CONFLICT' }] });
    const links = [{ system: 'TIDSBANKEN' }, { system: 'CUSTOM_PMS' }];
    expect(await merge([gone])).toEqual({
      ...{ canonicalRecord: { id: kept }, userErrors: [] },
      links: expect.arrayContaining(links) as unknown,
    });
    const found = await graph.data('query ($id: ID!) { customer(id: $id) { id name } }', { id: gone });
    expect(found).toEqual({ customer: { id: kept, name: 'Kept' } });
  }));
