import { chunksOf, forAll } from '../../gateway/executor/chunks.js';
import type { Batch } from '../../gateway/executor/representations.js';
import type { SubgraphRequest } from '../../gateway/subgraph.js';
import { createCompany } from './support/company.js';
import { createTestGateway } from './support/gateway.js';
import { companySubgraphs } from './support/subgraphs.js';

const query = '{ customers { edges { node { tidsbankenKunde { navn must } } } } }';

const batch = (...ids: number[]): Batch => ({
  representations: ids.map((id) => ({ id })),
  places: ids.map((id) => [{ target: { id }, path: undefined }]),
});

test('entities of several lookups go into parts of a size, in their order', () => {
  expect(chunksOf([batch(1, 2, 3), batch(), batch(4, 5)], 2)).toEqual([
    [batch(1, 2), batch(), batch()],
    [batch(3), batch(), batch(4)],
    [batch(), batch(), batch(5)],
  ]);
  const few = [batch(1, 2)];
  expect(chunksOf(few, 2)[0]).toBe(few);
});

test('some of the parts are under way at a time, and the answers are in order', async () => {
  let underWay = 0;
  let most = 0;
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  const answers = await forAll(numbers, async (number) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return number * 2;
  });
  expect([answers, most]).toEqual([numbers.map((number) => number * 2), 4]);
});

test('a fetch with more entities than a subgraph takes goes out in several calls, and is answered as one', async () => {
  const [whole, parted] = [createTestGateway(), createTestGateway({}, null, 2)];
  expect(await parted.ask(query)).toEqual(await whole.ask(query));
  const ids = (one: typeof whole) =>
    one.calls.slice(1).map(({ variables }) => (variables['representations'] as { id: string }[]).map(({ id }) => id));
  expect([ids(whole), ids(parted)]).toEqual([[['1', '2', '3']], [['1', '2'], ['3']]]);
});

describe('errors stand where they would if it were one call', () => {
  const real = companySubgraphs(createCompany()).find(({ name }) => name === 'tidsbanken');
  const both = (tidsbanken: (request: SubgraphRequest) => Promise<object>) =>
    Promise.all([undefined, 1, 2].map((size) => createTestGateway({ tidsbanken }, null, size).ask(query)));

  test('that of an entity of the second call, at its own places', async () => {
    const failing = async (request: SubgraphRequest) => {
      const entities = request.variables['representations'] as { id: string }[];
      const index = entities.findIndex(({ id }) => id === '3');
      const answer = (await real?.execute(request)) ?? {};
      if (index < 0) return answer;
      const error = { message: 'no third', path: ['_entities', index, 'navn'], extensions: { code: 'NOT_FOUND' } };
      return { ...answer, errors: [error] };
    };
    const [whole, ...parted] = await both(failing);
    expect(whole?.errors).toMatchObject([
      { message: 'no third', path: ['customers', 'edges', 2, 'node', 'tidsbankenKunde', 'navn'] },
    ]);
    expect(parted).toEqual([whole, whole]);
  });

  test('that of all the calls, once, at what all their places have in common', async () => {
    const [whole, ...parted] = await both(() => Promise.reject(new Error('gone')));
    expect(whole?.errors).toMatchObject([{ message: 'Internal error', path: ['customers', 'edges'] }]);
    expect(parted).toEqual([whole, whole]);
  });

  test('that of one call, at what its places have in common, and the others are answered', async () => {
    const third = async (request: SubgraphRequest) => {
      if (JSON.stringify(request.variables).includes('"3"')) throw new Error('gone');
      return (await real?.execute(request)) ?? {};
    };
    const { data, errors } = await createTestGateway({ tidsbanken: third }, null, 2).ask(query);
    expect(errors).toMatchObject([{ path: ['customers', 'edges', 2, 'node', 'tidsbankenKunde'] }]);
    expect(data).toMatchObject({
      customers: { edges: [{ node: { tidsbankenKunde: { navn: 'Kunde 1' } } }, {}, {}, {}] },
    });
  });
});
