import { jest } from '@jest/globals';
import { auditBooks } from '../../subgraphs/hub/jobs/audit.js';
import { audit } from '../../subgraphs/hub/store/audit.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub } from '../support/hub.js';
import { addCanonical, addRecord, merge, withGraph, type Graph } from './graphql-support.js';

jest.setTimeout(180_000);

const none = { violations: 0, canonicalIds: [] };
const nothing = { edits: none, tombstones: none, bases: none, rest: none };

async function addEdit(graph: Graph, id: string, field: string, version: number, after: unknown): Promise<void> {
  await graph.sql('insert into edit (canonical_id, field, version, after, rule) values ($1, $2, $3, $4, $5)', [
    ...[id, field, version, JSON.stringify(after), 'latest'],
  ]);
}

test('the books of a company that was synced add up, also those of records that refer to what was merged', () =>
  withSyncedHub(async ({ context }) => {
    const [{ count = 0 } = {}] = await rows<{ count: number }>(context.db, 'select count(*)::int as count from edit');
    expect(count).toBeGreaterThan(500);
    expect(await audit(context, 100_000)).toEqual(nothing);
  }));

test('the books are audited every night, by the workers', () =>
  withSyncedHub(async ({ context }) => {
    expect(await rows(context.db, `select cron from jobs.schedule where name = 'audit'`)).toEqual([
      { cron: '30 2 * * *' },
    ]);
    expect(await rows(context.db, 'select records from audit')).toEqual([]);
    await rows(context.db, `insert into jobs.job (name, policy) values ('audit', 'exclusive')`);
    const all = await rows(
      context.db,
      'select count(*)::int as records from canonical_record where merged_into is null',
    );
    await eventually(async () => expect(await rows(context.db, 'select records from audit')).toEqual(all));
  }));

test('an audit finds a value that no edit made, an edit that nothing holds, and a record where none may be', () =>
  withGraph(async (graph) => {
    const { context } = graph.hub;
    const fine = await addCanonical(graph, 'Customer', { name: 'Fjord', email: null });
    await addEdit(graph, fine, 'name', 2, 'Fjord');
    await addEdit(graph, fine, 'name', 1, 'Fj');
    await addEdit(graph, fine, 'phone', 3, null);
    expect(await audit(context, 100)).toEqual(nothing);

    const unmade = await addCanonical(graph, 'Customer', { name: 'Fjell' });
    const unheld = await addCanonical(graph, 'Customer', {});
    await addEdit(graph, unheld, 'name', 1, 'Vidde');
    const barred = await addCanonical(graph, 'Customer', {});
    await addRecord(graph, barred, ['crmoffice', 'Accounts', '1']);
    await graph.sql(`insert into tombstone (canonical_id, system, entity_type) values ($1, 'crmoffice', 'Accounts')`, [
      barred,
    ]);
    expect(await audit(context, 100)).toEqual({
      ...nothing,
      edits: { violations: 2, canonicalIds: [unmade, unheld] },
      tombstones: { violations: 1, canonicalIds: [barred] },
    });
  }));

test('a reference to what was merged since is no fault; one to something else is', () =>
  withGraph(async (graph) => {
    const [old, survivor, other] = [
      await addCanonical(graph, 'Employee', {}),
      await addCanonical(graph, 'Employee', {}),
      await addCanonical(graph, 'Employee', {}),
    ];
    const right = await addCanonical(graph, 'Project', { manager: survivor });
    const wrong = await addCanonical(graph, 'Project', { manager: other });
    for (const id of [right, wrong]) await addEdit(graph, id, 'manager', 1, old);
    await merge(graph, old, survivor);
    const { edits } = await audit(graph.hub.context, 100);
    expect(edits).toEqual({ violations: 1, canonicalIds: [wrong] });
  }));

test('a company too large for one night is gone through in several, and then anew', () =>
  withGraph(async (graph) => {
    const { context } = graph.hub;
    for (const name of ['A', 'B', 'C', 'D', 'E']) await addCanonical(graph, 'Customer', { name });
    const nights: number[] = [];
    for (let night = 0; night < 4; night += 1) nights.push((await audit(context, 3)).edits.violations);
    expect(nights).toEqual([3, 2, 3, 2]);
  }));

test('what an audit finds is told of without a value, by how much there is of it', () =>
  withGraph(async (graph) => {
    const told: string[] = [];
    const logFault = (message: string, error: unknown): void => void told.push(`${message} ${String(error)}`);
    await addCanonical(graph, 'Customer', { name: 'Fjord' });
    await auditBooks({ ...graph.hub.context, logFault });
    expect(told).toEqual([
      'The audit found canonical records whose edits do not add up to their values. RangeError: 1 of them',
    ]);
  }));

/** A customer of the PMS and the webshop, who demands nothing elsewhere and is at rest: each agreed to what the canonical record says, in its own form. */
async function addAgreed(graph: Graph, name: string, bases: Record<string, object>): Promise<string> {
  const id = await addCanonical(graph, 'Customer', { name });
  await addEdit(graph, id, 'name', 1, name);
  const records = [
    await addRecord(graph, id, ['custom-pms', 'Customer', name], { name }),
    await addRecord(graph, id, ['custom-webshop', 'Customer', name], { name }),
  ];
  for (const { linkId } of records)
    await graph.sql(`update link set bases = $2 where id = $1`, [
      linkId,
      JSON.stringify({ name: { c: name, m: name } }),
    ]);
  await graph.sql('update link set bases = bases || $2 where id = $1', [records[1]?.linkId, JSON.stringify(bases)]);
  return id;
}

test('an audit finds a base that is no image of the other half; one that is pending, or left so by a person, is none', () =>
  withGraph(async (graph) => {
    const { context } = graph.hub;
    await addAgreed(graph, 'Fjord', {});
    await addAgreed(graph, 'Fjell', { phone: { c: '22334455', m: '55443322', pending: true } });
    await addAgreed(graph, 'Vidde', { phone: { c: '22334455', m: '55443322', apart: true } });
    await addAgreed(graph, 'Vik', { phone: { c: '22334455', m: '+47 22 33 44 55' }, email: { m: 'vik@vik.test' } });
    expect((await audit(context, 100)).bases).toEqual(none);

    const dishonest = await addAgreed(graph, 'Nes', { phone: { c: '22334455', m: '55443322' } });
    expect((await audit(context, 100)).bases).toEqual({ violations: 1, canonicalIds: [dishonest] });
  }));

test('an audit finds a record at rest that would be written if it were looked at, and writes nothing itself', () =>
  withGraph(async (graph) => {
    const { context } = graph.hub;
    await addAgreed(graph, 'Fjord', {});
    const stale = await addAgreed(graph, 'Fjell', {});
    await graph.sql(`update canonical_record set fields = '{"name": "Fjell AS"}' where id = $1`, [stale]);
    await addEdit(graph, stale, 'name', 2, 'Fjell AS');
    const found = await audit(context, 100);
    expect(found).toEqual({ ...nothing, rest: { violations: 1, canonicalIds: [stale] } });
    expect(await graph.sql('select from write')).toEqual([]);

    await graph.sql('update canonical_record set due_at = now() where id = $1', [stale]);
    expect(await audit(context, 100)).toEqual(nothing);
    await graph.sql(`update canonical_record set due_at = null`);
    await graph.sql(`update record set digest = decode(repeat('00', 33), 'hex') where external_id = 'Fjell'`);
    expect(await audit(context, 100)).toEqual(nothing);
  }));
