import { ApolloServer } from '@apollo/server';
import { jest } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { callerIn } from '../../gateway/access/caller.js';
import { composeSupergraph } from '../../gateway/compose.js';
import type { Subgraph } from '../../gateway/subgraph.js';
import type { RequestLine } from '../../shared/log.js';
import { eventually } from '../support/eventually.js';
import { withGuarded } from './access/support.js';
import { helloSubgraph } from './remote/support.js';
import { createCompany } from './support/company.js';
import { post, withServedGateway } from './support/serving.js';
import { companySubgraphs, type Call } from './support/subgraphs.js';

const apollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');

/** How often Apollo Server is asked meanwhile. */
async function apolloDuring(work: () => Promise<unknown>): Promise<number> {
  const before = apollo.mock.calls.length;
  await work();
  return apollo.mock.calls.length - before;
}

const ids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** All that a client gets to see, but for what each answer has of its own. */
async function seen(response: Response) {
  const { date: _date, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: (await response.text()).replace(ids, 'an id') };
}

/** A gateway whose `rates` fails while it is told to, and notes something whenever it is asked. */
async function withCompany(use: (url: string, calls: Call[], failing: { is: boolean }) => Promise<void>) {
  const calls: Call[] = [];
  const failing = { is: false };
  const noting = (subgraph: Subgraph): Subgraph => ({
    ...subgraph,
    execute: async (request) => {
      const answer = await subgraph.execute(request);
      if (failing.is) throw new Error('down');
      request.context.notes.set('noted', [subgraph.name]);
      return answer;
    },
  });
  const subgraphs = companySubgraphs(createCompany(), calls).map((subgraph) =>
    subgraph.name === 'rates' ? noting(subgraph) : subgraph,
  );
  await withServedGateway({ subgraphs }, ({ url }) => use(url, calls, failing));
}

const byId = 'query ($id: ID!) { customer(id: $id) { name tidsbankenKunde { navn } } }';
const two = 'query A { now } query B { kunder { navn } }';
const pages = 'query ($n: Int) { customers(first: $n) { edges { node { name } } } }';
const parted = 'query ($no: Boolean!) { now kunder @skip(if: $no) { navn } }';
const mutation = 'mutation { updateCustomer(id: "c1", name: "New") { customer { name } } }';
const [good, response] = [{ id: 'c1' }, 'application/graphql-response+json'];

/** The request that went before, the one that follows on the same gateway, and whether that one takes the short way. */
type Asked = readonly [what: string, before: object, body: object, isShort: boolean, accept?: string];
const requests: readonly Asked[] = [
  ['a query', { query: '{ now }' }, { query: '{ now }' }, true],
  ['one with aliases', { query: '{ a: now b: now }' }, { query: '{ a: now b: now }' }, true],
  [
    'nulls for what is left out',
    { query: '{ now }' },
    { query: '{ now }', variables: null, operationName: null },
    true,
  ],
  ['other variables', { query: byId, variables: good }, { query: byId, variables: { id: 'c2' } }, true],
  [
    'more variables than asked for',
    { query: byId, variables: good },
    { query: byId, variables: { ...good, x: 1 } },
    true,
  ],
  ['an operation by its name', { query: two, operationName: 'B' }, { query: two, operationName: 'B' }, true],
  ['another operation of the text', { query: two, operationName: 'A' }, { query: two, operationName: 'B' }, false],
  ['what a subgraph notes', { query: '{ version }' }, { query: '{ version }' }, true],
  ['introspection', { query: getIntrospectionQuery() }, { query: getIntrospectionQuery() }, true],
  ['a condition', { query: parted, variables: { no: false } }, { query: parted, variables: { no: true } }, true],
  ['its client’s name', { query: '{ now }' }, { query: '{ now }', extensions: { clientLibrary: { name: 'x' } } }, true],
  ['a type it knows', { query: '{ now }' }, { query: '{ now }' }, true, `${response},application/json;q=0.9`],
  ['any type', { query: '{ now }' }, { query: '{ now }' }, true, '*/*'],
  ['a type there is not', { query: '{ now }' }, { query: '{ now }' }, false, 'image/png'],
  ['a missing variable', { query: byId, variables: good }, { query: byId }, false],
  ['a missing variable, in new words', { query: byId, variables: good }, { query: byId }, false, response],
  ['a wrong variable', { query: byId, variables: good }, { query: byId, variables: { id: {} } }, false],
  ['variables that are text', { query: byId, variables: good }, { query: byId, variables: '{"id":"c1"}' }, false],
  ['variables that are a list', { query: byId, variables: good }, { query: byId, variables: ['c1'] }, false],
  ['extensions that are text', { query: '{ now }' }, { query: '{ now }', extensions: 'x' }, false],
  ['a hash', { query: '{ now }' }, { query: '{ now }', extensions: { persistedQuery: { version: 1 } } }, false],
  ['a name of no operation', { query: two, operationName: 'A' }, { query: two, operationName: 'C' }, false],
  ['an empty name', { query: '{ now }' }, { query: '{ now }', operationName: '' }, false],
  ['a name that is a number', { query: '{ now }' }, { query: '{ now }', operationName: 1 }, false],
  ['no name among two', { query: two, operationName: 'A' }, { query: two }, false],
  ['too long a page', { query: pages, variables: { n: 1 } }, { query: pages, variables: { n: 50_000 } }, false],
  ['a mutation', { query: mutation }, { query: mutation }, false],
  ['a subscription', { query: '{ now }' }, { query: 'subscription { customerChanged(id: "c1") { name } }' }, false],
  ['a list of requests', { query: '{ now }' }, [{ query: '{ now }' }], false],
];

for (const [what, before, body, isShort, accept] of requests)
  test(`${what} is answered to the byte as the first time`, () =>
    withCompany(async (first, firstCalls) => {
      const headers: Record<string, string> = accept === undefined ? {} : { accept };
      const expected = await seen(await post(first, body, headers));
      await withCompany(async (url, calls) => {
        await post(url, before, headers);
        calls.length = 0;
        const asked = await apolloDuring(async () =>
          expect(await seen(await post(url, body, headers))).toEqual(expected),
        );
        expect(asked).toBe(isShort ? 0 : 1);
        expect(calls).toEqual(firstCalls);
      });
    }));

test('what fails where it did not before is asked of each subgraph once, and answered by Apollo Server', () =>
  withCompany(async (url, calls, failing) => {
    const body = { query: '{ version now }' };
    await post(url, body);
    failing.is = true;
    const answers: Awaited<ReturnType<typeof seen>>[] = [];
    for (const way of ['short', 'long']) {
      calls.length = 0;
      // A text that was never answered before goes the long way.
      const query = way === 'short' ? body.query : `${body.query} `;
      const asked = await apolloDuring(async () => answers.push(await seen(await post(url, { query }))));
      expect([asked, calls.length]).toEqual([1, 2]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.body).toContain('{"version":null,"now":"2026-11-20T12:00:00Z"}');
  }));

test('each client gets the type that it knows', () =>
  withCompany(async (url) => {
    const types = ['application/json', response, 'application/json', response];
    for (const accept of types) {
      const { headers } = await post(url, { query: '{ now }' }, { accept });
      expect(headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    }
  }));

test('a GET is left to Apollo Server', () =>
  withCompany(async (url) => {
    await post(url, { query: '{ now }' });
    const headers = { 'apollo-require-preflight': 'yes' };
    expect(await apolloDuring(() => fetch(`${url}?query={now}`, { headers }))).toBe(1);
  }));

test('who may not, or is not known any more, is refused what others were answered', () =>
  withGuarded(
    async (authorization) => (authorization === undefined ? null : callerIn('x', [authorization])),
    async ({ url, calls }) => {
      const query = '{ person { name } }';
      const ask = async (authorization?: string) => post(url, { query }, authorization ? { authorization } : {});
      expect(await (await ask('viewer')).json()).not.toHaveProperty('errors');
      calls.length = 0;
      expect(await (await ask('nothing')).json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      expect((await ask()).status).toBe(401);
      expect(calls).toEqual([]);
      expect(await (await ask('viewer')).json()).not.toHaveProperty('errors');
    },
  ));

test('the log is told the same of both ways', async () => {
  const told: RequestLine[] = [];
  await withServedGateway({ tellRequest: (line) => void told.push(line) }, async ({ url }) => {
    for (let time = 0; time < 2; time += 1) await post(url, { query: 'query Named { now }' });
    await eventually(async () => expect(told).toHaveLength(2));
    const lines = told.map((line) => ({ ...line, ms: 0, requestId: typeof line.requestId }));
    expect(lines[0]).toEqual(lines[1]);
    expect(lines[0]).toMatchObject({ status: 200, operationType: 'query', operation: 'Named', requestId: 'string' });
  });
});

describe('once another supergraph is served', () => {
  const query = '{ hello }';
  const version = (says: string, field: string, before = async (): Promise<void> => undefined) => {
    const { subgraph, sdl } = helloSubgraph(says);
    const execute: Subgraph['execute'] = (request) => before().then(() => subgraph.execute(request));
    const supergraphSdl = composeSupergraph([{ name: 'hello', sdl: `${sdl} extend type Query { ${field}: String }` }]);
    return { supergraphSdl, subgraphs: [{ ...subgraph, execute }] };
  };
  const ask = async (url: string, text = query): Promise<unknown> => (await post(url, { query: text })).json();

  test('it answers, and refuses what it does not have', () => {
    const [old, next] = [version('old', 'gone'), version('new', 'come')];
    return withServedGateway(old, async ({ url, swap }) => {
      for (const text of [query, '{ gone }', query, '{ gone }']) await ask(url, text);
      swap(next.supergraphSdl, next.subgraphs);
      for (let time = 0; time < 2; time += 1) expect(await ask(url)).toEqual({ data: { hello: 'new' } });
      expect(await ask(url, '{ gone }')).toMatchObject({
        errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      });
    });
  });

  test('what the one before was still answering is not remembered', () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const reached = jest.fn(() => released);
    const [old, next] = [version('old', 'gone', reached), version('new', 'come')];
    return withServedGateway(old, async ({ url, swap }) => {
      const waiting = ask(url);
      await eventually(async () => expect(reached).toHaveBeenCalled());
      swap(next.supergraphSdl, next.subgraphs);
      release();
      expect(await waiting).toEqual({ data: { hello: 'old' } });
      expect(await ask(url)).toEqual({ data: { hello: 'new' } });
    });
  });

  test('what the one before answers with errors is still its answer', () => {
    let release = (): void => undefined;
    const down = new Promise<void>((_, reject) => (release = () => reject(new Error('down'))));
    const before = jest.fn(async (): Promise<void> => undefined);
    const [old, next] = [version('old', 'gone', before), version('new', 'come')];
    const told: RequestLine[] = [];
    return withServedGateway({ ...old, tellRequest: (line) => void told.push(line) }, async ({ url, swap }) => {
      const text = 'query Named { hello gone }';
      await ask(url, text);
      before.mockReturnValue(down);
      const waiting = ask(url, text);
      await eventually(async () => expect(before).toHaveBeenCalledTimes(2));
      swap(next.supergraphSdl, next.subgraphs);
      release();
      expect(await waiting).toMatchObject({
        data: { hello: null, gone: null },
        errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
      await eventually(async () => expect(told).toHaveLength(2));
      expect(told[1]).toMatchObject({ operationType: 'query', operation: 'Named', codes: ['INTERNAL_SERVER_ERROR'] });
      expect(before).toHaveBeenCalledTimes(2);
    });
  });
});
