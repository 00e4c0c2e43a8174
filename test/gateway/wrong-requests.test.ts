import { getIntrospectionQuery } from 'graphql';
import { createTestGateway } from './support/gateway.js';

const pages = (window: string): string => `customers(${window}) { edges { node { name } } }`;
const list = (window: string): string => `{ ${pages(window)} }`;

describe('a request that is wrong', () => {
  test('in its variables is refused before anything is called', async () => {
    const gateway = createTestGateway();
    const answer = await gateway.ask('query ($id: ID!) { customer(id: $id) { name } }', { id: null });
    expect(answer).not.toHaveProperty('data');
    expect(answer.errors?.[0]?.message).toBe('Variable "$id" of non-null type "ID!" must not be null.');
    expect(gateway.calls).toEqual([]);
  });

  test('in the name of its operation is refused', async () => {
    const { errors } = await createTestGateway().ask('query A { now } query B { now }', {}, 'C');
    expect(errors?.map(({ message }) => message)).toEqual(['Unknown operation named "C".']);
  });

  test('because it subscribes is told where that is served', async () => {
    const { errors } = await createTestGateway().ask('subscription { customerChanged(id: "c1") { name } }');
    expect(errors).toMatchObject([
      {
        message: 'Subscriptions are served over WebSocket, and as server-sent events at /graphql/stream.',
        extensions: { code: 'SUBSCRIPTION_ELSEWHERE' },
      },
    ]);
  });

  test.each([
    [
      'is nested too deep',
      `{ customer(id: "c1") ${'{ parent '.repeat(40)} { name } ${'}'.repeat(40)} }`,
      'more than 40 levels',
    ],
    ['is too large once its fragments are put in', doubling(11), 'more than 2000 fields'],
    ['asks one thing under many names', `{ ${named(201)} }`, 'more than 200 fields another name'],
    ['asks for a page that is too long', list('first: 60000'), 'up to 180000 records'],
    ['asks for long pages within pages', `{ ${named(5, pages('first: 20000'))} }`, 'up to 300000 records'],
  ])('because it %s is told the limit, and nothing is called', async (_what, query, limit) => {
    const gateway = createTestGateway();
    const { errors } = await gateway.ask(query);
    expect(errors).toMatchObject([
      { message: expect.stringContaining(limit), extensions: { code: 'OPERATION_TOO_LARGE' } },
    ]);
    expect(gateway.calls).toEqual([]);
    expect(gateway.logged).toEqual([]);
  });
});

test('a page that a variable makes too long is refused, and one of a fair length is answered', async () => {
  const gateway = createTestGateway();
  const query = `query ($n: Int) ${list('first: $n')}`;
  const { errors } = await gateway.ask(query, { n: 50_000 });
  expect(errors?.[0]?.message).toContain('up to 150000 records; 100000 are answered at a time');
  expect(gateway.calls).toEqual([]);
  expect(await gateway.ask(query, { n: 1000 })).not.toHaveProperty('errors');
  expect(await gateway.ask(`{ ${named(200)} }`)).not.toHaveProperty('errors');
});

test('introspection is not limited', async () => {
  const gateway = createTestGateway();
  expect(await gateway.ask(getIntrospectionQuery())).toEqual(await gateway.askMonolith(getIntrospectionQuery()));
});

/** One field under so many names. */
function named(times: number, field = 'now'): string {
  return Array.from({ length: times }, (_, index) => `a${index}: ${field}`).join(' ');
}

/** A few lines that ask for 2 to the power of `levels` objects. */
function doubling(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const next = level + 1 < levels ? `...F${level + 1}` : 'name';
    return `fragment F${level} on Customer { a: parent { ${next} } b: parent { ${next} } }`;
  });
  return `{ customer(id: "c1") { ...F0 } } ${fragments.join(' ')}`;
}
