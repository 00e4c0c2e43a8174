import { buildSchema, getOperationAST, parse, type OperationDefinitionNode } from 'graphql';
import { costOf } from '../../../gateway/executor/cost.js';
import { fragmentsOf } from '../../../gateway/executor/operation.js';

const schema = buildSchema(`
  type Query { people(first: Int, last: Int): [Person!]! teams(first: Int = 10): [Team!]! boss: Person }
  type Person { name: String friends(first: Int): [Person!]! }
  type Team { name: String people(first: Int): [Person!]! }
`);

function cost(query: string, variables = {}): number {
  const document = parse(query);
  return costOf(schema, getOperationAST(document) as OperationDefinitionNode, fragmentsOf(document))(variables);
}

test.each([
  ['as long as it is asked for', '{ people(first: 5) { name } }', 5],
  ['as long as the longer of both ends', '{ people(first: 5, last: 7) { name } }', 7],
  ['as long as it usually is', '{ teams { name } }', 10],
  ['once, where nobody says how long it is', '{ people { name } }', 1],
  ['once, where what is said is null', '{ people(first: null) { name } }', 1],
  ['with all that is within it', '{ people { friends(first: 90) { friends(first: 10) { name } } } }', 1 + 90 + 900],
  ['not at all, where none of it is wanted', '{ people(first: 0) { friends(first: 90) { name } } }', 0],
])('a list counts %s', (_how, query, objects) => expect(cost(query)).toBe(objects));

test('a length may come with the variables, and counts once where it does not', () => {
  const query = 'query ($n: Int) { people(first: $n) { friends(first: 3) { name } } }';
  expect([{ n: 4 }, { n: null }, {}].map((variables) => cost(query, variables))).toEqual([16, 4, 4]);
});
