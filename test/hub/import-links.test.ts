import { addCanonical, addRecord, withGraph, type Graph } from './graphql-support.js';

const columns = {
  left: { system: 'TIDSBANKEN', entityType: 'Kunde' },
  right: { system: 'CUSTOM_PMS', entityType: 'Customer' },
};

interface Preview {
  readonly lines: readonly { readonly line: number; readonly verdict: string; readonly message: string | null }[];
  readonly hash: string | null;
  readonly userErrors: readonly object[];
}

async function preview(graph: Graph, csv: string, more: object = {}): Promise<Preview> {
  const query = `
    query ($input: LinkImportInput!) {
      linkImport(input: $input) { lines { line left right verdict message } hash userErrors { field code message } }
    }
  `;
  return (await graph.data<{ linkImport: Preview }>(query, { input: { ...columns, csv, ...more } })).linkImport;
}

async function importing(graph: Graph, csv: string, hash: string | null): Promise<unknown> {
  const mutation = `
    mutation ($input: ImportLinksInput!) { importLinks(input: $input) { linked userErrors { field code message } } }
  `;
  return (await graph.data<{ importLinks: unknown }>(mutation, { input: { ...columns, csv, hash } })).importLinks;
}

/** Three Kunder 1 to 3 and three Customers c1 to c3, each alone, and a fourth of each that are linked. */
async function addLoose(graph: Graph): Promise<void> {
  for (const id of ['1', '2', '3']) {
    const kunde = await addCanonical(graph, 'Customer', { name: `Kunde ${id}` });
    await addRecord(graph, kunde, ['tidsbanken', 'Kunde', id], { Id: Number(id), Navn: `Kunde ${id}` });
    const customer = await addCanonical(graph, 'Customer', { name: `Customer ${id}` });
    await addRecord(graph, customer, ['custom-pms', 'Customer', `c${id}`], { name: `Customer ${id}` });
  }
  const both = await addCanonical(graph, 'Customer', { name: 'Both' });
  await addRecord(graph, both, ['tidsbanken', 'Kunde', '4'], { Id: 4 });
  await addRecord(graph, both, ['custom-pms', 'Customer', 'c4'], {});
}

const linkedRecords = (graph: Graph): Promise<unknown[]> =>
  graph.sql(
    `select record.external_id as "left", other.external_id as "right" from link
     join record on record.id = link.record_id and record.system = 'tidsbanken'
     join link pms on pms.canonical_id = link.canonical_id and pms.state = 'ACTIVE'
     join record other on other.id = pms.record_id and other.system = 'custom-pms'
     where link.state = 'ACTIVE' order by 1`,
  );

test('links of a file are shown first and then made, all of them in one go', () =>
  withGraph(async (graph) => {
    await addLoose(graph);
    const csv = '1,c1\r\n\r\n 2 , "c2"\r\n4,c4\r\n';
    const { lines, hash, userErrors } = await preview(graph, csv);
    expect(userErrors).toEqual([]);
    expect(lines).toEqual([
      { line: 1, left: '1', right: 'c1', verdict: 'LINK', message: null },
      { line: 3, left: '2', right: 'c2', verdict: 'LINK', message: null },
      { line: 4, left: '4', right: 'c4', verdict: 'LINKED_ALREADY', message: null },
    ]);
    expect(await linkedRecords(graph)).toEqual([{ left: '4', right: 'c4' }]);
    expect(await importing(graph, csv, hash)).toEqual({ linked: 2, userErrors: [] });
    const made = ['1', '2', '4'].map((id) => ({ left: id, right: `c${id}` }));
    expect(await linkedRecords(graph)).toEqual(made);
    expect(await graph.sql(`select distinct origin, rule from link where rule is not null`)).toEqual([
      { origin: 'MANUAL', rule: 'import' },
    ]);
  }));

test('a line that cannot be is refused with its reason, and then nothing of the file is done', () =>
  withGraph(async (graph) => {
    await addLoose(graph);
    const csv = 'Kunde,Customer\n1,c1\n9,c2\n2,c9\n3,c4\n1,c3\n';
    const { lines, hash } = await preview(graph, csv, { hasHeader: true });
    expect(lines.map(({ line, verdict, message }) => `${line} ${verdict} ${message ?? ''}`)).toEqual([
      '2 LINK ',
      '3 REFUSED The hub knows no such record on the left.',
      '4 REFUSED The hub knows no such record on the right.',
      '5 REFUSED Both sides have a record of tidsbanken.Kunde already: unlink one first.',
      '6 REFUSED An earlier line has one of the two already.',
    ]);
    const input = { ...columns, csv, hash, hasHeader: true };
    const mutation =
      'mutation ($input: ImportLinksInput!) { importLinks(input: $input) { linked userErrors { code } } }';
    expect(await graph.data(mutation, { input })).toEqual({
      importLinks: { linked: 0, userErrors: [{ code: 'INVALID' }] },
    });
    expect(await linkedRecords(graph)).toEqual([{ left: '4', right: 'c4' }]);
  }));

test('what has changed since it was shown is not done', () =>
  withGraph(async (graph) => {
    await addLoose(graph);
    const { hash } = await preview(graph, '1,c1\n2,c2\n');
    await graph.sql(`update record set gone_at = now() where external_id = 'c2'`);
    await graph.sql(
      `update link set state = 'GONE' where record_id = (select id from record where external_id = 'c2')`,
    );
    expect(await importing(graph, '1,c1\n2,c2\n', hash)).toMatchObject({
      linked: 0,
      userErrors: [{ field: ['hash'], code: 'CONFLICT' }],
    });
    expect(await linkedRecords(graph)).toEqual([{ left: '4', right: 'c4' }]);
  }));

test.each([['1;c1\n2;c2\n'], ['1\tc1\n2\tc2'], ['\ufeff1,c1\n2,c2']])('%j has two lines', (csv) =>
  withGraph(async (graph) => {
    await addLoose(graph);
    expect((await preview(graph, csv)).lines).toMatchObject([
      { line: 1, left: '1', right: 'c1', verdict: 'LINK' },
      { line: 2, left: '2', right: 'c2', verdict: 'LINK' },
    ]);
  }),
);

test.each([
  ['a line with one id', '1,c1\n2\n', 'Line 2 has not two ids.'],
  ['a quote that is not closed', '1,"c1\n', 'Line 1 is no CSV: CSV_QUOTE_NOT_CLOSED.'],
  ['too many lines', '1,c1\n'.repeat(5001), 'It has 5001 lines; 5000 are taken at a time.'],
])('a file with %s is refused as a whole', (_what, csv, message) =>
  withGraph(async (graph) => {
    expect(await preview(graph, csv)).toEqual({
      lines: [],
      hash: null,
      userErrors: [{ field: ['csv'], code: 'INVALID', message }],
    });
  }),
);

test('entity types that never hold the same thing are refused', () =>
  withGraph(async (graph) => {
    const right = { system: 'CUSTOM_PMS', entityType: 'Project' };
    expect((await preview(graph, '1,p1', { right })).userErrors).toMatchObject([{ field: ['right'], code: 'INVALID' }]);
    const left = { system: 'TIDSBANKEN', entityType: 'Kunder' };
    expect((await preview(graph, '1,p1', { left })).userErrors).toMatchObject([{ field: ['left'], code: 'NOT_FOUND' }]);
  }));
