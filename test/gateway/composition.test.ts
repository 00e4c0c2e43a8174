import { printSchema } from 'graphql';
import { composeSupergraph } from '../../gateway/compose.js';
import { createSupergraph } from '../../gateway/supergraph.js';
import { createCompany } from './support/company.js';
import { companySupergraph } from './support/gateway.js';
import { companySubgraphs } from './support/subgraphs.js';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key"])';

test('every fault is listed with its code and its subgraph', () => {
  const compose = () =>
    composeSupergraph([
      { name: 'a', sdl: `${link} type Query { a: A } type A @key(fields: "nowhere") { id: ID }` },
      { name: 'b', sdl: `${link} type Query { b: B } type B @key(fields: "neither") { id: ID }` },
    ]);
  expect(compose).toThrow(/do not compose/);
  expect(compose).toThrow(/KEY_INVALID_FIELDS in subgraph a: .*nowhere/);
  expect(compose).toThrow(/KEY_INVALID_FIELDS in subgraph b: .*neither/);
});

test('SDL that is not GraphQL is a fault of its subgraph', () => {
  expect(() => composeSupergraph([{ name: 'a', sdl: 'type Query {' }])).toThrow(
    /INVALID_GRAPHQL in subgraph a: Syntax Error/,
  );
});

test('a supergraph whose subgraph is not there does not start', () => {
  const subgraphs = companySubgraphs(createCompany()).filter(({ name }) => name !== 'rates' && name !== 'hub');
  expect(() => createSupergraph(companySupergraph, subgraphs)).toThrow(/not there: hub, rates$/);
});

test('clients see the API with its descriptions, and neither the machinery nor what is inaccessible', () => {
  const { apiSchema } = createSupergraph(companySupergraph, companySubgraphs(createCompany()));
  const api = printSchema(apiSchema);
  expect(api).toContain('"""Anything with a global id."""\ninterface Node');
  expect(api).toContain('enum Kind {\n  CUSTOMER\n  DEPARTMENT\n}');
  expect(api).not.toMatch(/join__|_entities|_service|@key|@link/);
});
