import { jest } from '@jest/globals';
import { parse, type ExecutionResult } from 'graphql';
import { composeSupergraph } from '../../gateway/compose.js';
import { localSubgraph } from '../../gateway/subgraph.js';
import { createSupergraph } from '../../gateway/supergraph.js';
import { subgraphsOf } from '../../serve.js';
import { readThrough } from '../../shared/subgraph/reads.js';
import { faultsOf } from '../support/faults.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { linkedIn, type Linked } from '../support/linked.js';
import { requestContext } from './graphql-support.js';

jest.setTimeout(120_000);

const query = `
  query ($id: ID!, $webshop: ID!) {
    customer(id: $id) {
      name
      customPmsCustomer { name }
      customWebshopCustomer { id name customer { id } }
    }
    customWebshopCustomer(id: $webshop) { name }
  }
`;

const webshop = 'custom-webshop.Customer';

/** Asks the whole graph, that waits for a system so long, while a request would wait so long for its turn at the webshop. */
async function ask(
  { context, jobs }: TestHub,
  deadlineMs: number,
  variables: object,
  queueMs = 0,
): Promise<ExecutionResult> {
  const online = [...context.systems.values()].map((system) => {
    const waitMs = (): number => (system.connector.system === 'custom-webshop' ? queueMs : 0);
    const reads = readThrough({ ...system.connection, waitMs }, { maxAgeMs: 0, now: () => performance.now() });
    return { ...system, reads };
  });
  const built = subgraphsOf({ context, jobs }, online, deadlineMs);
  const subgraphs = built.map((subgraph) => localSubgraph(subgraph.name, subgraph));
  const graph = createSupergraph(composeSupergraph(built), subgraphs);
  const request = {
    document: parse(query),
    variables: { ...variables },
    context: { ...requestContext(), caller: null, headers: {} },
  };
  return graph.execute(request);
}

/** The names that a customer has in the webshop and in the PMS, while both answer. */
async function namesOf(hub: TestHub, customer: Linked, variables: object) {
  const { data, errors, extensions } = await ask(hub, 5000, variables);
  expect([errors, extensions]).toEqual([undefined, undefined]);
  const found = data?.['customer'] as Record<'customPmsCustomer' | 'customWebshopCustomer', { name: string }>;
  expect(found.customWebshopCustomer).toMatchObject({ id: customer.ids[webshop], customer: { id: customer.id } });
  return { pms: found.customPmsCustomer.name, shop: found.customWebshopCustomer.name };
}

test('what a system that is down was last seen to hold is shown, and marked as stale; what was never seen is an error', async () => {
  await withSyncedHub(async (hub) => {
    const customer = await linkedIn(hub, 'Customer', ['custom-pms.Customer', webshop]);
    const variables = { id: customer.id, webshop: customer.ids[webshop] };
    const { pms, shop } = await namesOf(hub, customer, variables);
    await hub.sandbox.takeDown('custom-webshop');

    const stale = await ask(hub, 5000, variables);
    expect(stale.errors).toBeUndefined();
    expect(stale.data).toMatchObject({
      customer: { customPmsCustomer: { name: pms }, customWebshopCustomer: { name: shop } },
      customWebshopCustomer: { name: shop },
    });
    const [told, ...more] = stale.extensions?.['stale'] as object[];
    const record = { system: 'custom-webshop', entityType: 'Customer', id: customer.ids[webshop] };
    expect(told).toEqual({ ...record, observedAt: expect.stringMatching(/^20\d\d-.*Z$/), code: 'UNAVAILABLE' });
    expect(more).toEqual([]);

    const never = await ask(hub, 5000, { ...variables, webshop: 'nobody' });
    expect(never.data).toMatchObject({ customer: { customPmsCustomer: { name: pms } }, customWebshopCustomer: null });
    expect(never.errors).toMatchObject([
      { path: ['customWebshopCustomer'], extensions: { code: 'UNAVAILABLE', system: 'custom-webshop' } },
    ]);
    expect(never.extensions?.['systems']).toEqual([
      { system: 'custom-webshop', state: 'DOWN', since: expect.stringMatching(/^20\d\d-.*Z$/) },
    ]);
  });
});

test('a system that hangs is waited for until the deadline, and no longer', async () => {
  await withSyncedHub(async (hub) => {
    const customer = await linkedIn(hub, 'Customer', ['custom-pms.Customer', webshop]);
    const variables = { id: customer.id, webshop: customer.ids[webshop] };
    const { pms, shop } = await namesOf(hub, customer, variables);
    const faults = faultsOf(hub.sandbox);
    await faults.add('custom-webshop', { kind: 'timeoutBefore', closeAfterMs: 1500 });
    const started = performance.now();
    const answer = await ask(hub, 400, variables);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(answer.data).toMatchObject({
      customer: { customPmsCustomer: { name: pms }, customWebshopCustomer: { name: shop } },
    });
    expect(answer.extensions?.['stale']).toMatchObject([{ system: 'custom-webshop', code: 'UNAVAILABLE' }]);
    await faults.lift('custom-webshop');
  });
});

test('where the limit of a system leaves no time for a request, what was seen is shown at once, and the rest is asked for', async () => {
  await withSyncedHub(async (hub) => {
    const customer = await linkedIn(hub, 'Customer', ['custom-pms.Customer', webshop]);
    const variables = { id: customer.id, webshop: customer.ids[webshop] };
    const { pms, shop } = await namesOf(hub, customer, variables);
    expect((await ask(hub, 5000, variables, 5000)).extensions).toBeUndefined();
    const answer = await ask(hub, 5000, { ...variables, webshop: 'nobody' }, 5001);
    expect(answer).toMatchObject({
      data: {
        customer: { customPmsCustomer: { name: pms }, customWebshopCustomer: { name: shop } },
        customWebshopCustomer: null,
      },
      extensions: { stale: [{ system: 'custom-webshop', code: 'RATE_LIMITED' }] },
    });
    expect(answer.errors).toBeUndefined();
  });
});
