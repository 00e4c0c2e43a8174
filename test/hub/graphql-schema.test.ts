import { composeServices } from '@theguild/federation-composition';
import { Kind, parse, visit, type DefinitionNode, type DocumentNode } from 'graphql';
import { Env } from '../../shared/config.js';
import type { Connector } from '../../shared/connector.js';
import { localHost } from '../../shared/host.js';
import { buildSystemSubgraph } from '../../shared/subgraph/build.js';
import { readThrough } from '../../shared/subgraph/reads.js';
import { buildHubSubgraph } from '../../subgraphs/hub/graphql/build.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { connectors } from '../../subgraphs/registry.js';
import { withGraph } from './graphql-support.js';

function systemSubgraph(connector: Connector): { name: string; sdl: string } {
  const connection = connector.connect(new Env({}), localHost());
  return buildSystemSubgraph(connector, readThrough(connection, { now: () => 0 }), connection);
}

test('composes with the systems that are switched on, and leads to no other', () =>
  withGraph(async ({ hub }) => {
    for (const on of [connectors, connectors.slice(0, 2), connectors.slice(2)]) {
      const built = buildHubSubgraph(hub, on);
      const services = [...on.map(systemSubgraph), built].map(({ name, sdl }) => ({ name, typeDefs: parse(sdl) }));
      expect(composeServices(services).errors).toBeUndefined();
      for (const connector of connectors) {
        for (const { graph } of connector.entityTypes) {
          const field = `  ${graph.singular}: ${graph.type.name}\n`;
          expect(built.sdl.includes(field)).toBe(on.includes(connector));
          expect(built.sdl.includes(`type ${graph.type.name} `)).toBe(on.includes(connector));
        }
      }
    }
  }));

test('in the supergraph every type is described as its system describes it', () =>
  withGraph(async ({ sdl }) => {
    const services = [...connectors.map(systemSubgraph), { name: 'hub', sdl }];
    const { supergraphSdl } = composeServices(services.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl) })));
    expect(supergraphSdl).toMatch(/"""\nA customer in Customerp\.\n"""\ntype CustomerpCustomer /);
  }));

test('everything of its own has a docstring', () =>
  withGraph(async ({ sdl }) => {
    const stubs = new Set(connectors.flatMap(({ entityTypes }) => entityTypes.map(({ graph }) => graph.type.name)));
    const document = parse(sdl);
    const own = document.definitions.filter((definition) => !isStub(definition, stubs));
    expect(undescribed({ ...document, definitions: own })).toEqual([]);
  }));

function isStub(definition: DefinitionNode, stubs: ReadonlySet<string>): boolean {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION && stubs.has(definition.name.value);
}

function undescribed(document: DocumentNode): string[] {
  const found: string[] = [];
  visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('description' in node) || node.kind === Kind.SCHEMA_DEFINITION || node.description) return;
      const name = 'name' in node && node.name ? node.name.value : node.kind;
      const isRoot = node.kind === Kind.OBJECT_TYPE_DEFINITION && ['Query', 'Mutation', 'Subscription'].includes(name);
      if (!isRoot && ancestors.length > 0) found.push(name);
    },
  });
  return found;
}

test('the entities are the tables as the migrations made them', () =>
  withGraph(async ({ hub }) => {
    for (const entity of entities) {
      const { tableName, columns } = hub.context.db.getMetadata(entity);
      const found = await hub.context.db.query<{ name: string; type: string; nullable: boolean }[]>(
        `select attname as name, format_type(atttypid, null) as type, not attnotnull as nullable
         from pg_attribute where attrelid = $1::regclass and attnum > 0`,
        [tableName],
      );
      const table = new Map(found.map(({ name, type, nullable }) => [name, `${type} ${nullable}`]));
      for (const { databaseName, type, isArray, isNullable } of columns) {
        const spelled = String(type) === 'timestamptz' ? 'timestamp with time zone' : String(type);
        expect([tableName, databaseName, table.get(databaseName)]).toEqual([
          tableName,
          databaseName,
          `${spelled}${isArray ? '[]' : ''} ${isNullable}`,
        ]);
      }
    }
  }));
