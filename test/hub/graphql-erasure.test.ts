import { addCanonical, addRecord, merge, withGraph, type Graph } from './graphql-support.js';

const erasing = `
  mutation ($input: EraseCanonicalRecordInput!) {
    eraseCanonicalRecord(input: $input) {
      erased { canonicalRecords fields records edits conflicts writes }
      standing { system entityType externalId }
      alike { id }
      userErrors { field code }
    }
  }
`;

async function erase(graph: Graph, id: string, dryRun = false): Promise<unknown> {
  const { eraseCanonicalRecord } = await graph.data<{ eraseCanonicalRecord: unknown }>(erasing, {
    input: { id, dryRun },
  });
  return eraseCanonicalRecord;
}

/** Has records bear the same employee number. */
const numbered = (graph: Graph, ...recordIds: string[]) =>
  graph.sql(
    `insert into match_key (record_id, name, side, digest)
     select id, '=employeeNumber', 'IDENTITY', 'x' from unnest($1::bigint[]) as record (id)`,
    [recordIds],
  );

test('an erasure tells what it takes, where the records stand, and who bears the same number; a dry run takes nothing', () =>
  withGraph(async (graph) => {
    const id = await addCanonical(graph, 'Employee', { firstName: 'Kari', lastName: 'Dal' });
    const loser = await addCanonical(graph, 'Employee', { firstName: 'Kari' });
    await merge(graph, loser, id);
    const other = await addCanonical(graph, 'Employee', { firstName: 'Kari' });
    const ansatt = await addRecord(graph, id, ['tidsbanken', 'Ansatt', '7'], { Fornavn: 'Kari' });
    const gone = await addRecord(graph, id, ['customerp', 'Employee', 'e7'], { firstName: 'Kari' });
    const theirs = await addRecord(graph, other, ['powerofficego', 'Employees', '70'], { FirstName: 'Kari' });
    await graph.sql('update record set gone_at = now() where id = $1', [gone.recordId]);
    await numbered(graph, ansatt.recordId, theirs.recordId);

    const told = {
      erased: { canonicalRecords: 2, fields: 3, records: 2, edits: 0, conflicts: 0, writes: 0 },
      standing: [{ system: 'TIDSBANKEN', entityType: 'Ansatt', externalId: '7' }],
      alike: [{ id: other }],
      userErrors: [],
    };
    expect(await erase(graph, loser, true)).toEqual(told);
    expect(await graph.sql(`select from record where wire <> '{}'`)).toHaveLength(3);
    expect(await erase(graph, loser)).toEqual(told);
    expect(await graph.sql(`select external_id as id from record where wire <> '{}'`)).toEqual([{ id: '70' }]);
    const nothing = { canonicalRecords: 0, fields: 0, records: 0, edits: 0, conflicts: 0, writes: 0 };
    expect(await erase(graph, id)).toEqual({ ...told, erased: nothing });
    expect(await graph.data('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
    expect(
      await graph.data(
        `mutation { liftErasure(input: { id: "${id}" }) { records { externalId } userErrors { code } } }`,
      ),
    ).toEqual({
      liftErasure: { records: expect.arrayContaining([{ externalId: '7' }, { externalId: 'e7' }]), userErrors: [] },
    });
  }));

test('a record that a person took out before stays with whom it belongs to now', () =>
  withGraph(async (graph) => {
    const [id, other] = [await addCanonical(graph, 'Employee', {}), await addCanonical(graph, 'Employee', {})];
    await addRecord(graph, id, ['tidsbanken', 'Ansatt', '7'], { Fornavn: 'Kari' });
    const { recordId } = await addRecord(graph, other, ['customerp', 'Employee', 'e8'], { firstName: 'Ola' });
    await graph.sql(
      `insert into link (id, canonical_id, system, entity_type, record_id, state, origin)
       values (gen_random_uuid(), $1, 'customerp', 'Employee', $2, 'UNLINKED', 'MATCHED')`,
      [id, recordId],
    );
    expect(await erase(graph, id)).toMatchObject({ erased: { records: 1 }, standing: [{ externalId: '7' }] });
    expect(await graph.sql(`select external_id as id from record where wire <> '{}'`)).toEqual([{ id: 'e8' }]);
  }));

test('what is not there is refused with the path of the input', () =>
  withGraph(async (graph) => {
    const refused = { erased: null, standing: [], alike: [], userErrors: [{ field: ['id'], code: 'NOT_FOUND' }] };
    expect(await erase(graph, 'nothing')).toEqual(refused);
    const id = await addCanonical(graph, 'Employee', {});
    expect(
      await graph.data(
        `mutation { liftErasure(input: { id: "${id}" }) { records { externalId } userErrors { code } } }`,
      ),
    ).toEqual({
      liftErasure: { records: [], userErrors: [{ code: 'NOT_FOUND' }] },
    });
  }));
