import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { composeSupergraph } from '../../../gateway/compose.js';
import { startGateway } from '../../../gateway/server.js';
import { eventually } from '../../support/eventually.js';
import { post } from '../support/serving.js';
import { helloSubgraph, startCommand, withElsewhere } from './support.js';

jest.setTimeout(60_000);

/** A graph that says one thing, and has one more field for each time it was changed. */
function version(number: number, beforeLastTick?: Promise<void>) {
  const { subgraph, sdl } = helloSubgraph(`hello ${number}`, beforeLastTick);
  const more = `${sdl} extend type Query { since${number}: String }`;
  return { supergraphSdl: composeSupergraph([{ name: 'hello', sdl: more }]), subgraphs: [subgraph] };
}

test('a supergraph that is swapped a hundred times under load fails no request and drops no subscription', async () => {
  let lastSwap = (): void => undefined;
  const swapped = new Promise<void>((resolve) => (lastSwap = resolve));
  const gateway = await startGateway({ port: 0, firstQuery: '', authenticate: null, ...version(0, swapped) });
  const faults: string[] = [];
  const answers = new Map<string, number>();
  let isSwapping = true;
  const load = Array.from({ length: 8 }, async () => {
    while (isSwapping) {
      const { data, errors } = (await (await post(gateway.url, { query: '{ hello }' })).json()) as {
        data?: { hello: string };
        errors?: object[];
      };
      if (errors || !data) faults.push(JSON.stringify(errors));
      else answers.set(data.hello, (answers.get(data.hello) ?? 0) + 1);
    }
  });
  const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const seen = Array.from({ length: 20 }, (): unknown[] => []);
  const ticking = seen.map(async (ticks) => {
    for await (const { data } of client.iterate({ query: 'subscription { tick }' })) ticks.push(data?.['tick']);
  });
  const ended = Promise.allSettled(ticking);
  await eventually(async () => expect(seen).toEqual(Array(20).fill([1, 2])));
  for (let number = 1; number <= 100; number += 1) {
    const { supergraphSdl, subgraphs } = version(number);
    gateway.swap(supergraphSdl, subgraphs);
    await post(gateway.url, { query: `{ since${number} }` }).then((answer) => answer.text());
  }
  isSwapping = false;
  await Promise.all(load);
  expect(faults).toEqual([]);
  expect(answers.size).toBeGreaterThan(20);
  expect(seen).toEqual(Array(20).fill([1, 2]));
  lastSwap();
  await ended;
  expect(seen).toEqual(Array(20).fill([1, 2, 3]));
  await client.dispose();
  await gateway.stop();
});

test('one that cannot be served changes nothing', async () => {
  const gateway = await startGateway({ port: 0, firstQuery: '', authenticate: null, ...version(1) });
  const { supergraphSdl, subgraphs } = version(2);
  expect(() => gateway.swap('type Query {', subgraphs)).toThrow();
  expect(() => gateway.swap(supergraphSdl, [])).toThrow(/needs subgraphs that are not there: hello/);
  expect(await (await post(gateway.url, { query: '{ hello since1 }' })).json()).toEqual({
    data: { hello: 'hello 1', since1: null },
  });
  await gateway.stop();
});

test('npm run gateway serves a file, takes a changed one, and refuses a broken one with the reason while the last good one serves', async () => {
  await withElsewhere(async ({ supergraphSdl }) => {
    const folder = await mkdtemp(join(tmpdir(), 'samband-gateway-'));
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, supergraphSdl);
    const { child, said, url } = startCommand(file);
    const headers = { authorization: 'Bearer the-token-of-the-tests' };
    const ask = async (query: string): Promise<unknown> => (await post(url(), { query }, headers)).json();
    try {
      await eventually(async () => expect(said()).toContain('The gateway is ready'));
      const query = '{ customer(id: "c1") { name tidsbankenKunde { navn } } }';
      const good = await ask(query);
      expect(good).toMatchObject({
        data: { customer: { name: expect.any(String), tidsbankenKunde: { navn: expect.any(String) } } },
      });
      await writeFile(file, supergraphSdl.replace('type Query', 'type Query {'));
      await eventually(async () => expect(said()).toMatch(/is refused, the last good one serves on: .*Parse error at/));
      expect(await ask(query)).toEqual(good);
      await writeFile(file, supergraphSdl.replaceAll('  label', '  etikett'));
      await eventually(async () =>
        expect(said()).toContain("The planner cannot work with it: Normalization error: Field 'label'"),
      );
      expect(await ask(query)).toEqual(good);
      await writeFile(file, supergraphSdl.replace('type Query', 'type Unused { id: ID } type Query'));
      await eventually(async () => expect(said()).toContain('has changed, and is served from here on'));
      expect(await ask(query)).toEqual(good);
      expect(await ask('{ __type(name: "Unused") { name } }')).toEqual({ data: { __type: { name: 'Unused' } } });
      expect((await post(url(), { query })).status).toBe(401);
      const ready = await (await fetch(new URL('/readyz', url()))).json();
      expect(ready).toMatchObject({ status: 'ready', dependencies: { hub: 'up', tidsbanken: 'up' } });
      const metrics = await (await fetch(new URL('/metrics', url()), { headers })).text();
      expect(metrics).toContain('samband_subgraph_up{subgraph="tidsbanken"} 1');
    } finally {
      child.kill('SIGTERM');
      await rm(folder, { recursive: true });
    }
  });
});
