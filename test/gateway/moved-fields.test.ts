import { buildASTSchema, getOperationAST, parse, type OperationDefinitionNode } from 'graphql';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { composeSupergraph } from '../../gateway/compose.js';
import type { Step } from '../../gateway/executor/plan.js';
import { createPreparation } from '../../gateway/preparation.js';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@override"])';

/** A field of one subgraph that another takes over, for those requests that the label says. */
function supergraphWith(label: string): string {
  const moved = `@override(from: "old", label: "${label}")`;
  return composeSupergraph([
    { name: 'old', sdl: `${link} type Query { one: One } type One @key(fields: "id") { id: ID! name: String }` },
    { name: 'new', sdl: `${link} type One @key(fields: "id") { id: ID! name: String ${moved} }` },
  ]);
}

function subgraphsOf(step: Step): string[] {
  return 'steps' in step ? step.steps.flatMap(subgraphsOf) : [step.call.subgraph];
}

/** Whom requests ask, one after another, that draw these numbers. */
async function asked(label: string, drawn: readonly number[]) {
  const sdl = supergraphWith(label);
  const schema = buildASTSchema(transformSupergraphToPublicSchema(parse(sdl)));
  const numbers = [...drawn];
  const prepare = createPreparation(sdl, schema, () => numbers.shift() ?? NaN);
  const document = parse('{ one { name } }');
  const operation = getOperationAST(document) as OperationDefinitionNode;
  const prepared = [];
  for (const _ of drawn) prepared.push(await prepare(document, operation, {}));
  const subgraphs = prepared.map(({ requests }) => requests.flatMap(({ step }) => subgraphsOf(step)).join());
  return { subgraphs, plans: new Set(prepared).size };
}

const [before, after] = ['old', 'old,new'];

test('a field that is moved for a part of the requests is asked of its new subgraph for that part', async () => {
  const { subgraphs, plans } = await asked('percent(30)', [0, 0.29, 0.3, 0.99, 0.1, 0.7]);
  expect(subgraphs).toEqual([after, after, before, before, after, before]);
  expect(plans).toBe(2);
});

test.each([
  ['all requests', 'percent(100)', after],
  ['none', 'percent(0)', before],
  ['whom somebody has chosen, which nobody can here', 'chosen', before],
])('one that is moved for %s is asked of the same subgraph every time', async (_whom, label, subgraph) => {
  expect((await asked(label, [0, 0.5, 0.999])).subgraphs).toEqual([subgraph, subgraph, subgraph]);
});
