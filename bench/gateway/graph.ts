import { buildSubgraphSchema } from '@apollo/subgraph';
import { makeSchema } from './one-schema.js';
import { parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';

const rows = 2000;
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@shareable"])';

/** The six systems that a customer has a record in. */
export const systems = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

interface Row {
  readonly id: string;
  readonly [field: string]: unknown;
}

const records = new Map(
  systems.map((system) => [
    system,
    Array.from({ length: rows }, (_, number): Row => ({
      id: `${system}${number}`,
      name: `Name ${number} in ${system}`,
      email: `post${number}@${system.toLowerCase()}.example`,
      city: `City ${number % 100}`,
    })),
  ]),
);

const stub = (system: string, number: number) => ({ __typename: `Record${system}`, id: `${system}${number}` });
const customerAt = (number: number) => ({
  ...{ __typename: 'Customer', id: `c${number}`, number, name: `Customer ${number}` },
  ...Object.fromEntries(systems.map((system) => [`record${system}`, stub(system, number)])),
});
const projectAt = (number: number) => ({ __typename: 'Project', id: `p${number}`, number, title: `Project ${number}` });

const numberIn = (id: string): number => Number(id.slice(1));
const customers = Array.from({ length: rows }, (_, number) => customerAt(number));
const projects = Array.from({ length: rows }, (_, number) => projectAt(number));

const hubSdl = `
  type Query {
    customers(first: Int!, offset: Int!): [Customer!]!
    customer(id: ID!): Customer
    now: String
  }
  type Customer @key(fields: "id") {
    id: ID! name: String projects: [Project!]!
    ${systems.map((system) => `record${system}: Record${system}`).join(' ')}
  }
  type Project @key(fields: "id") { id: ID! title: String customer: Customer }
`;
const stubs = systems.map((system) => `type Record${system} @key(fields: "id") { id: ID! }`).join('\n');

const hub = {
  Query: {
    customers: (_: unknown, { first, offset }: { first: number; offset: number }) =>
      customers.slice(offset, offset + first),
    customer: (_: unknown, { id }: { id: string }) => customers[numberIn(id)] ?? null,
    now: () => 'now',
  },
  Customer: {
    __resolveReference: ({ id }: Row) => customers[numberIn(id)],
    projects: ({ number }: { number: number }) => [projects[number], projects[(number + 1) % rows]],
  },
  Project: {
    __resolveReference: ({ id }: Row) => projects[numberIn(id)],
    customer: ({ number }: { number: number }) => customers[(number * 7) % rows],
  },
};

function systemSdl(system: string): string {
  return `type Record${system} @key(fields: "id") { id: ID! name: String email: String city: String }
    type Query { first${system}: Record${system} }`;
}

const recordOf = (system: (typeof systems)[number], id: string): Row | undefined => records.get(system)?.[numberIn(id)];

export interface Part {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

/** The seven subgraphs. */
export function parts(): Part[] {
  const built = (name: string, sdl: string, resolvers: object): Part => ({
    ...{ name, sdl: `${link}\n${sdl}` },
    schema: buildSubgraphSchema([{ typeDefs: parse(`${link}\n${sdl}`), resolvers: resolvers as never }]),
  });
  return [
    built('hub', `${hubSdl}\n${stubs}`, hub),
    ...systems.map((system) =>
      built(system.toLowerCase(), systemSdl(system), {
        Query: { [`first${system}`]: () => recordOf(system, `${system}0`) },
        [`Record${system}`]: { __resolveReference: ({ id }: Row) => recordOf(system, id) },
      }),
    ),
  ];
}

/** The same as one schema, written by hand: what a federation is measured against. */
export function monolith(): GraphQLSchema {
  const own = systems.map((system) => [
    `Record${system}`,
    Object.fromEntries(
      ['name', 'email', 'city'].map((field) => [field, ({ id }: Row) => recordOf(system, id)?.[field]]),
    ),
  ]);
  const plain = [hubSdl, ...systems.map((system) => systemSdl(system).replace(/type Query .*/, ''))].join('\n');
  return makeSchema(plain.replaceAll(/@key\(fields: "id"\)/g, ''), { ...hub, ...Object.fromEntries(own) });
}
