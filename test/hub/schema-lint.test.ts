import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { parser, rules } from '@graphql-eslint/eslint-plugin';
import { jest } from '@jest/globals';
import { Linter } from 'eslint';
import { parse, print } from 'graphql';
import { supergraphOf, withGraph, type Graph } from './graphql-support.js';

jest.setTimeout(60_000);

/** A system's ids are its own and no others', so that its records are no nodes of Relay's. */
const edges = { listTypeCanWrapOnlyEdgeType: false, withEdgeSuffix: true, shouldImplementNode: false };
const relay = {
  '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
  '@graphql-eslint/relay-connection-types': 'error',
  '@graphql-eslint/relay-edge-types': ['error', edges],
  '@graphql-eslint/relay-page-info': 'error',
};
const conventions = {
  '@graphql-eslint/no-unreachable-types': 'error',
  '@graphql-eslint/require-description': [
    'error',
    { FieldDefinition: true, EnumValueDefinition: true, rootField: true },
  ],
  '@graphql-eslint/unique-enum-value-names': 'error',
  '@graphql-eslint/naming-convention': ['error', { types: 'PascalCase', FieldDefinition: 'camelCase' }],
};

/** The schema as clients see it. */
function apiSchema(graph: Graph): string {
  return print(transformSupergraphToPublicSchema(parse(supergraphOf(graph))));
}

function lint(sdl: string, set: object): string[] {
  const config = {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': { rules } },
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema: sdl } } },
    rules: set,
  };
  const found = new Linter({ configType: 'flat' }).verify(
    sdl,
    [config] as unknown as Linter.Config[],
    'schema.graphql',
  );
  return found.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`);
}

test('the API keeps to the Relay rules of connections', () =>
  withGraph(async (graph) => {
    expect(lint(apiSchema(graph), relay)).toEqual([]);
  }));

test('the API keeps to the conventions of names and descriptions', () =>
  withGraph(async (graph) => {
    expect(lint(apiSchema(graph), conventions)).toEqual([]);
  }));

test('the lint finds a connection that is none', () => {
  const sdl = 'type Query { things: ThingConnection } type ThingConnection { edges: [String] }';
  expect(lint(sdl, relay).length).toBeGreaterThan(0);
});
