import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type ExecutionResult } from 'graphql';
import { createExecute } from '../../../gateway/compiled/execute.js';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@interfaceObject"])
  type Query { one: Int }
  type Person @key(fields: "id") { id: ID! name: String! }
  type Plain @key(fields: "id") { id: ID! }
  interface Media @key(fields: "id") { id: ID! title: String }
  type Book implements Media @key(fields: "id") { id: ID! title: String }
`);

/** Who is found under an id, as resolvers find them. */
const people: Readonly<Record<string, () => unknown>> = {
  here: () => ({ id: 'here', name: 'Here' }),
  late: async () => ({ id: 'late', name: 'Late' }),
  typed: () => ({ __typename: 'Person', id: 'typed', name: 'Typed' }),
  other: () => ({ __typename: 'Plain', id: 'other', name: 'Other' }),
  nameless: () => ({ id: 'nameless', name: null }),
  frozen: () => Object.freeze({ id: 'frozen', name: 'Frozen' }),
  nobody: () => null,
  nothing: () => undefined,
  text: () => 'a text',
  failed: () => new Error('answered as an error'),
  lost: () => Promise.reject(new Error('lost')),
  thrown: () => {
    throw new Error('thrown');
  },
};

function schemaOfPeople() {
  const Person = {
    __resolveReference: ({ id }: { id: string }) => people[id]?.(),
    name: (person: { name: string; __typename?: string }) => person.name && `${person.name}, a ${person.__typename}`,
  };
  const Media = { __resolveReference: ({ id }: { id: string }) => ({ __typename: 'Book', id, title: 'A book' }) };
  return buildSubgraphSchema([{ typeDefs, resolvers: { Person, Media } as never }]);
}

const document = parse(`query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Person { id name } ... on Plain { id } ... on Book { title } }
}`);

/** The answer, with its errors by their places: entities that are there at once are answered before those that are late. */
function byPlace({ data, errors = [] }: ExecutionResult) {
  const told = errors.map(({ message, path }) => `${path?.join('.')}: ${message}`);
  return JSON.parse(JSON.stringify({ data, errors: told.sort() })) as unknown;
}

async function both(representations: readonly object[]) {
  const variables = { representations };
  const asked = { document, operationName: undefined, variables, context: {} };
  return [
    byPlace(await createExecute(schemaOfPeople())(asked)),
    byPlace(await execute({ schema: schemaOfPeople(), document, variableValues: variables, contextValue: {} })),
  ];
}

const person = (id: string) => ({ __typename: 'Person', id });

test.each(Object.keys(people))('of a person that is %s, the same is answered as by @apollo/subgraph', async (id) => {
  const [ours, theirs] = await both([person('here'), person(id), person('late')]);
  expect(ours).toEqual(theirs);
});

test.each([
  ['a type without a resolver', { __typename: 'Plain', id: '1' }],
  ['an interface', { __typename: 'Media', id: '1' }],
  ['a type that there is not', { __typename: 'Nobody', id: '1' }],
  ['no type', { id: '1' }],
])('of a reference to %s, the same is answered as by @apollo/subgraph', async (_what, reference) => {
  const [ours, theirs] = await both([person('here'), reference]);
  expect(ours).toEqual(theirs);
});

test('everybody is answered who is found, at once where nobody is late', () => {
  const variables = { representations: [person('here'), person('typed')] };
  const answer = createExecute(schemaOfPeople())({ document, operationName: undefined, variables, context: {} });
  expect(answer).toMatchObject({
    data: { _entities: [{ name: 'Here, a Person' }, { id: 'typed', name: 'Typed, a Person' }] },
  });
});

test('a reference that fails at once leaves none of the others to nobody', async () => {
  const variables = { representations: [person('lost'), person('thrown')] };
  const answer = await createExecute(schemaOfPeople())({ document, operationName: undefined, variables, context: {} });
  expect(answer.errors?.map(({ message }) => message)).toEqual(['thrown']);
  await new Promise(setImmediate);
});
