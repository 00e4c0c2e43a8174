import { getIntrospectionQuery } from 'graphql';
import { createTestGateway } from './support/gateway.js';

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

test('introspection is not limited', async () => {
  const gateway = createTestGateway();
  expect(await gateway.ask(getIntrospectionQuery())).toEqual(await gateway.askMonolith(getIntrospectionQuery()));
});

/** A few lines that ask for 2 to the power of `levels` objects. */
function doubling(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, level) => {
    const next = level + 1 < levels ? `...F${level + 1}` : 'name';
    return `fragment F${level} on Customer { a: parent { ${next} } b: parent { ${next} } }`;
  });
  return `{ customer(id: "c1") { ...F0 } } ${fragments.join(' ')}`;
}
