import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { Env } from '../../shared/config.js';
import type { Connector } from '../../shared/connector.js';
import { localHost } from '../../shared/host.js';
import { buildSystemSubgraph } from '../../shared/subgraph/build.js';
import { readThrough } from '../../shared/subgraph/reads.js';
import { itemOf, wireFields, type WireClass, type WireField } from '../../shared/subgraph/wire.js';
import { connectors } from '../../subgraphs/registry.js';

/** Connecting opens nothing, so no variable need be set to see what a system's subgraph looks like. */
function subgraphOf(connector: Connector) {
  const connection = connector.connect(new Env({}), localHost());
  return buildSystemSubgraph(connector, readThrough(connection, { now: () => 0 }), connection);
}

/** The wire field at a whole path, through nested classes. */
function wireFieldAt(type: WireClass, path: string): WireField | undefined {
  for (const field of wireFields(type)) {
    if (field.path === path) return field;
    const { wireClass } = itemOf(field);
    const found = wireClass && path.startsWith(`${field.path}.`) && path.slice(field.path.length + 1);
    if (wireClass && found) return wireFieldAt(wireClass, found);
  }
  return undefined;
}

test('every system becomes a subgraph, and together they compose', () => {
  const services = connectors.map(subgraphOf).map(({ name, sdl }) => ({ name, typeDefs: parse(sdl) }));
  const { errors, supergraphSdl } = composeServices(services);
  expect(errors).toBeUndefined();
  for (const { graph } of connectors.flatMap(({ entityTypes }) => entityTypes)) {
    expect(supergraphSdl).toMatch(new RegExp(`^  ${graph.singular}\\(id: ID!\\): ${graph.type.name} `, 'm'));
    expect(supergraphSdl).toMatch(new RegExp(`^  ${graph.plural}\\(`, 'm'));
  }
});

const entityTypes = connectors.flatMap(({ system, entityTypes }) =>
  entityTypes.map(({ name, graph, mapping }) => [`${system}.${name}`, graph.type, mapping] as const),
);

test.each(entityTypes)('%s shows every field that is mapped', (_name, type, mapping) => {
  const paths = Object.values(mapping.fields).map(({ path }) => path);
  expect(paths.filter((path) => wireFieldAt(type, path) === undefined)).toEqual([]);
});

test.each(entityTypes)('%s has its wire names in GraphQL, with a small first letter', (_name, type) => {
  for (const { name, path } of wireFields(type).filter(({ key, path }) => !key && !path.includes('.'))) {
    expect(name).toBe(path.charAt(0).toLowerCase() + path.slice(1));
  }
});
