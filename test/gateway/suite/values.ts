import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { valueQueries } from './value-queries.js';
import { link } from './world.js';
import type { Graph, Representation, Row, World } from './world.js';

const asDate = (value: unknown): Date => {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw new TypeError('A moment is an ISO date');
  return new Date(value);
};
const moment = new GraphQLScalarType<Date, string>({
  name: 'Moment',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: asDate,
  parseLiteral: (node) => asDate(node.kind === Kind.STRING ? node.value : null),
});
const json = new GraphQLScalarType({
  name: 'Json',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

const shared = `
  scalar Moment
  scalar Json
  enum Colour { RED GREEN BLUE }
  input Range { from: Int = 1 to: Int! step: Step = { by: 1 } }
  input Step { by: Int! }
`;

/** Values of every kind, as arguments and as answers, in two subgraphs. */
export const values: World = {
  name: 'values',
  scalars: [moment, json],
  sdl: `
    scalar Moment
    scalar Json
    type Query {
      paint(colours: [Colour!] = [RED, BLUE]): [Colour!]
      stretch(range: Range): Float
      json(value: Json): Json
      "Says what it was given."
      text(text: String = "x", n: Int, f: Float, b: Boolean, id: ID, colour: Colour = RED, list: [Int!]): String
      lists(of: [[Int]]): [[Int]]
      count(range: Range! = { to: 3 }): [Int!]!
      find(filter: Filter): Json
      moment(at: Moment, days: Int = 0): Moment
      cell(x: Int!, y: Int!): Cell
      grid(size: Int = 2): [[Cell!]!]!
      cube: [[[Cell]]]
      old: String @deprecated(reason: "Too old")
    }
    type Cell {
      x: Int!
      y: Int!
      history(range: Range = { to: 2 }, colours: [Colour!] = [GREEN]): Json
      neighbours: [[Cell!]]
      changed(after: Moment): Moment
      sum(of: [Int!]! = [1, 2]): Int
      label(prefix: String = "#"): String
      colour: Colour
      at: Moment
      on: Boolean
      ratio: Float
    }
    enum Colour { RED GREEN BLUE }
    input Range { from: Int = 1 to: Int! step: Step = { by: 1 } }
    input Step { by: Int! }
    input Filter { any: [Filter!] name: String range: Range colours: [Colour!] ids: [ID!] since: Moment }
  `,
  parts: {
    sheet: `${link}${shared}
      input Filter { any: [Filter!] name: String range: Range colours: [Colour!] ids: [ID!] since: Moment }
      type Query {
        "Says what it was given."
        text(text: String = "x", n: Int, f: Float, b: Boolean, id: ID, colour: Colour = RED, list: [Int!]): String
        lists(of: [[Int]]): [[Int]]
        count(range: Range! = { to: 3 }): [Int!]!
        find(filter: Filter): Json
        moment(at: Moment, days: Int = 0): Moment
        cell(x: Int!, y: Int!): Cell
        grid(size: Int = 2): [[Cell!]!]!
        cube: [[[Cell]]]
        old: String @deprecated(reason: "Too old")
      }
      type Cell @key(fields: "x y") {
        x: Int!
        y: Int!
        label(prefix: String = "#"): String
        colour: Colour
        at: Moment
        on: Boolean
        ratio: Float
      }
    `,
    past: `${link}${shared}
      type Query { paint(colours: [Colour!] = [RED, BLUE]): [Colour!] stretch(range: Range): Float json(value: Json): Json }
      type Cell @key(fields: "x y") {
        x: Int!
        y: Int!
        history(range: Range = { to: 2 }, colours: [Colour!] = [GREEN]): Json
        neighbours: [[Cell!]]
        changed(after: Moment): Moment
        sum(of: [Int!]! = [1, 2]): Int
      }
    `,
  },
  queries: valueQueries,
  create,
};

const colours = ['RED', 'GREEN', 'BLUE', null];
const day = 86_400_000;
const newYear = Date.parse('2026-01-01T00:00:00Z');

function create(): Graph {
  const cells = Array.from({ length: 16 }, (_, index): Row => {
    const [x, y] = [index % 4, Math.floor(index / 4)];
    return {
      ...{ __typename: 'Cell', x, y, colour: colours[(x + y) % 4], on: x === y, ratio: y === 0 ? null : x / y },
      label: ({ prefix }: Representation) => (prefix === null ? null : `${prefix}${x}${y}`),
      at: index % 5 === 4 ? null : new Date(newYear + index * day),
      history: (given: Representation) => ({ ...given, x, y }),
      changed: ({ after }: { after?: Date | null }) => after && new Date(after.getTime() + index * day),
      sum: ({ of }: { of: number[] }) => of.reduce((total, one) => total + one, x + y),
    };
  });
  const at = (x: number, y: number): Row | null => cells.find((one) => one['x'] === x && one['y'] === y) ?? null;
  const square = (size: number) =>
    Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => at(x, y)));
  for (const cell of cells) {
    const [x, y] = [Number(cell['x']), Number(cell['y'])];
    cell['neighbours'] = [[at(x + 1, y), at(x, y + 1)].filter((one) => one !== null), null, []];
  }
  return { rows: cells, root: rootOf(at, square) };
}

function rootOf(at: (x: number, y: number) => Row | null, square: (size: number) => unknown[][]): Graph['root'] {
  return {
    text: (given: Representation) => JSON.stringify(given),
    lists: ({ of }: Representation) => of,
    count: ({ range }: { range: Range }) => upTo(range),
    find: ({ filter }: Representation) => filter,
    moment: ({ at: from, days }: { at?: Date | null; days: number }) => from && new Date(from.getTime() + days * day),
    cell: ({ x, y }: { x: number; y: number }) => at(x, y),
    grid: ({ size }: { size: number }) => square(size),
    cube: [[[at(0, 0), null], null], null, [], [[at(1, 1)], []]],
    old: 'Old',
    paint: ({ colours: given }: Representation) => given,
    stretch: ({ range }: { range?: Range | null }) => range && range.to / (range.from ?? 1),
    json: ({ value }: Representation) => value,
  };
}

interface Range {
  readonly from: number | null;
  readonly to: number;
  readonly step: { readonly by: number } | null;
}

function upTo({ from, to, step }: Range): number[] {
  const by = step?.by ?? 1;
  return Array.from(
    { length: Math.max(0, Math.floor((to - (from ?? 0)) / by) + 1) },
    (_, index) => (from ?? 0) + index * by,
  );
}
