import { randomUUID } from 'node:crypto';
import { addCanonical, addRecord, merge, withGraph } from './graphql-support.js';

interface CustomersPage {
  readonly customers: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly cursor: string;
      readonly node: { readonly id: string; readonly name: string };
    }[];
    readonly pageInfo: object;
  };
}

const page = `
  query ($first: Int, $after: String, $last: Int, $before: String) {
    customers(first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges { cursor node { id name } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

const namesOf = ({ customers }: CustomersPage): string[] => customers.edges.map(({ node }) => node.name);

describe('a list', () => {
  test('shows every record once, page by page, whatever is written meanwhile', () =>
    withGraph(async (graph) => {
      const ids = [];
      for (const name of ['A', 'B', 'C', 'D']) ids.push(await addCanonical(graph, 'Customer', { name }));
      const first = await graph.data<CustomersPage>(page, { first: 2 });
      expect(first.customers).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
      await merge(graph, ids[0] ?? '', ids[3] ?? '');
      await addCanonical(graph, 'Customer', { name: 'E' });
      const after = first.customers.edges.at(-1)?.cursor;
      const rest = await graph.data<CustomersPage>(page, { first: 10, after });
      expect([...namesOf(first), ...namesOf(rest)]).toEqual(['A', 'B', 'C', 'D', 'E']);
      expect(rest.customers.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    }));

  test('is read from its end, too', () =>
    withGraph(async (graph) => {
      for (const name of ['A', 'B', 'C']) await addCanonical(graph, 'Customer', { name });
      const last = await graph.data<CustomersPage>(page, { last: 2 });
      expect(namesOf(last)).toEqual(['B', 'C']);
      expect(last.customers.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const rest = await graph.data<CustomersPage>(page, { last: 2, before: last.customers.edges[0]?.cursor });
      expect(namesOf(rest)).toEqual(['A']);
      expect(rest.customers.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    }));

  test.each([
    [{ first: 0 }, 'first must be from 1 to 500'],
    [{ first: 501 }, 'first must be from 1 to 500'],
    [{ last: 0 }, 'last must be from 1 to 500'],
    [{ after: 'Fjord' }, 'after is not a cursor of this list in this order'],
    [{ after: Buffer.from(randomUUID()).toString('base64url') }, 'after is not a cursor of this list in this order'],
  ])('refuses the window %j', (variables, message) =>
    withGraph(async (graph) => {
      const { errors } = await graph.ask(page, variables);
      expect(errors).toMatchObject([{ message, extensions: { code: 'REJECTED' } }]);
    }),
  );
});

test('a page costs the same number of statements, however many records are on it', () =>
  withGraph(async (graph) => {
    for (let number = 1; number <= 30; number += 1) {
      const id = await addCanonical(graph, 'Customer', { name: `Customer ${number}` });
      const { linkId } = await addRecord(graph, id, ['tidsbanken', 'Kunde', String(number)]);
      await addRecord(graph, id, ['custom-pms', 'Customer', String(number)]);
      const made = { name: { linkId, slot: 'tidsbanken.Kunde', after: 0, until: 0 } };
      await graph.sql('update canonical_record set provenance = $2 where id = $1', [id, JSON.stringify(made)]);
      const manager = await addCanonical(graph, 'Employee', { firstName: 'Kari' });
      await addCanonical(graph, 'Project', { name: 'Quay', customer: id, manager });
    }
    const query = `
      query ($first: Int) {
        customers(first: $first) {
          totalCount
          edges {
            node {
              name syncState
              links { externalId record { values } canonicalRecord { id } }
              provenance { field system editId }
              conflicts { id }
              history(first: 2) { totalCount edges { node { id } } }
              tidsbankenKunde { id customer { id } link { id } }
              customPmsCustomer { id }
              projects(first: 2) {
                totalCount
                edges { node { name manager { firstName managedProjects(first: 1) { totalCount } } } }
              }
            }
          }
        }
      }
    `;
    const usual = `{
      customers(first: 100, orderBy: [{ field: NAME }]) {
        edges {
          node {
            name
            ${['tidsbankenKunde', 'customerpCustomer', 'customPmsCustomer'].map((field) => `${field} { id }`).join(' ')}
            ${['customWebshopCustomer', 'powerofficegoCustomer'].map((field) => `${field} { id }`).join(' ')}
            links { system externalId origin rule state record { observedAt } }
            provenance { field value system externalId observedAt }
            projects { edges { node { name manager { firstName crmofficeContact { id } } } } }
          }
        }
      }
    }`;
    const asked = await graph.statements(() => graph.data(usual));
    expect(asked.length).toBeLessThanOrEqual(10);
    const few = await graph.statements(() => graph.data(query, { first: 2 }));
    const many = await graph.statements(() => graph.data(query, { first: 30 }));
    expect(many.length).toBe(few.length);
    expect(many.length).toBeLessThanOrEqual(19);
  }));
