import { addCanonical, addRecord, addWrite, withGraph } from './graphql-support.js';

const flow = 'tidsbanken.Kunde-custom-pms.Customer';

interface Health {
  readonly lag: number | null;
  readonly drift: readonly string[];
}

test('a dataflow tells of both its ends: how far behind, what waits, what was refused, what drifts, what is linked', () =>
  withGraph(async (graph) => {
    const id = await addCanonical(graph, 'Customer', { name: 'Fjord' });
    const kunde = await addRecord(graph, id, ['tidsbanken', 'Kunde', '7']);
    const customer = await addRecord(graph, id, ['custom-pms', 'Customer', 'c7']);
    await addRecord(graph, await addCanonical(graph, 'Customer', { name: 'Alone' }), ['tidsbanken', 'Kunde', '8']);
    await addWrite(graph, id, kunde.linkId, 'PLANNED');
    await addWrite(graph, id, customer.linkId, 'REFUSED');
    await graph.sql(`insert into hint (system, entity_type, external_id) values ('custom-pms', 'Customer', 'c7')`);
    await graph.sql(
      `insert into match_candidate (dataflow_id, rule, left_record_id, right_record_id, reason) values ($1, 1, $2, $3, 'WEAK')`,
      [flow, kunde.recordId, customer.recordId],
    );
    await graph.sql(
      `insert into reading (system, entity_type, completed_at, last_full_at, drift) values
       ('tidsbanken', 'Kunde', now() - interval '90 seconds', '2026-11-20T08:00:00Z', null),
       ('custom-pms', 'Customer', now(), '2026-11-21T08:00:00Z', 'custom-pms sends no name with any Customer.')`,
    );
    const { dataflows } = await graph.data<{ dataflows: { id: string; linked: number; health: Health }[] }>(
      '{ dataflows { id linked health { lag lastFullReadAt backlog refusedWrites openMatches drift breaker quota { left } } } }',
    );
    const found = dataflows.find((each) => each.id === flow);
    expect(found).toMatchObject({
      linked: 1,
      health: {
        ...{ lastFullReadAt: '2026-11-20T08:00:00.000Z', backlog: 2, refusedWrites: 1, openMatches: 1 },
        drift: ['custom-pms sends no name with any Customer.'],
        ...{ breaker: 'CLOSED', quota: null },
      },
    });
    const accounting = dataflows.find((each) => each.id === 'tidsbanken.Kunde-powerofficego.Customers');
    expect(accounting).toMatchObject({ health: { breaker: 'CLOSED', quota: { left: 10 } } });
    expect(found?.health.lag).toBeGreaterThanOrEqual(90);
    const other = dataflows.find((each) => each.id === 'tidsbanken.Kunde-custom-webshop.Customer');
    expect(other).toMatchObject({
      ...{ linked: 0, health: { lag: null, lastFullReadAt: null, backlog: 1, openMatches: 0, drift: [] } },
    });
  }));

test('the health of all thirteen dataflows is one statement, and the counts of what they link another', () =>
  withGraph(async (graph) => {
    const statements = await graph.statements(() => graph.data('{ dataflows { linked health { lag } } }'));
    expect(statements.filter((text) => text.includes('with flow'))).toHaveLength(2);
    expect(statements.length).toBeLessThanOrEqual(3);
  }));

test('a system tells of drift by entity type, and what is left of its limit where one is known', () =>
  withGraph(async (graph) => {
    await graph.sql(
      `insert into reading (system, entity_type, completed_at, drift) values ('custom-pms', 'Project', now(), 'It sends no status.')`,
    );
    interface Told {
      readonly id: string;
      readonly quota: { readonly perSecond: number; readonly left: number } | null;
    }
    const { systems } = await graph.data<{ systems: Told[] }>(
      '{ systems { id status drift quota { perSecond left } } }',
    );
    const told = (id: string): Told | undefined => systems.find((each) => each.id === id);
    expect(told('CUSTOM_PMS')).toEqual({
      ...{ id: 'CUSTOM_PMS', status: 'FAULTY', drift: ['It sends no status.'], quota: null },
    });
    expect(told('POWEROFFICEGO')).toMatchObject({ status: 'NEVER_READ', quota: { perSecond: 10, left: 10 } });
  }));
