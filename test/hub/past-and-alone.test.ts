import { addCanonical, addRecord, withGraph, type Graph } from './graphql-support.js';

async function addEdit(
  graph: Graph,
  id: string,
  version: number,
  after: string | null,
  madeAt: string,
  linkId?: string,
) {
  await graph.sql(
    `insert into edit (canonical_id, field, after, rule, version, made_at, link_id) values ($1, 'name', $2::jsonb, 'edit', $3, $4, $5)`,
    [id, JSON.stringify(after), version, madeAt, linkId ?? null],
  );
}

const asOf = `query ($id: ID!, $at: DateTime) {
  customer(id: $id, at: $at) { id name version updatedAt provenance { field value system editId } }
}`;

describe('a customer at a time', () => {
  test('is what its edits had made of it by then, with where that came from', () =>
    withGraph(async (graph) => {
      const id = await addCanonical(graph, 'Customer', { name: 'Third' });
      const { linkId } = await addRecord(graph, id, ['tidsbanken', 'Kunde', '1']);
      await graph.sql(`update canonical_record set created_at = '2026-01-01', version = 3 where id = $1`, [id]);
      await addEdit(graph, id, 1, 'First', '2026-01-02T00:00:00Z', linkId);
      await addEdit(graph, id, 2, null, '2026-01-03T00:00:00Z');
      await addEdit(graph, id, 3, 'Third', '2026-01-04T00:00:00Z');
      const at = async (time: string | null) =>
        (await graph.data<{ customer: object }>(asOf, { id, at: time })).customer;
      expect(await at('2025-12-31T00:00:00Z')).toBeNull();
      expect(await at('2026-01-01T12:00:00Z')).toMatchObject({ name: null, version: 0, provenance: [] });
      expect(await at('2026-01-02T00:00:00Z')).toMatchObject({
        ...{ id, name: 'First', version: 1, updatedAt: '2026-01-02T00:00:00.000Z' },
        provenance: [{ field: 'name', value: 'First', system: 'TIDSBANKEN', editId: expect.any(String) as string }],
      });
      expect(await at('2026-01-03T12:00:00Z')).toMatchObject({ name: null, version: 2 });
      expect(await at(null)).toMatchObject({ name: 'Third', version: 3 });
    }));

  test('that was merged is itself before, and what it went into after', () =>
    withGraph(async (graph) => {
      const kept = await addCanonical(graph, 'Customer', { name: 'Kept' });
      const gone = await addCanonical(graph, 'Customer', { name: 'Gone' });
      await graph.sql(`update canonical_record set created_at = '2026-01-01'`);
      await graph.sql(`update canonical_record set merged_into = $1, updated_at = '2026-01-05' where id = $2`, [
        kept,
        gone,
      ]);
      await addEdit(graph, kept, 1, 'Kept', '2026-01-02T00:00:00Z');
      await addEdit(graph, gone, 1, 'Gone', '2026-01-02T00:00:00Z');
      const name = async (at: string) =>
        (await graph.data<{ customer: { name: string } }>(asOf, { id: gone, at })).customer.name;
      expect([await name('2026-01-03T00:00:00Z'), await name('2026-01-06T00:00:00Z')]).toEqual(['Gone', 'Kept']);
    }));
});

test('records are listed by system, and those that stand alone apart from those that are linked', () =>
  withGraph(async (graph) => {
    const both = await addCanonical(graph, 'Customer', { name: 'Both' });
    const alone = await addCanonical(graph, 'Customer', { name: 'Alone' });
    await addRecord(graph, both, ['tidsbanken', 'Kunde', '1']);
    await addRecord(graph, both, ['custom-pms', 'Customer', '2']);
    await addRecord(graph, alone, ['tidsbanken', 'Kunde', '3']);
    const query = `query ($filter: RecordFilter) { records(filter: $filter) { totalCount edges { node { externalId } } } }`;
    const found = async (filter: object | null) => {
      const { records } = await graph.data<{
        records: { totalCount: number; edges: { node: { externalId: string } }[] };
      }>(query, { filter });
      expect(records.totalCount).toBe(records.edges.length);
      return records.edges.map(({ node }) => node.externalId);
    };
    expect(await found(null)).toEqual(['1', '2', '3']);
    expect(await found({ system: 'TIDSBANKEN', entityType: 'Kunde' })).toEqual(['1', '3']);
    expect(await found({ system: 'TIDSBANKEN', linked: true })).toEqual(['1']);
    expect(await found({ linked: false })).toEqual(['3']);
  }));
