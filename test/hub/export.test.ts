import { parse } from 'csv-parse/sync';
import { exportFile } from '../../subgraphs/hub/operations/export.js';
import { addCanonical, addFjord, withGraph, type Graph } from './graphql-support.js';

async function textOf(graph: Graph, name: string): Promise<string> {
  const file = exportFile(graph.hub, name);
  if (!file) throw new Error(`there is no ${name}`);
  let text = '';
  for await (const piece of file.pieces) text += piece;
  return text;
}

test('customers are exported as CSV that is read back as it was, with the ids of their records', () =>
  withGraph(async (graph) => {
    const { id } = await addFjord(graph);
    const name = 'Sild, "Torsk" & Ål\nAS';
    const other = await addCanonical(graph, 'Customer', { name, isActive: false, 'postalAddress.city': 'Ålesund' });
    const rows = parse(await textOf(graph, 'customers.csv'), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row['id'])).toEqual([id, other]);
    expect(rows[0]).toMatchObject({ name: 'Fjord AS', 'tidsbanken.Kunde': '7', 'custom-pms.Customer': 'c7' });
    expect(rows[1]).toMatchObject({ name, isActive: 'false', 'postalAddress.city': 'Ålesund', 'tidsbanken.Kunde': '' });
  }));

test('JSON lines have an object for each record, and every page of a long list', () =>
  withGraph(async (graph) => {
    await graph.sql(
      `insert into canonical_record (id, type, fields)
       select gen_random_uuid(), 'Employee', jsonb_build_object('firstName', 'Kari ' || n) from generate_series(1, 2500) n`,
    );
    const lines = (await textOf(graph, 'employees.jsonl')).trimEnd().split('\n');
    const names = lines.map((line) => (JSON.parse(line) as { fields: { firstName: string } }).fields.firstName);
    expect(names).toEqual(Array.from({ length: 2500 }, (_, index) => `Kari ${index + 1}`));
    expect(Object.keys((JSON.parse(lines[0] ?? '') as { fields: object }).fields)).not.toContain(
      'nationalIdentityNumber',
    );
  }));

test('links are exported with what they join and why', () =>
  withGraph(async (graph) => {
    const { id } = await addFjord(graph);
    const rows = parse(await textOf(graph, 'links.csv'), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({
      ...{ canonicalId: id, type: 'Customer', system: 'tidsbanken', entityType: 'Kunde', externalId: '7' },
      ...{ origin: 'FIRST', rule: '', state: 'ACTIVE', createdAt: '2026-11-20T08:00:00.000Z' },
    });
    const lines = (await textOf(graph, 'links.jsonl')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toHaveLength(2);
  }));

test('there is no file of anything else', () =>
  withGraph(async (graph) => {
    for (const name of ['writes.csv', 'customers.xml', 'customers', '../customers.csv', 'constructor.csv'])
      expect(exportFile(graph.hub, name)).toBeNull();
  }));
