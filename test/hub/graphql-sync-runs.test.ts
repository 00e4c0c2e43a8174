import { connectors } from '../../subgraphs/registry.js';
import { withGraph } from './graphql-support.js';

const start = `
  mutation ($input: StartSyncInput!) {
    startSync(input: $input) {
      run { id mode status dataflows progress read failed fault createdAt startedAt finishedAt }
      userErrors { field code message }
    }
  }
`;

interface Started {
  readonly startSync: { readonly run: { readonly id: string } };
}

test('a sync is started for all dataflows or for some, to be done or to be planned, and found again', () =>
  withGraph(async (graph) => {
    const all = await graph.data<Started>(start, { input: {} });
    const waiting = {
      status: 'QUEUED',
      progress: 0,
      read: 0,
      failed: 0,
      fault: null,
      startedAt: null,
      finishedAt: null,
    };
    const { run } = all.startSync;
    expect(all).toMatchObject({ startSync: { run: { ...waiting, mode: 'APPLY', dataflows: null }, userErrors: [] } });
    const dataflows = ['tidsbanken.Kunde-custom-pms.Customer'];
    const some = await graph.data<Started>(start, { input: { dataflows, dryRun: true } });
    expect(some).toMatchObject({ startSync: { run: { ...waiting, mode: 'PLAN', dataflows }, userErrors: [] } });
    await graph.sql(
      `update sync_run set status = 'RUNNING', phase = 'Linking Customers', progress = 0.5, counters = '{"read": 3, "linked": 2}'
       where id = $1`,
      [run.id],
    );
    const query = `
      query ($id: ID!) {
        syncRun(id: $id) { status phase progress read linked created updated conflicts review failed }
        nobody: syncRun(id: "nobody") { id }
        syncRuns(first: 1) { totalCount edges { node { id } } pageInfo { hasNextPage } }
      }
    `;
    expect(await graph.data(query, { id: run.id })).toEqual({
      syncRun: {
        ...{ status: 'RUNNING', phase: 'Linking Customers', progress: 0.5, read: 3, linked: 2 },
        ...{ created: 0, updated: 0, conflicts: 0, review: 0, failed: 0 },
      },
      nobody: null,
      syncRuns: {
        totalCount: 2,
        edges: [{ node: { id: some.startSync.run.id } }],
        pageInfo: { hasNextPage: true },
      },
    });
  }));

test('no sync is started for a dataflow that is not there or whose system is switched off', () =>
  withGraph(
    async (graph) => {
      const dataflows = ['tidsbanken.Kunde-custom-pms.Customer', 'tidsbanken.Kunde-nowhere.Customer'];
      expect(await graph.data(start, { input: { dataflows } })).toEqual({
        startSync: {
          run: null,
          userErrors: [
            { field: ['dataflows', '0'], code: 'INVALID', message: 'One of its systems is switched off.' },
            { field: ['dataflows', '1'], code: 'NOT_FOUND', message: 'There is no dataflow with this id.' },
          ],
        },
      });
      expect(await graph.data('{ syncRuns { totalCount } }')).toEqual({ syncRuns: { totalCount: 0 } });
    },
    connectors.filter(({ system }) => system === 'tidsbanken'),
  ));

test('under one key one run is asked for, however often; another under it is refused', () =>
  withGraph(async (graph) => {
    const again = async (input: object): Promise<unknown> => (await graph.data<Started>(start, { input })).startSync;
    const one = await again({ idempotencyKey: 'night' });
    expect(one).toMatchObject({ run: { status: 'QUEUED' }, userErrors: [] });
    expect(await again({ idempotencyKey: 'night' })).toEqual(one);
    expect(await again({ idempotencyKey: 'night', dryRun: true })).toMatchObject({
      run: null,
      userErrors: [{ field: ['idempotencyKey'], code: 'CONFLICT' }],
    });
    expect(await again({ idempotencyKey: '' })).toMatchObject({ run: null, userErrors: [{ code: 'INVALID' }] });
    expect(await graph.sql('select 1 from sync_run')).toHaveLength(1);
  }));
