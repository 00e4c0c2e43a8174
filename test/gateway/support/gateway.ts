import { execute, GraphQLError, NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { composeSupergraph } from '../../../gateway/compose.js';
import type { GatewayContext, Subgraph } from '../../../gateway/subgraph.js';
import { createSupergraph } from '../../../gateway/supergraph.js';
import type { LogError } from '../../../gateway/supergraph.js';
import { createCompany, rootOf } from './company.js';
import type { Company } from './company.js';
import { companySubgraphs, subgraphNames, subgraphSdl } from './subgraphs.js';
import type { Call, SubgraphName } from './subgraphs.js';

/** The supergraph of the test subgraphs. */
export const companySupergraph = composeSupergraph(subgraphNames.map((name) => ({ name, sdl: subgraphSdl[name] })));

/** A test may declare a variable it does not use. */
const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);

type Variables = Record<string, unknown>;

/** A gateway over the test subgraphs, without a server, and a monolith over the same rows to hold it against. */
export interface TestGateway {
  readonly company: Company;
  readonly apiSchema: GraphQLSchema;
  readonly calls: Call[];
  readonly logged: { readonly error: unknown; readonly requestId: string }[];
  isValid(query: string): boolean;
  ask(query: string, variables?: Variables, operationName?: string): Promise<ExecutionResult>;
  askMonolith(query: string, variables?: Variables): Promise<ExecutionResult>;
}

export function gatewayContext(requestId = 'request-1'): GatewayContext {
  return { requestId, scopes: new Set(), caller: null, headers: {}, loaders: new Map(), notes: new Map() };
}

/** `replace` stands in for what a subgraph would answer. @param deadlineMs of a query. @param entitiesAtMost in one call. */
export function createTestGateway(
  replace: Partial<Record<SubgraphName, Subgraph['execute']>> = {},
  deadlineMs: number | null = null,
  entitiesAtMost?: number,
): TestGateway {
  const company = createCompany();
  const calls: Call[] = [];
  const logged: TestGateway['logged'] = [];
  const logError: LogError = (error, requestId) => logged.push({ error, requestId });
  const subgraphs = companySubgraphs(company, calls).map((subgraph) => ({
    ...subgraph,
    ...(entitiesAtMost === undefined ? {} : { entitiesAtMost }),
    execute: replace[subgraph.name as SubgraphName] ?? subgraph.execute,
  }));
  const { apiSchema, execute: run } = createSupergraph(companySupergraph, subgraphs, logError, {
    ...{ introspection: true, operations: null, deadlineMs },
  });
  const validated = (query: string) => {
    const document = parse(query);
    const [error] = validate(apiSchema, document, rules);
    if (error) throw error;
    return document;
  };
  return {
    company,
    apiSchema,
    isValid: (query) => validate(apiSchema, parse(query), rules).length === 0,
    calls,
    logged,
    async ask(query, variables, operationName) {
      return plain(await run({ document: validated(query), variables, operationName, context: gatewayContext() }));
    },
    async askMonolith(query, variables) {
      const rootValue = rootOf(company);
      return plain(
        await execute({ schema: apiSchema, document: validated(query), rootValue, variableValues: variables }),
      );
    },
  };
}

/** Replaces a field of one row. */
export function spoil(
  { company }: Pick<TestGateway, 'company'>,
  typename: string,
  id: string,
  field: string,
  value: unknown,
): void {
  const row = company.find(typename, id);
  if (!row) throw new Error(`There is no ${typename} ${id}`);
  row[field] = value;
}

/** A field that throws. */
export function raise(error: Error): () => never {
  return () => {
    throw error;
  };
}

/** A field that throws on purpose, with a code. */
export function refused(): () => never {
  return raise(new GraphQLError('Not for you', { extensions: { code: 'FORBIDDEN', scope: 'read' } }));
}

/** As a client gets it. */
function plain(result: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}
