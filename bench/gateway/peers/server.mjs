import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** A peer's gateway as its users would start it: `apollo`, `hive`, `hive-rust`. Speaks to the measurement as server.ts does. */
const [, , role, supergraphFile, secret] = process.argv;
const supergraphSdl = readFileSync(supergraphFile, 'utf8');
const say = (message) => void process.stdout.write(`${JSON.stringify(message)}\n`);
const headers = { authorization: `Bearer ${secret}` };

async function apollo() {
  const { ApolloServer } = await import('@apollo/server');
  const { startStandaloneServer } = await import('@apollo/server/standalone');
  const { ApolloGateway, RemoteGraphQLDataSource } = await import('@apollo/gateway');
  class Signed extends RemoteGraphQLDataSource {
    willSendRequest({ request }) {
      for (const [name, value] of Object.entries(headers)) request.http?.headers.set(name, value);
    }
  }
  const gateway = new ApolloGateway({ supergraphSdl, buildService: ({ url }) => new Signed({ url }) });
  const { url } = await startStandaloneServer(new ApolloServer({ gateway, introspection: true }), {
    listen: { port: 0, host: '127.0.0.1' },
  });
  return url;
}

async function hive(withRust) {
  const { createGatewayRuntime } = await import('@graphql-hive/gateway-runtime');
  const { unifiedGraphHandler } = withRust ? await import('@graphql-hive/router-runtime') : {};
  const runtime = createGatewayRuntime({
    supergraph: () => supergraphSdl,
    logging: false,
    propagateHeaders: { fromClientToSubgraphs: () => headers },
    ...(unifiedGraphHandler ? { unifiedGraphHandler } : {}),
  });
  const server = createServer(runtime);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/graphql`;
}

process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage();
  say({ cpuMs: (user + system) / 1000, rss: process.memoryUsage.rss() });
});
process.stdin.on('end', () => process.exit(0));
say({ url: await (role === 'apollo' ? apollo() : hive(role === 'hive-rust')) });
