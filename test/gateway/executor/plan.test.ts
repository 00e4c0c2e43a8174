import type { PlanNode } from '@graphql-hive/router-query-planner';
import { stepsOf } from '../../../gateway/executor/plan.js';

const fetchNode = { kind: 'Fetch', serviceName: 'hub', operation: '{ a }' } as const;

test.each<[string, PlanNode]>([
  ['Condition', { kind: 'Condition', condition: 's', ifClause: fetchNode }],
  ['Defer', { kind: 'Defer', primary: {}, deferred: [] }],
])('a %s node, which no operation printed here leads to, is refused', (kind, node) => {
  expect(() => stepsOf({ kind: 'Sequence', nodes: [fetchNode, node] })).toThrow(`${kind} node`);
});
