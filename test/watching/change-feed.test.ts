import { createClient as createStreamClient } from 'graphql-sse';
import { WebSocket } from 'ws';
import { polled } from '../../shared/polled.js';
import { numberChanges } from '../../subgraphs/hub/store/queries/change-feed.js';
import { withGraph, withLiveGraph, type Graph } from '../hub/graphql-support.js';
import { eventually } from '../support/eventually.js';
import { firstOf, withWatched } from './support.js';

interface Change {
  readonly cursor: string;
  readonly kind: string;
  readonly recordId: string;
  readonly version: number;
  readonly fields: readonly string[];
  readonly record: { readonly name: string } | null;
}

const subscription = `subscription ($after: String, $types: [String!]) {
  recordsChanged(after: $after, types: $types) { cursor kind recordId version fields record { ... on Customer { name } } }
}`;

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const insert = `insert into change (canonical_id, type, kind, version, fields, made_at) values ($1, $2, 'UPDATED', 2, '{name}', now())`;

async function changeOf(graph: Graph, number: number, type = 'Customer'): Promise<void> {
  await graph.sql(insert, [id(number), type]);
}

/** Takes as long as five looks of somebody who follows. */
async function someLooksLong(): Promise<void> {
  let looks = 0;
  const look = async () => ({ values: [], over: (looks += 1) === 5 });
  for await (const _ of polled(look, 200));
}

interface Listed {
  readonly recordChanges: { readonly edges: readonly { readonly cursor: string; readonly node: Change }[] };
}

/** What was told so far: the records, and the cursors. */
async function toldSoFar(graph: Graph): Promise<{ ids: string[]; cursors: string[] }> {
  const query = '{ recordChanges(first: 500) { edges { cursor node { recordId } } } }';
  const { recordChanges } = await graph.data<Listed>(query);
  return {
    ids: recordChanges.edges.map(({ node }) => node.recordId),
    cursors: recordChanges.edges.map(({ cursor }) => cursor),
  };
}

describe('the change feed', () => {
  test('tells a change only after what was committed before it, whoever began first', () =>
    withGraph(async (graph) => {
      const { db } = graph.hub.context;
      const slow = db.createQueryRunner();
      await slow.startTransaction();
      await slow.query(insert, [id(1), 'Customer']);
      await changeOf(graph, 2);
      expect((await toldSoFar(graph)).ids).toEqual([id(2)]);
      await slow.commitTransaction();
      await slow.release();
      await changeOf(graph, 3);
      expect((await toldSoFar(graph)).ids).toEqual([id(2), id(1), id(3)]);
    }));

  test('numbers each change once, however many number at a time', () =>
    withGraph(async (graph) => {
      const { db } = graph.hub.context;
      const numbers = Array.from({ length: 60 }, (_, number) => number);
      await Promise.all(numbers.map((number) => Promise.all([changeOf(graph, number), numberChanges(db)])));
      await numberChanges(db);
      const found = await graph.sql('select seq::int as seq from change order by seq');
      expect(found).toEqual(numbers.map((number) => ({ seq: number + 1 })));
    }));

  test('goes on behind a cursor, misses nothing and doubles nothing, by WebSocket and by server-sent events', () =>
    withGraph((graph) =>
      withWatched(graph, async ({ client, url }) => {
        for (let number = 0; number < 30; number += 1) await changeOf(graph, number);
        const start = await toldSoFar(graph);
        const [first] = await firstOf<Change>(client, subscription, 1, { after: start.cursors[0] });
        expect(first?.recordId).toBe(id(1));
        const rest = await firstOf<Change>(client, subscription, 28, { after: first?.cursor });
        expect([id(0), id(1), ...rest.map(({ recordId }) => recordId)]).toEqual(start.ids);
        const streams = createStreamClient({ url: `${url}/stream`, retryAttempts: 0 });
        const seen: string[] = [];
        const variables = { after: first?.cursor, types: ['Customer'] };
        for await (const { data } of streams.iterate<{ recordsChanged: Change }>({ query: subscription, variables })) {
          seen.push(data?.recordsChanged.recordId ?? '');
          if (seen.length === 10) await Promise.all([changeOf(graph, 40, 'Project'), changeOf(graph, 41)]);
          if (seen.length === 29) break;
        }
        streams.dispose();
        expect(seen).toEqual([...start.ids.slice(2), id(41)]);
      }),
    ));

  test('is refused with a cursor that is none and a type that is none', () =>
    withGraph((graph) =>
      withWatched(graph, async ({ client }) => {
        for (const [variables, message] of [
          [{ after: 'Fjord' }, /after is not a cursor/],
          [{ types: ['Kunde'] }, /types must be among Customer, Employee, Project/],
        ] as const) {
          const { value } = await client.iterate({ query: subscription, variables }).next();
          expect(value).toMatchObject({ errors: [{ message: expect.stringMatching(message) }] });
        }
      }),
    ));

  test('has what the sync does, with the record as it is', () =>
    withLiveGraph((graph) =>
      withWatched(graph, async ({ client }) => {
        const { lastChangeCursor: after } = await graph.data<{ lastChangeCursor: string }>('{ lastChangeCursor }');
        const create = `mutation { createCustomer(input: { waitMs: 0, values: { name: "Fjord AS" } }) { customer { id } userErrors { message } } }`;
        const made = await graph.data<{ createCustomer: { customer: { id: string } } }>(create);
        const recordId = made.createCustomer.customer.id;
        const update = `mutation ($id: ID!) { updateCustomer(input: { id: $id, waitMs: 0, patch: { name: "Fjell AS" } }) { userErrors { message } } }`;
        await graph.data(update, { id: recordId });
        const seen = await firstOf<Change>(client, subscription, 2, { after });
        expect(seen).toEqual([
          expect.objectContaining({ kind: 'CREATED', recordId, version: 1, record: { name: 'Fjell AS' } }),
          expect.objectContaining({ kind: 'UPDATED', recordId, version: 2, fields: ['name'] }),
        ]);
      }),
    ));
});

describe('a run that is watched', () => {
  test('tells how it comes on, and ends when it is over', () =>
    withLiveGraph((graph) =>
      withWatched(graph, async ({ client }) => {
        const { startSync } = await graph.data<{ startSync: { run: { id: string } } }>(
          `mutation { startSync(input: { dryRun: true }) { run { id } userErrors { message } } }`,
        );
        const query = `subscription ($id: ID!) { syncRunProgressed(id: $id) { status progress } }`;
        const seen: { status: string; progress: number }[] = [];
        for await (const { data } of client.iterate({ query, variables: { id: startSync.run.id } }))
          seen.push((data as { syncRunProgressed: { status: string; progress: number } }).syncRunProgressed);
        expect(seen.at(-1)).toEqual({ status: 'SUCCEEDED', progress: 1 });
        expect(seen.map(({ progress }) => progress)).toEqual(
          seen.map(({ progress }) => progress).toSorted((a, b) => a - b),
        );
      }),
    ));
});

describe('a connection', () => {
  test('from a page of somebody else is refused', () =>
    withGraph((graph) =>
      withWatched(graph, async ({ url }) => {
        const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
          origin: 'https://evil.example',
        });
        const refused = await new Promise((resolve) => socket.once('error', resolve));
        expect(String(refused)).toMatch('403');
      }),
    ));

  test('that a client breaks off is no fault', () =>
    withGraph((graph) =>
      withWatched(graph, async ({ url }) => {
        const breaking = new AbortController();
        const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
        const { lastChangeCursor: after } = await graph.data<{ lastChangeCursor: string }>('{ lastChangeCursor }');
        const body = JSON.stringify({ query: subscription, variables: { after } });
        const response = await fetch(`${url}/stream`, { method: 'POST', headers, body, signal: breaking.signal });
        const reader = response.body?.getReader();
        await changeOf(graph, 1);
        let text = '';
        while (!text.includes(id(1))) text += new TextDecoder().decode((await reader?.read())?.value);
        breaking.abort();
        for (let number = 2; number < 5; number += 1) await changeOf(graph, number);
        expect((await toldSoFar(graph)).ids).toHaveLength(4);
      }),
    ));

  test('of server-sent events that a client breaks off leaves the database alone from then on', () =>
    withGraph((graph) =>
      withWatched(graph, async ({ url }) => {
        const { lastChangeCursor: after } = await graph.data<{ lastChangeCursor: string }>('{ lastChangeCursor }');
        const streams = createStreamClient({ url: `${url}/stream`, retryAttempts: 0 });
        const events = streams.iterate<{ recordsChanged: Change }>({ query: subscription, variables: { after } });
        await changeOf(graph, 1);
        expect(await events.next()).toMatchObject({ value: { data: { recordsChanged: { recordId: id(1) } } } });
        streams.dispose();
        await eventually(async () => expect(await graph.statements(someLooksLong)).toEqual([]));
      }),
    ));

  test('ends when the gateway does', () =>
    withGraph((graph) =>
      withWatched(graph, async ({ client, stop }) => {
        const events = client.iterate({ query: subscription });
        const ended = events.next();
        await graph.data('{ systems { id } }');
        const closed = new Promise((resolve) => client.on('closed', resolve));
        client.on('connected', () => undefined);
        await stop();
        await closed;
        await expect(ended).rejects.toBeDefined();
      }),
    ));
});
