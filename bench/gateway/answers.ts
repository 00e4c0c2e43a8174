import fc from 'fast-check';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { subgraphListener } from '../../gateway/remote/server.js';
import { createTestGateway, raise, spoil, type TestGateway } from '../../test/gateway/support/gateway.js';
import { randomQuery } from '../../test/gateway/support/random-query.js';
import { companySubgraphs, subgraphNames, subgraphSdl } from '../../test/gateway/support/subgraphs.js';
import { Contestant } from './contestant.js';
import { installPeers, peersFolder } from './peers.js';
import { compareWritten } from './written.js';

/**
 * Asks this gateway and `@apollo/gateway` the same over the same subgraphs, and tells where their answers differ. Fails
 * where a written query is answered otherwise for no known reason, or a random one otherwise than by one schema.
 */
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const secret = 'the-secret-of-the-comparison';
const wanted = 200;
const seed = 7;

interface Answer {
  readonly data: string;
  /** Where errors stand, each place once. */
  readonly paths: readonly string[];
}

interface Raw {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: readonly (string | number)[] }[];
}

function answerOf({ data, errors = [] }: Raw): Answer {
  const paths = errors.map(({ path = [] }) => path.join('.'));
  return { data: JSON.stringify(data ?? null), paths: [...new Set(paths)].sort() };
}

/** What the two differ in; null: nothing. */
function difference(ours: Answer, theirs: Answer): string | null {
  if (ours.data !== theirs.data) return 'data';
  return ours.paths.join() === theirs.paths.join() ? null : 'paths of errors';
}

async function serveSubgraphs(gateway: TestGateway): Promise<{ servers: Server[]; supergraphSdl: string }> {
  const servers: Server[] = [];
  const urls = new Map<string, string>();
  for (const subgraph of companySubgraphs(gateway.company)) {
    const schema = buildSubgraphSchema([{ typeDefs: parse(subgraph.sdl) }]);
    const server = createServer(subgraphListener(subgraph, schema, secret, () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    urls.set(subgraph.name, `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
  }
  const services = subgraphNames.map((name) => ({
    name,
    url: urls.get(name) ?? '',
    typeDefs: parse(subgraphSdl[name]),
  }));
  return { servers, supergraphSdl: composeServices(services).supergraphSdl ?? '' };
}

/** Valid queries of all that the schema has, the same ones at every run. */
function queriesOf(gateway: TestGateway): string[] {
  const drawn = fc.sample(randomQuery(gateway.apiSchema), { seed, numRuns: wanted * 6 });
  return [...new Set(drawn.map(declaringUsed))].filter((query) => gateway.isValid(query)).slice(0, wanted);
}

/** The query with those variables declared that it uses: a server refuses any other. */
function declaringUsed(query: string): string {
  const [, declared = '', rest = ''] = /^query \((.*?)\) (\{[^]*)$/.exec(query) ?? [];
  const used = declared.split(', ').filter((one) => new RegExp(`\\${one.split(':')[0]}\\b`).test(rest));
  return used.length > 0 ? `query (${used.join(', ')}) ${rest}` : rest;
}

/** Answers how many of this gateway's answers are not those of one schema. */
async function compare(gateway: TestGateway, url: string, queries: readonly string[], what: string): Promise<number> {
  const variables = { s: true, t: false, l: 'no', n: 3 };
  const found = new Map<string, string[]>();
  let wrong = 0;
  for (const query of queries) {
    const ours = answerOf((await gateway.ask(query, variables)) as Raw);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const theirs = answerOf((await answer.json()) as Raw);
    const monolith = answerOf((await gateway.askMonolith(query, variables)) as Raw);
    const kind = difference(ours, theirs);
    const isAsOne = difference(ours, monolith) === null;
    if (!isAsOne) wrong++;
    if (kind === null) continue;
    const bySpecification = isAsOne ? 'as one schema answers' : 'unlike one schema';
    const by = query.includes('__typename: ') ? ' where a field is called __typename' : '';
    const name = `${kind}${by}; ours ${bySpecification}`;
    found.set(name, [...(found.get(name) ?? []), query]);
  }
  const departures = [...found.values()].flat().length;
  say(`${what}: ${queries.length - departures} of ${queries.length} queries are answered alike`);
  for (const [name, all] of found)
    say(`  ${all.length} differ in ${name}, such as\n    ${all.sort((a, b) => a.length - b.length)[0]}`);
  return wrong;
}

const folder = mkdtempSync(join(tmpdir(), 'samband-answers-'));
const gateway = createTestGateway();
const { servers, supergraphSdl } = await serveSubgraphs(gateway);
try {
  installPeers(say);
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, supergraphSdl);
  const apollo = await Contestant.start(join(peersFolder, 'server.mjs'), ['apollo', file, secret]);
  const queries = queriesOf(gateway);
  const well = await compare(gateway, apollo.told['url'] ?? '', queries, 'All well');
  for (const [type, id, field] of [
    ['TidsbankenKunde', '2', 'navn'],
    ['Project', 'p11', 'title'],
    ['PmsCustomer', '7', 'rating'],
    ['Customer', 'c2', 'name'],
  ] as const)
    spoil(gateway, type, id, field, raise(new Error('spoiled')));
  const spoiled = await compare(gateway, apollo.told['url'] ?? '', queries, 'Four fields that throw');
  apollo.stop();
  if ((await compareWritten(say)) + well + spoiled > 0) process.exitCode = 1;
} finally {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
}
