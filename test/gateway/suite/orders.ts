import { orderQueries } from './order-queries.js';
import { link, refusing } from './world.js';
import type { Graph, Representation, Row, World } from './world.js';

/** Fields that throw, nulls where none may be, and entities that are not there, in three subgraphs. */
export const orders: World = {
  name: 'orders',
  sdl: `
    type Query {
      order(id: ID!): Order
      orders: [Order!]!
      maybeOrders: [Order]
      strict(id: ID!): Order!
      refused: String
      refusedMust: String!
      thrown: String
      grid: [[Int!]]
      strictGrid: [[Int!]!]
      customer(id: ID!): Customer
      customers: [Customer]
      goods: [Good!]
      anything: [Anything]
    }
    union Anything = Order | Customer | Good
    type Order {
      id: ID!
      no: Int!
      risky: String
      must: String!
      customer: Customer
      mustCustomer: Customer!
      lines: [Line!]!
      maybeLines: [Line]
      linesOrNull: [Line!]
      total: Float
    }
    type Line { id: ID! count: Int! good: Good mustGood: Good! goods: [Good!]! }
    type Customer { id: ID! name: String! email: String friend: Customer mustFriend: Customer! orders: [Order!]! limit: Int }
    type Good { code: ID! label: String! price: Float parts: [Good!]! spare: Good note: Note }
    type Note { text: String! by: Customer }
  `,
  parts: {
    orders: `${link}
      type Query {
        order(id: ID!): Order
        orders: [Order!]!
        maybeOrders: [Order]
        strict(id: ID!): Order!
        refused: String
        refusedMust: String!
        thrown: String
        grid: [[Int!]]
        strictGrid: [[Int!]!]
        anything: [Anything]
      }
      union Anything = Order | Customer | Good
      type Order @key(fields: "id") {
        id: ID!
        no: Int!
        risky: String
        must: String!
        customer: Customer
        mustCustomer: Customer!
        lines: [Line!]!
        maybeLines: [Line]
        linesOrNull: [Line!]
      }
      type Line @key(fields: "id") { id: ID! count: Int! good: Good mustGood: Good! goods: [Good!]! }
      type Customer @key(fields: "id") { id: ID! orders: [Order!]! }
      type Good @key(fields: "code") { code: ID! }
    `,
    customers: `${link}
      type Query { customer(id: ID!): Customer customers: [Customer] }
      type Customer @key(fields: "id") { id: ID! name: String! email: String friend: Customer mustFriend: Customer! limit: Int }
      type Order @key(fields: "id") { id: ID! risky: String @external total: Float @requires(fields: "risky") }
    `,
    goods: `${link}
      type Query { goods: [Good!] }
      type Good @key(fields: "code") { code: ID! label: String! price: Float parts: [Good!]! spare: Good note: Note }
      type Note { text: String! by: Customer }
      type Customer @key(fields: "id", resolvable: false) { id: ID! }
    `,
  },
  queries: orderQueries,
  create,
};

const totalOf = (risky: unknown): number | null => (typeof risky === 'string' ? risky.length : null);

/** Customer 3 has no name, customer 4 throws at every turn, customer 5 is not there; good g3 has no label, g4 throws. */
function create(): Graph {
  const customers = [1, 2, 3, 4].map((number): Row => ({
    ...{ __typename: 'Customer', id: `c${number}`, name: number === 3 ? null : `Customer ${number}` },
    email: number % 2 === 0 ? refusing(`No mail of ${number}`, { number }) : `c${number}@example.com`,
    limit: number === 2 ? null : number * 100,
  }));
  const gone: Row = { __typename: 'Customer', id: 'c5' };
  const goods = [1, 2, 3, 4].map((number): Row => ({
    ...{ __typename: 'Good', code: `g${number}`, label: number === 3 ? null : `Good ${number}`, price: number * 1.5 },
    note:
      number === 2 ? null : { text: number === 1 ? 'Fine' : refusing('The note is torn'), by: customers[number - 1] },
  }));
  const [, c2, c3, c4] = customers as [Row, Row, Row, Row];
  const [g1, g2, g3, g4] = goods as [Row, Row, Row, Row];
  g4['price'] = refusing('No price today', { retryAfter: 60 });
  g4['label'] = refusing('The label fell off');
  [[g2], [g3, g1], [], [g1, g4]].forEach((parts, index) => ((goods[index] as Row)['parts'] = parts));
  [g2, g3, null, g1].forEach((spare, index) => ((goods[index] as Row)['spare'] = spare));
  [c2, c3, c4, null].forEach((friend, index) => Object.assign(customers[index] as Row, { friend, mustFriend: friend }));
  const lines = [g1, g2, g3, g4].map((good, index): Row => ({
    ...{ __typename: 'Line', id: `l${index + 1}`, count: index + 1, good, mustGood: good, goods: goods.slice(index) },
  }));
  const order = orderOf(customers.concat(gone), lines);
  const all = [order(1, [0, 1]), order(2, [1]), order(3, [2]), order(4, [3]), order(5, [])];
  for (const one of [...customers, gone]) one['orders'] = all.filter(({ customer }) => customer === one);
  return { rows: [...customers, ...goods, ...lines, ...all], root: rootOf(all, customers, goods), references };
}

const orderOf =
  (customers: readonly Row[], lines: readonly Row[]) =>
  (number: number, at: readonly number[]): Row => {
    const own = at.map((index) => lines[index]);
    const risky = number === 2 ? refusing('Too risky', { level: 3 }) : `risk ${number}`;
    return {
      ...{
        __typename: 'Order',
        id: `o${number}`,
        no: number,
        risky,
        total: number === 2 ? null : totalOf(`risk ${number}`),
      },
      must: number === 3 ? refusing('Must not') : number === 4 ? null : 'must',
      ...{ customer: customers[number - 1], mustCustomer: customers[number - 1] },
      lines: own,
      maybeLines: number === 5 ? null : [...own, null],
      linesOrNull: number === 2 ? [...own, null] : number === 4 ? refusing('No lines') : own,
    };
  };

function rootOf(all: readonly Row[], customers: readonly Row[], goods: readonly Row[]): Graph['root'] {
  const order = ({ id }: Representation) => all.find((one) => one['id'] === id) ?? null;
  return {
    ...{ order, strict: order, orders: all, maybeOrders: [all[0], null, all[2]] },
    refused: refusing('Refused at the root', { scope: 'root' }),
    refusedMust: refusing('Refused where it must not'),
    thrown: () => {
      throw new RangeError('A secret of the database');
    },
    ...{ grid: [[1, 2], null, [3, null]], strictGrid: [[1], [2, null]] },
    customer: ({ id }: Representation) => customers.find((one) => one['id'] === id) ?? null,
    customers: [customers[0], null, customers[3]],
    ...{ goods, anything: [all[1], customers[3], null, goods[3], goods[0]] },
  };
}

/** What is required comes with the representation, and is taken from nowhere else. */
const references: NonNullable<Graph['references']> = {
  'customers.Order': (of, row) => row && { ...row, total: totalOf(of['risky']) },
};
