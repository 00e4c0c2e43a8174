import { QueryPlanner } from '@graphql-hive/router-query-planner';

/** Tries whether the planner can work with the supergraph that comes in: a process of its own, since a panic ends it. */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
new QueryPlanner(Buffer.concat(chunks).toString('utf8'));
