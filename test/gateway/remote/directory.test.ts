import { parse } from 'graphql';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { composeSupergraph } from '../../../gateway/compose.js';
import { subgraphDirectory } from '../../../gateway/remote/directory.js';
import { eventually } from '../../support/eventually.js';
import { gatewayContext } from '../support/gateway.js';
import { helloSubgraph } from './support.js';

/** A server that keeps connections open for long, and answers `{ hello }` when it is let. */
async function serveSlowly(use: (url: string, server: Server, waiting: ServerResponse[]) => Promise<void>) {
  const waiting: ServerResponse[] = [];
  const server = createServer((_, response) => waiting.push(response));
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, server, waiting);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function letAnswer(waiting: ServerResponse[]): Promise<void> {
  return eventually(async () => {
    expect(waiting).toHaveLength(1);
    waiting.pop()?.end('{"data":{"hello":"x"}}');
  });
}

const graphAt = (url: string): string => composeSupergraph([{ name: 'hello', sdl: helloSubgraph('').sdl, url }]);
const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

test('a subgraph that no supergraph names any more answers what it was asked, and is asked still, but keeps no connection', async () => {
  await serveSlowly(async (url, server, waiting) => {
    const directory = subgraphDirectory(null, 10_000);
    const [before] = directory.of(graphAt(url));
    const [after] = directory.of(graphAt(url.replace('127.0.0.1', 'localhost')));
    if (!before || !after) throw new Error('no subgraph came');
    const ask = async (): Promise<unknown> => {
      const request = { query: '{ hello }', document: parse('{ hello }'), variables: {} };
      return before.execute({ ...request, context: gatewayContext() });
    };
    const asked = ask();
    await eventually(async () => expect(waiting).toHaveLength(1));
    const closed = directory.keepOnly([after]);
    await letAnswer(waiting);
    expect(await asked).toEqual({ data: { hello: 'x' } });
    await closed;
    await eventually(async () => expect(await connectionsOf(server)).toBe(0));
    const later = ask();
    await letAnswer(waiting);
    expect(await later).toEqual({ data: { hello: 'x' } });
    await eventually(async () => expect(await connectionsOf(server)).toBe(0));
    await directory.close();
  });
});

test('one that is named again and again is the same, with the connections that it has', async () => {
  await serveSlowly(async (url, server, waiting) => {
    const directory = subgraphDirectory(null, 10_000);
    const [before] = directory.of(graphAt(url));
    const [after] = directory.of(graphAt(url));
    expect(after).toBe(before);
    await directory.keepOnly(after ? [after] : []);
    const request = { query: '{ hello }', document: parse('{ hello }'), variables: {}, context: gatewayContext() };
    const asked = after?.execute(request);
    await letAnswer(waiting);
    await asked;
    expect(await connectionsOf(server)).toBe(1);
    await directory.close();
  });
});
