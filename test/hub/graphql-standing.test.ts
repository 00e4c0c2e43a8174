import {
  addCanonical,
  addConflict,
  addFjord,
  addRecord,
  addWrite,
  at,
  merge,
  withGraph,
  type Graph,
} from './graphql-support.js';

async function stateOf(graph: Graph, id: string): Promise<unknown> {
  const { customer } = await graph.data<{ customer: { syncState: string } }>(`{ customer(id: "${id}") { syncState } }`);
  return customer.syncState;
}

test('the sync state is what most needs looking at', () =>
  withGraph(async (graph) => {
    const { id, kunde, customer } = await addFjord(graph);
    expect(await stateOf(graph, id)).toBe('IN_SYNC');
    await addWrite(graph, id, kunde.linkId, 'REFUSED');
    expect(await stateOf(graph, id)).toBe('IN_SYNC');
    await addWrite(graph, id, kunde.linkId, 'IN_DOUBT');
    expect(await stateOf(graph, id)).toBe('PENDING');
    const other = await addCanonical(graph, 'Customer', { name: 'Fjord' });
    const { recordId } = await addRecord(graph, other, ['powerofficego', 'Customers', '1']);
    expect(await stateOf(graph, other)).toBe('IN_SYNC');
    await graph.sql(
      `insert into match_candidate (dataflow_id, rule, left_record_id, right_record_id, reason)
       values ('tidsbanken.Kunde-powerofficego.Customers', 0, $1, $2, 'SEVERAL')`,
      [customer.recordId, recordId],
    );
    expect([await stateOf(graph, id), await stateOf(graph, other)]).toEqual(['REVIEW', 'REVIEW']);
    await addConflict(graph, id, null, 'DECIDED');
    expect(await stateOf(graph, id)).toBe('REVIEW');
    await addConflict(graph, id, null, 'OPEN');
    expect(await stateOf(graph, id)).toBe('CONFLICT');
    await graph.sql(`update canonical_record set frozen = '{organizationNumber}' where id = $1`, [id]);
    expect(await stateOf(graph, id)).toBe('FROZEN');
    await graph.sql('update canonical_record set due_at = now() where id = $1', [other]);
    await graph.sql(`update match_candidate set status = 'REJECTED'`);
    expect(await stateOf(graph, other)).toBe('PENDING');
  }));

test('every value tells where it came from, by which edit, a merged reference as its survivor', () =>
  withGraph(async (graph) => {
    const { id: customer } = await addFjord(graph);
    const old = await addCanonical(graph, 'Customer', { name: 'Fjord' });
    await merge(graph, old, customer);
    const id = await addCanonical(graph, 'Project', { name: 'Quay', customer: old, endDate: null });
    const { linkId } = await addRecord(graph, id, ['custom-pms', 'Project', 'p1']);
    const until = Date.parse(at);
    const fromPms = { linkId, slot: 'custom-pms.Project', after: 0, until };
    const fromPerson = { linkId: null, slot: null, after: until, until };
    const provenance = { customer: fromPerson, name: fromPms, endDate: fromPms };
    await graph.sql('update canonical_record set provenance = $2 where id = $1', [id, JSON.stringify(provenance)]);
    for (const [index, name] of ['"Pier"', '"Quay"'].entries()) {
      await graph.sql(
        `insert into edit (canonical_id, field, after, link_id, rule, version) values ($1, 'name', $2, $3, 'edit', $4)`,
        [id, name, linkId, index + 1],
      );
    }
    const fields = 'field value system entityType externalId observedAt editId';
    const pms = { system: 'CUSTOM_PMS', entityType: 'Project', externalId: 'p1', observedAt: at };
    const person = { system: null, entityType: null, externalId: null, observedAt: at };
    expect(await graph.data(`{ project(id: "${id}") { provenance { ${fields} } } }`)).toEqual({
      project: {
        provenance: [
          { field: 'name', value: 'Quay', ...pms, editId: '2' },
          { field: 'endDate', value: null, ...pms, editId: null },
          { field: 'customer', value: customer, ...person, editId: null },
        ],
      },
    });
  }));

test('the history shows every edit, the latest first, also of records merged in', () =>
  withGraph(async (graph) => {
    const { id, kunde } = await addFjord(graph);
    const loser = await addCanonical(graph, 'Customer', { name: 'Fjord' });
    await merge(graph, loser, id);
    const edits: [string, string | null, string, string | null][] = [
      [loser, null, '"Fjord"', null],
      [id, null, '"Fiord"', kunde.linkId],
      [id, '"Fiord"', '"Fjord AS"', null],
    ];
    for (const [index, [canonicalId, before, after, linkId]] of edits.entries()) {
      await graph.sql(
        `insert into edit (canonical_id, field, before, after, link_id, rule, made_at, version)
         values ($1, 'name', $2, $3, $4, 'edit', $5, $6)`,
        [canonicalId, before, after, linkId, at, index + 1],
      );
    }
    const query = `
      query ($id: ID!, $after: String) {
        customer(id: $id) {
          history(first: 2, after: $after) {
            totalCount
            edges { node { id field before after system externalId rule madeAt } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    `;
    interface History {
      readonly customer: { readonly history: { readonly pageInfo: { readonly endCursor: string } } };
    }
    const person = { field: 'name', system: null, externalId: null, rule: 'edit', madeAt: at };
    const first = await graph.data<History>(query, { id });
    expect(first.customer.history).toMatchObject({
      totalCount: 3,
      edges: [
        { node: { ...person, id: '3', before: 'Fiord', after: 'Fjord AS' } },
        { node: { ...person, id: '2', before: null, after: 'Fiord', system: 'TIDSBANKEN', externalId: '7' } },
      ],
      pageInfo: { hasNextPage: true },
    });
    const rest = await graph.data<History>(query, { id, after: first.customer.history.pageInfo.endCursor });
    expect(rest.customer.history).toMatchObject({
      edges: [{ node: { ...person, id: '1', before: null, after: 'Fjord' } }],
      pageInfo: { hasNextPage: false },
    });
  }));
