import { jest } from '@jest/globals';
import fc from 'fast-check';
import { execute, getNamedType, isObjectType, NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { composeSupergraph } from '../../gateway/compose.js';
import { localSubgraph, type Subgraph } from '../../gateway/subgraph.js';
import { createSupergraph } from '../../gateway/supergraph.js';
import { subgraphsOf } from '../../serve.js';
import { readThrough } from '../../shared/subgraph/reads.js';
import { answerOf, type Answer } from '../gateway/suite/answers.js';
import { gatewayContext } from '../gateway/support/gateway.js';
import { randomQuery, type Words } from '../gateway/support/random-query.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { oneSchemaOf } from '../support/one-schema.js';

jest.setTimeout(300_000);

const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);

/** Counted from the moment of asking, so that two answers differ. */
const changing = ['System.lag', 'System.quota', 'DataflowHealth.lag', 'DataflowHealth.quota'];

const wanted = 80;

type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;

interface WholeGraph {
  readonly api: GraphQLSchema;
  readonly ask: Ask;
  /** The same of one schema over the same hub and systems. */
  readonly askOne: Ask;
  /** How often a subgraph was asked for what another one led to. */
  joins(): number;
}

function wholeGraph({ context, jobs }: TestHub): WholeGraph {
  const online = [...context.systems.values()].map((system) => ({
    ...system,
    reads: readThrough(system.connection, { maxAgeMs: 0, now: () => performance.now() }),
  }));
  const built = subgraphsOf({ context, jobs }, online);
  let joins = 0;
  const locals = built.map((part) => {
    const subgraph = localSubgraph(part.name, part);
    const execute: Subgraph['execute'] = (request) => {
      if (request.query.includes('_entities')) joins++;
      return subgraph.execute(request);
    };
    return { ...subgraph, execute };
  });
  const { apiSchema: api, execute: run } = createSupergraph(composeSupergraph(built), locals);
  const schema = oneSchemaOf(
    api,
    built.map((subgraph) => subgraph.schema),
  );
  return {
    api,
    joins: () => joins,
    ask: async (query, variables = {}) =>
      answerOf(await run({ document: parse(query), variables, context: gatewayContext() })),
    askOne: async (query, variableValues = {}) =>
      answerOf(await execute({ schema, document: parse(query), variableValues, contextValue: gatewayContext() })),
  };
}

/** Ids of two records for each field that takes one, of any for `node`. */
async function idsIn({ api, ask }: WholeGraph): Promise<Record<string, string[]>> {
  const fields = Object.values(api.getQueryType()?.getFields() ?? {});
  const found: Record<string, string[]> = {};
  for (const { name, type, args } of fields) {
    if (!args.some((arg) => arg.name === 'id')) continue;
    const list = fields.find((field) => String(getNamedType(field.type)) === `${String(type)}Connection`);
    if (!list || !isObjectType(getNamedType(type))) continue;
    const { data } = await ask(`{ list: ${list.name}(first: 2) { edges { node { id } } } }`);
    const { list: page } = JSON.parse(data) as { list: { edges: { node: { id: string } }[] } | null };
    found[`${name}.id`] = (page?.edges ?? []).map(({ node }) => JSON.stringify(node.id));
  }
  const ofAny = ['customer.id', 'employee.id', 'project.id'].flatMap((key) => found[key] ?? []);
  return { ...found, 'node.id': [...ofAny, '"none"'] };
}

const wordsFor = (ids: Record<string, string[]>): Words => ({
  variables: '$s: Boolean!, $t: Boolean = true, $q: String, $n: Int = 2, $d: OrderDirection = DESC, $k: SystemId',
  values: {
    ...{ first: ['2', '2', '2', '2', '3', '$n', '$n', '0'], last: ['2'], search: ['"as"', '$q'] },
    at: ['"2031-01-01T00:00:00Z"'],
    'customers.orderBy': ['[{ field: NAME, direction: $d }]', '{ field: CREATED_AT }'],
    'customers.filter': ['{ linkedIn: [$k] }', '{ kind: DEPARTMENT }', '{ name: { contains: $q } }'],
    'employees.orderBy': ['[{ field: LAST_NAME }, { field: HIRED_DATE, direction: $d }]'],
    'employees.filter': ['{ missingIn: CUSTOMERP }', '{ or: [{ isActive: true }, { email: { isEmpty: $t } }] }'],
    'projects.orderBy': ['[{ field: NUMBER, direction: $d }]'],
    'projects.filter': ['{ not: { linkedIn: [CUSTOM_PMS] } }'],
    'records.filter': ['{ system: $k, linked: true }', '{ entityType: "Kunde" }'],
    'links.filter': ['{ system: $k }'],
    'record.ref': ['{ system: TIDSBANKEN, entityType: "Kunde", externalId: "1" }'],
    ...ids,
  },
  given: new Set(['first']),
  leftOut: new Set(changing),
  aliases: ['id', 'name', 'customer', 'link', 'links', 'edges', 'a', 'b', 'c'],
  aliased: 2,
  chances: { root: 3, leaf: 12, object: 25 },
  likely: {
    ...{ edges: 95, node: 95, 'Query.node': 5, 'Query.customers': 40, 'Query.projects': 40, 'Query.employees': 20 },
    ...{ customer: 30, project: 30, employee: 30, 'Project.customer': 60, 'Customer.projects': 40 },
  },
  depth: 5,
});

/**
 * The data, the places that errors made null, and the errors of those that did so where they were. Of several that bubble up to one place,
 * which are told is left open by the specification.
 */
function nullsOf({ data, errors }: Answer) {
  const placed = errors.map((error) => ({ error, place: nullOnTheWay(JSON.parse(data), error.at) }));
  const places = [...new Set(placed.map(({ place }) => place))].sort();
  return { data, places, errors: placed.flatMap(({ error, place }) => (place === error.at ? [error] : [])) };
}

function nullOnTheWay(data: unknown, at: string): string {
  const way: string[] = [];
  let value = data;
  for (const key of at.split('.')) {
    if (value === null || typeof value !== 'object') break;
    way.push(key);
    value = (value as Record<string, unknown>)[key];
  }
  return way.join('.');
}

test('random queries of the whole graph are answered as by one schema', () =>
  withSyncedHub(async (hub) => {
    const graph = wholeGraph(hub);
    const query = randomQuery(graph.api, wordsFor(await idsIn(graph)));
    const variables = fc.record(
      {
        s: fc.boolean(),
        t: fc.boolean(),
        q: fc.constantFrom('a', null),
        k: fc.constantFrom('TIDSBANKEN', 'CUSTOM_PMS'),
      },
      { requiredKeys: ['s'] },
    );
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(query, variables, async (text, given) => {
        fc.pre(validate(graph.api, parse(text), rules).length === 0);
        asked++;
        expect(nullsOf(await graph.ask(text, given))).toEqual(nullsOf(await graph.askOne(text, given)));
      }),
      // A failing query is made smaller for so long; as many as were wanted were asked in any case.
      { numRuns: wanted, interruptAfterTimeLimit: 180_000 },
    );
    expect(asked).toBe(wanted);
    expect(graph.joins()).toBeGreaterThan(wanted / 3);
  }));
