import { parse } from 'graphql';
import { inTime, lengthOf, shareOf } from '../../gateway/executor/deadline.js';
import type { Step } from '../../gateway/executor/plan.js';
import { remoteSubgraph } from '../../gateway/remote/client.js';
import type { SubgraphRequest } from '../../gateway/subgraph.js';
import { createCompany } from './support/company.js';
import { companySubgraphs } from './support/subgraphs.js';
import { createTestGateway, gatewayContext } from './support/gateway.js';
import { withCounting } from './remote/support.js';
import { eventually } from '../support/eventually.js';

const never = (): Promise<never> => new Promise(() => undefined);

test('a fetch leaves those that wait for it their parts of what is left', () => {
  expect([shareOf(400, 0, 100), shareOf(400, 2, 100), shareOf(null, 2, 100)]).toEqual([400, 200, null]);
  const fetch = { kind: 'root' } as Step;
  const two: Step = { kind: 'sequence', steps: [fetch, fetch] };
  const steps: Step[] = [fetch, { kind: 'parallel', steps: [fetch, two] }, fetch];
  expect([lengthOf({ kind: 'sequence', steps }), lengthOf({ kind: 'parallel', steps: [] })]).toEqual([4, 0]);
});

test('a subgraph that hangs nulls its own fields within the deadline, and all else is answered', async () => {
  const gateway = createTestGateway({ tidsbanken: never }, 300);
  const started = performance.now();
  const { data, errors } = await gateway.ask(
    '{ customer(id: "c1") { name tidsbankenKunde { navn } pmsCustomer { label } } }',
  );
  expect(performance.now() - started).toBeLessThan(900);
  expect(data).toMatchObject({
    customer: { name: expect.any(String), tidsbankenKunde: { navn: null }, pmsCustomer: { label: expect.any(String) } },
  });
  expect(errors).toMatchObject([
    { path: ['customer', 'tidsbankenKunde'], extensions: { code: 'UNAVAILABLE', system: 'tidsbanken' } },
  ]);
});

test('a subgraph that others wait for is given up while there is time for them', async () => {
  const times: number[] = [];
  const started = performance.now();
  const [hub, tidsbanken] = ['hub', 'tidsbanken'].map((name) => {
    const subgraph = companySubgraphs(createCompany()).find((one) => one.name === name);
    return async (request: SubgraphRequest) => {
      times.push((request.context.endsAt ?? NaN) - started);
      return (await subgraph?.execute(request)) ?? {};
    };
  });
  if (!hub || !tidsbanken) throw new Error('the company has no such subgraphs');
  const { errors } = await createTestGateway({ hub, tidsbanken }, 10_000).ask(
    '{ customer(id: "c1") { tidsbankenKunde { navn } } }',
  );
  expect(errors).toBeUndefined();
  const [first = NaN, second = NaN] = times;
  expect(first).toBeGreaterThanOrEqual(5000);
  expect(first).toBeLessThan(second - 4000);
  expect(second).toBeGreaterThanOrEqual(10_000);
});

test('a mutation is never cut short', async () => {
  const slow = ({ context }: SubgraphRequest) =>
    new Promise<object>((resolve) =>
      setTimeout(() => resolve({ data: { rebuild: context.endsAt === undefined } }), 200),
    );
  const { data, errors } = await createTestGateway({ tidsbanken: slow }, 50).ask('mutation { rebuild }');
  expect([data, errors]).toEqual([{ rebuild: true }, undefined]);
});

test('a subgraph that hangs is found out, however short a time its clients wait', async () => {
  await withCounting(
    () => () => undefined,
    async (url) => {
      const subgraph = remoteSubgraph({ name: 'hello', url, secret: null, deadlineMs: 150 });
      const query = '{ hello }';
      const request = { query, document: parse(query), variables: {}, context: gatewayContext() };
      for (let number = 0; number < 6; number += 1)
        await expect(
          inTime(Promise.resolve(subgraph.execute(request)), performance.now() + 20, subgraph.name),
        ).rejects.toMatchObject({
          code: 'UNAVAILABLE',
        });
      await eventually(async () => expect(subgraph.outage()).not.toBeNull());
      await subgraph.close();
    },
  );
});
