import { buildASTSchema, GraphQLScalarType, parse } from 'graphql';
import { localSubgraph } from '../../gateway/subgraph.js';
import type { SubgraphRequest } from '../../gateway/subgraph.js';
import { gatewayContext } from './support/gateway.js';

const sdl = 'scalar Day type Query { after(day: Day): Day caller: String }';

function daySubgraph() {
  const schema = buildASTSchema(parse(sdl));
  const day = schema.getType('Day') as GraphQLScalarType;
  day.parseValue = (value) => {
    if (value !== 'monday') throw new TypeError('Not a day');
    return value;
  };
  day.parseLiteral = (node) => day.parseValue('value' in node ? node.value : undefined);
  const fields = schema.getQueryType()?.getFields();
  if (!fields?.['after'] || !fields['caller']) throw new Error('The schema lacks its fields');
  fields['after'].resolve = (_root, { day }) => day;
  fields['caller'].resolve = (_root, _args, { requestId }) => requestId;
  return localSubgraph('days', { schema, sdl });
}

const request = (query: string, variables = {}): SubgraphRequest => ({
  query,
  document: parse(query),
  variables,
  context: gatewayContext('request-9'),
});

test('resolvers get the context of the request', async () => {
  const { data } = await daySubgraph().execute(request('{ caller }'));
  expect(data).toEqual({ caller: 'request-9' });
});

test('what its resolvers have at once is answered at once, without a promise', () => {
  expect(daySubgraph().execute(request('{ caller }'))).toEqual({ data: { caller: 'request-9' } });
});

test('a literal its scalar does not take is refused as the fault of the caller, the first time and the next', async () => {
  const subgraph = daySubgraph();
  const wrong = request('{ after(day: "soon") }');
  for (const answer of [await subgraph.execute(wrong), await subgraph.execute(wrong)]) {
    expect(answer).not.toHaveProperty('data');
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toContain('Not a day');
  }
});

test('a variable its scalar does not take is refused likewise', async () => {
  const answer = await daySubgraph().execute(request('query ($day: Day) { after(day: $day) }', { day: 'soon' }));
  expect(answer).not.toHaveProperty('data');
  expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
});

test('a value its scalar takes is passed on', async () => {
  const { data } = await daySubgraph().execute(request('query ($day: Day) { after(day: $day) }', { day: 'monday' }));
  expect(data).toEqual({ after: 'monday' });
});
