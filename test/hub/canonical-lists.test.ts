import { learnWords } from '../../subgraphs/hub/store/vocabulary.js';
import { addCanonical, addRecord, withGraph, type Graph } from './graphql-support.js';

interface Named {
  readonly customers: {
    readonly edges: readonly { readonly node: { readonly name: string | null }; readonly cursor: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly totalCount: number;
  };
}

const listing = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: CustomerFilter, $orderBy: [CustomerOrder!], $search: String) {
  customers(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy, search: $search) {
    edges { cursor node { name } }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}`;

async function names(graph: Graph, variables: Record<string, unknown>): Promise<(string | null)[]> {
  const { customers } = await graph.data<Named>(listing, variables);
  expect(customers.totalCount).toBeGreaterThanOrEqual(customers.edges.length);
  return customers.edges.map(({ node }) => node.name);
}

const company = [
  { name: 'Ås Maskin AS', organizationNumber: '974 760 673', email: 'Post@Aas.example', isActive: true },
  { name: 'Tromsø Fisk AS', organizationNumber: '974760673', phone: '+47 77 61 00 00', isActive: false },
  { name: 'Ærlig Handel', 'postalAddress.city': 'Bergen', isActive: true },
  { name: 'Bergen Blomster', phone: '77610000', 'postalAddress.city': 'BERGEN' },
  { name: 'alfa data', email: 'post@alfa.example', 'postalAddress.city': 'Oslo' },
  { 'postalAddress.city': 'Oslo' },
];

async function withCompany(use: (graph: Graph, ids: string[]) => Promise<void>): Promise<void> {
  await withGraph(async (graph) => {
    const ids: string[] = [];
    for (const fields of company) ids.push(await addCanonical(graph, 'Customer', fields));
    await use(graph, ids);
  });
}

describe('a list of customers', () => {
  test('is ordered by the Norwegian alphabet, either way, whatever the case', async () => {
    await withCompany(async (graph) => {
      const alphabetical = [null, 'alfa data', 'Bergen Blomster', 'Tromsø Fisk AS', 'Ærlig Handel', 'Ås Maskin AS'];
      expect(await names(graph, { orderBy: [{ field: 'NAME' }] })).toEqual(alphabetical);
      expect(await names(graph, { orderBy: [{ field: 'NAME', direction: 'DESC' }] })).toEqual(
        alphabetical.toReversed(),
      );
      expect(await names(graph, { orderBy: [{ field: 'CREATED_AT', direction: 'DESC' }], first: 2 })).toEqual([
        null,
        'alfa data',
      ]);
    });
  });

  test('is gone through page by page in any order, each record once, forwards and backwards', async () => {
    await withCompany(async (graph) => {
      const orders = [
        [{ field: 'ORGANIZATION_NUMBER' }],
        [{ field: 'EMAIL', direction: 'DESC' }, { field: 'NAME' }],
        [{ field: 'UPDATED_AT', direction: 'DESC' }],
        [{ field: 'CREATED_AT', direction: 'DESC' }, { field: 'NAME' }],
        null,
      ];
      for (const orderBy of orders) {
        const whole = await names(graph, { orderBy });
        expect(whole).toHaveLength(company.length);
        for (const [way, from] of [
          ['first', 'after'],
          ['last', 'before'],
        ] as const) {
          const seen: (string | null)[][] = [];
          let cursor: string | null = null;
          for (;;) {
            const { customers }: Named = await graph.data<Named>(listing, { orderBy, [way]: 2, [from]: cursor });
            if (customers.edges.length === 0) break;
            const page = customers.edges.map(({ node }) => node.name);
            seen[way === 'first' ? 'push' : 'unshift'](page);
            cursor = (way === 'first' ? customers.edges.at(-1) : customers.edges[0])?.cursor ?? null;
          }
          expect(seen.flat()).toEqual(whole);
        }
      }
    });
  });

  test('keeps its place while records are made, change and go', async () => {
    await withCompany(async (graph, ids) => {
      const orderBy = [{ field: 'NAME' }];
      const { customers } = await graph.data<Named>(listing, { orderBy, first: 3 });
      await addCanonical(graph, 'Customer', { name: 'Abc' });
      await graph.sql(`update canonical_record set retired_at = now() where id = $1`, [ids[3]]);
      const after = customers.pageInfo.endCursor;
      expect(await names(graph, { orderBy, first: 3, after })).toEqual([
        'Tromsø Fisk AS',
        'Ærlig Handel',
        'Ås Maskin AS',
      ]);
    });
  });

  test('refuses the cursor of another order, and more orders than three', async () => {
    await withCompany(async (graph) => {
      const { customers } = await graph.data<Named>(listing, { orderBy: [{ field: 'NAME' }], first: 1 });
      const after = customers.pageInfo.endCursor;
      const { errors } = await graph.ask(listing, { orderBy: [{ field: 'EMAIL' }], after });
      expect(errors?.[0]?.message).toMatch('after is not a cursor of this list in this order');
      const many = ['NAME', 'EMAIL', 'UPDATED_AT', 'ORGANIZATION_NUMBER'].map((field) => ({ field }));
      expect((await graph.ask(listing, { orderBy: many })).errors?.[0]?.message).toMatch('more than 3');
    });
  });
});

const filters: readonly (readonly [what: string, filter: object, found: readonly (string | null)[]])[] = [
  ['a name as it is', { name: { equals: 'Ærlig Handel' } }, ['Ærlig Handel']],
  [
    'the beginning of a name, in any case, without Norwegian letters',
    { name: { startsWith: 'tromso' } },
    ['Tromsø Fisk AS'],
  ],
  ['a part of a name', { name: { contains: 'IS' } }, ['Tromsø Fisk AS']],
  ['a part that means something in SQL', { name: { contains: '%' } }, []],
  [
    'an organisation number however spaced',
    { organizationNumber: { equals: '974760 673' } },
    ['Ås Maskin AS', 'Tromsø Fisk AS'],
  ],
  ['an e-mail address in any case', { email: { equals: 'POST@AAS.EXAMPLE' } }, ['Ås Maskin AS']],
  [
    'a phone number with and without its country',
    { phone: { equals: '0047 77610000' } },
    ['Tromsø Fisk AS', 'Bergen Blomster'],
  ],
  ['one of several', { name: { in: ['alfa data', 'Bergen Blomster'] } }, ['Bergen Blomster', 'alfa data']],
  ['none of an empty choice', { name: { in: [] } }, []],
  ['what is empty', { name: { isEmpty: true } }, [null]],
  ['a yes', { isActive: true }, ['Ås Maskin AS', 'Ærlig Handel']],
  ['a no', { isActive: false }, ['Tromsø Fisk AS']],
  ['a member of a group', { postalAddress: { city: { equals: 'Bergen' } } }, ['Ærlig Handel']],
  ['both of two', { and: [{ isActive: true }, { email: { isEmpty: false } }] }, ['Ås Maskin AS']],
  ['either of two', { or: [{ isActive: false }, { name: { equals: 'alfa data' } }] }, ['Tromsø Fisk AS', 'alfa data']],
  ['neither', { not: { or: [{ isActive: true }, { isActive: false }] } }, ['Bergen Blomster', 'alfa data', null]],
  ['nothing at all', {}, company.map(({ name = null }) => name)],
];

describe('a filter', () => {
  test('finds records by their values', async () => {
    await withCompany(async (graph) => {
      for (const [what, filter, found] of filters)
        expect({ what, found: await names(graph, { filter }) }).toEqual({ what, found });
    });
  });

  test('finds records by the systems that have them, or have not', async () => {
    await withCompany(async (graph, [first = '', second = '']) => {
      await addRecord(graph, first, ['tidsbanken', 'Kunde', '1']);
      await addRecord(graph, first, ['custom-pms', 'Customer', '1']);
      await addRecord(graph, second, ['tidsbanken', 'Kunde', '2']);
      expect(await names(graph, { filter: { linkedIn: ['TIDSBANKEN'] } })).toEqual(['Ås Maskin AS', 'Tromsø Fisk AS']);
      expect(await names(graph, { filter: { linkedIn: ['TIDSBANKEN'], missingIn: ['CUSTOM_PMS'] } })).toEqual([
        'Tromsø Fisk AS',
      ]);
      await graph.sql(`update link set state = 'PAUSED' where canonical_id = $1`, [second]);
      expect(await names(graph, { filter: { linkState: ['PAUSED'] } })).toEqual(['Tromsø Fisk AS']);
    });
  });

  test('finds records by how they stand and by when they changed', async () => {
    await withCompany(async (graph, [first = '', second = '']) => {
      await graph.sql(`update canonical_record set frozen = '{email}' where id = $1`, [first]);
      await graph.sql(`update canonical_record set due_at = now(), updated_at = '2030-01-01' where id = $1`, [second]);
      expect(await names(graph, { filter: { syncState: ['FROZEN', 'PENDING'] } })).toEqual([
        'Ås Maskin AS',
        'Tromsø Fisk AS',
      ]);
      expect(await names(graph, { filter: { syncState: ['IN_SYNC'] } })).toHaveLength(company.length - 2);
      expect(await names(graph, { filter: { changedSince: '2029-12-31T00:00:00Z' } })).toEqual(['Tromsø Fisk AS']);
    });
  });

  test('finds projects by whom they are for, also under the id of one that was merged', async () => {
    await withGraph(async (graph) => {
      const kept = await addCanonical(graph, 'Customer', { name: 'Kept' });
      const gone = await addCanonical(graph, 'Customer', { name: 'Gone' });
      await graph.sql(`update canonical_record set merged_into = $1 where id = $2`, [kept, gone]);
      for (const [name, customer] of [
        ['One', kept],
        ['Two', gone],
        ['Three', null],
      ] as const)
        await addCanonical(graph, 'Project', { name, customer });
      const found = await graph.data(
        `query ($ids: [String!]) { projects(filter: { customer: { in: $ids } }) { edges { node { name } } } }`,
        { ids: [kept] },
      );
      expect(found).toEqual({ projects: { edges: [{ node: { name: 'One' } }, { node: { name: 'Two' } }] } });
    });
  });

  test('of more than a hundred conditions is refused', async () => {
    await withCompany(async (graph) => {
      const filter = { or: Array.from({ length: 101 }, () => ({ isActive: true })) };
      expect((await graph.ask(listing, { filter })).errors?.[0]?.message).toMatch('more than 100 conditions');
    });
  });
});

const searches: readonly (readonly [what: string, search: string, found: readonly (string | null)[]])[] = [
  ['a word', 'maskin', ['Ås Maskin AS']],
  ['words in any order, the last only begun', 'as mask', ['Ås Maskin AS']],
  ['Norwegian letters', 'ærlig', ['Ærlig Handel']],
  ['letters that a foreign keyboard has', 'tromso', ['Tromsø Fisk AS']],
  ['another form of a word', 'blomst', ['Bergen Blomster']],
  ['a number however it is spaced', '974760673', ['Ås Maskin AS', 'Tromsø Fisk AS']],
  ['a phone number', '77610000', ['Tromsø Fisk AS', 'Bergen Blomster']],
  ['an address', 'oslo', ['alfa data', null]],
  ['the beginning of an e-mail address', 'post@alfa', ['alfa data']],
  ['a name that is spelled wrongly', 'Blommster', ['Bergen Blomster']],
  ['nothing that is there', 'xyzzy', []],
  ['what means something to Postgres', `' & !(:*|<->)\\`, company.map(({ name = null }) => name)],
];

describe('a search', () => {
  test('finds records by words, and by likeness where no words are found', async () => {
    await withCompany(async (graph) => {
      await learnWords(graph.hub.context.db);
      for (const [what, search, found] of searches)
        expect({ what, found: await names(graph, { search }) }).toEqual({ what, found });
    });
  });

  test('goes together with a filter and an order, page by page, also by likeness', async () => {
    await withCompany(async (graph) => {
      const orderBy = [{ field: 'NAME', direction: 'DESC' }];
      expect(await names(graph, { search: 'as', orderBy })).toEqual(['Ås Maskin AS', 'Tromsø Fisk AS']);
      expect(await names(graph, { search: 'as', filter: { isActive: true } })).toEqual(['Ås Maskin AS']);
      await addCanonical(graph, 'Customer', { name: 'Blomsterbua' });
      await learnWords(graph.hub.context.db);
      const { customers } = await graph.data<Named>(listing, { search: 'Blommster', first: 1 });
      expect(customers.pageInfo.hasNextPage).toBe(true);
      const after = customers.pageInfo.endCursor;
      expect(await names(graph, { search: 'Blommster', first: 1, after })).toEqual(['Blomsterbua']);
    });
  });
});
