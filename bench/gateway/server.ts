import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { composeServices } from '@theguild/federation-composition';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import { remoteSubgraph } from '../../gateway/remote/client.js';
import { subgraphListener } from '../../gateway/remote/server.js';
import { startGateway } from '../../gateway/server.js';
import { localSubgraph } from '../../gateway/subgraph.js';
import { Env, processEnv } from '../../shared/config.js';
import { createLog } from '../../shared/log.js';
import { readTracing } from '../../shared/telemetry/settings.js';
import { startTracing } from '../../shared/telemetry/start.js';
import { monolith, parts } from './graph.js';

/**
 * One process of the measurement: `subgraphs` serves all seven, `monolith`, `in-process` and `http` serve the graph. Says where,
 * and answers each line on its input with the CPU time it has used and its memory.
 */
const [, , role = '', supergraphFile = ''] = process.argv;
const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
const secret = 'the-secret-of-the-measurement';

async function serveSubgraphs(): Promise<void> {
  const services = [];
  for (const { name, sdl, schema } of parts()) {
    const fail = (error: unknown): void => void Promise.reject(error);
    const server = createServer(subgraphListener(localSubgraph(name, { schema, sdl }), schema, secret, fail));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    services.push({ name, url, typeDefs: parse(sdl) });
  }
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
  say({ supergraphSdl, secret });
}

async function serveMonolith(): Promise<void> {
  const server = new ApolloServer({ schema: monolith() });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  say({ url });
}

async function serveGateway(supergraphSdl: string, isRemote: boolean): Promise<void> {
  const urls = new Map(
    [...supergraphSdl.matchAll(/@join__graph\(name: "(\w+)", url: "([^"]+)"\)/g)].map(([, name, url]) => [name, url]),
  );
  const subgraphs = parts().map(({ name, sdl, schema }) =>
    isRemote ? remoteSubgraph({ name, url: urls.get(name) ?? '', secret }) : localSubgraph(name, { schema, sdl }),
  );
  const env = new Env(processEnv());
  const fail = (error: unknown): void => void Promise.reject(error);
  await startTracing(readTracing(env), fail);
  const { request: tellRequest } = createLog(env);
  const { url } = await startGateway({
    ...{ port: 0, firstQuery: '', authenticate: null, tellRequest, supergraphSdl, subgraphs },
    // As `npm start` has it.
    deadlineMs: 15_000,
  });
  say({ url });
}

process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage();
  say({ cpuMs: (user + system) / 1000, rss: process.memoryUsage.rss() });
});
process.stdin.on('end', () => process.exit(0));

const { readFile } = await import('node:fs/promises');
if (role === 'subgraphs') await serveSubgraphs();
else if (role === 'monolith') await serveMonolith();
else await serveGateway(await readFile(supergraphFile, 'utf8'), role === 'http');
