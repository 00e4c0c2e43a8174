import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerIn } from '../../../gateway/access/caller.js';
import { hashOf, knownOperations } from '../../../gateway/guard/operations.js';
import { rateLimit } from '../../../gateway/guard/rate.js';
import { post, withServedGateway } from '../support/serving.js';

describe('the rate of a client', () => {
  test('is a minute’s worth at once, then evenly; others are not held up', () => {
    let now = 0;
    const limit = rateLimit(60, () => now);
    for (let request = 0; request < 60; request += 1) expect(limit.waitFor('kari')).toBe(0);
    expect(limit.waitFor('kari')).toBe(1000);
    expect(limit.waitFor('ola')).toBe(0);
    now += 1000;
    expect(limit.waitFor('kari')).toBe(0);
    expect(limit.waitFor('kari')).toBe(1000);
    now += 3_600_000;
    for (let request = 0; request < 60; request += 1) expect(limit.waitFor('kari')).toBe(0);
    expect(limit.waitFor('kari')).toBe(1000);
  });

  test('is answered with 429 and how long to wait', () =>
    withServedGateway(
      { requestsPerMinute: 2, authenticate: async () => callerIn('kari', ['admin']) },
      async ({ url }) => {
        const answers = [];
        for (let request = 0; request < 3; request += 1) answers.push(await post(url, { query: '{ now }' }));
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
        expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(await answers[2]?.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
      },
    ));
});

test('where the schema is not shown, neither introspection nor the page is answered, nothing is hinted at, and data is', () =>
  withServedGateway({ introspection: false }, async ({ url }) => {
    for (const query of ['{ __schema { types { name } } }', '{ now __type(name: "Query") { name } }'])
      expect(await (await post(url, { query })).json()).toMatchObject({
        errors: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }],
      });
    expect(await (await post(url, { query: '{ __typename customers { totalCount } }' })).json()).not.toHaveProperty(
      'errors',
    );
    const { errors } = (await (await post(url, { query: '{ custmers { totalCount } }' })).json()) as {
      errors: object[];
    };
    expect(errors).toMatchObject([{ message: 'Cannot query field "custmers" on type "Query".' }]);
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await page.text()).not.toContain('andbox');
  }));

describe('operations that clients were built with', () => {
  const known = '{ customers { totalCount } }';

  async function withFile(content: unknown, use: (file: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'samband-operations-'));
    try {
      const file = join(folder, 'operations.json');
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      await use(file);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  const manifest = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: 'x', name: 'C', type: 'query', body: known }],
  };

  test.each([
    ['a manifest', manifest],
    ['texts by hash', { [hashOf(known)]: known }],
  ])('from %s are taken by their text and by their hash, and no others where only they are', (_what, content) =>
    withFile(content, async (file) => {
      await withServedGateway({ operations: await knownOperations(file, true) }, async ({ url }) => {
        const byHash = { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(known) } } };
        for (const body of [{ query: known }, byHash])
          expect(await (await post(url, body)).json()).toMatchObject({
            data: { customers: { totalCount: expect.any(Number) } },
          });
        for (const query of ['{ now }', `${known} `, '{ __schema { types { name } } }'])
          expect(await (await post(url, { query })).json()).toMatchObject({
            errors: [{ extensions: { code: 'OPERATION_NOT_KNOWN' } }],
          });
      });
      await withServedGateway({ operations: await knownOperations(file, false) }, async ({ url }) => {
        expect(await (await post(url, { query: '{ now }' })).json()).toHaveProperty('data');
      });
    }),
  );

  test.each([
    ['is no JSON', 'nonsense', /is neither a manifest/],
    ['is something else', [1], /is neither a manifest/],
    ['has what is no GraphQL', { a: '{ ' }, /has an operation that is no GraphQL/],
  ])('a file that %s is refused', (_what, content, reason) =>
    withFile(content, async (file) => {
      await expect(knownOperations(file, true)).rejects.toThrow(reason);
      await expect(knownOperations(`${file}.none`, true)).rejects.toThrow(/cannot be read/);
    }),
  );
});
