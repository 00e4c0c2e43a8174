import { Env } from '../../shared/config.js';
import type { ChangePage, Resource } from '../../shared/connector.js';
import { Rejected, Unauthenticated } from '../../shared/errors.js';
import { localHost } from '../../shared/host.js';
import { powerofficego } from '../../subgraphs/powerofficego/connector.js';
import { reply, withAddress, type Answerer, type Seen } from '../http/server.js';

type Resources = Readonly<Record<string, Resource>>;

/** Both APIs at one address, their tokens given; `answer` has the rest. */
async function withPowerofficego(
  answer: Answerer,
  use: (resources: Resources, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  const withTokens: Answerer = (response, seen, count) => {
    const api = seen.url.startsWith('/v1') ? 'v1' : 'v2';
    if (seen.url.endsWith('/OAuth/Token')) reply(response, 200, { access_token: `token-${api}`, expires_in: 1200 });
    else answer(response, seen, count);
  };
  await withAddress(withTokens, async (address, seen) => {
    const keys = { APPLICATION_KEY: 'application', CLIENT_KEY: 'client', SUBSCRIPTION_KEY: 'subscription' };
    const values = { URL: `${address}/v2`, V1_URL: `${address}/v1`, ...keys };
    const named = Object.entries(values).map(([name, value]) => [`POWEROFFICEGO_${name}`, value]);
    const connection = powerofficego.connect(new Env(Object.fromEntries(named) as Record<string, string>), localHost());
    await use(connection.resources, seen).finally(() => connection.close());
  });
}

const asked = ({ url }: Seen): URLSearchParams => new URL(url, 'http://go').searchParams;
const calls = (seen: readonly Seen[]): Seen[] => seen.filter(({ url }) => !url.endsWith('/OAuth/Token'));

async function pagesOf(changes: AsyncIterable<ChangePage>): Promise<ChangePage[]> {
  const pages: ChangePage[] = [];
  for await (const page of changes) pages.push(page);
  return pages;
}

/** A v2 list of ids; `header` says what its `X-Pagination` is. */
function customers(ids: () => number[], header: (next: boolean, total: number) => string | null): Answerer {
  return (response, seen) => {
    const id = /^\/v2\/Customers\/(\d+)$/.exec(seen.url)?.[1];
    if (id !== undefined) return reply(response, ids().includes(Number(id)) ? 200 : 404, { Id: Number(id) });
    const ask = asked(seen);
    const size = Number(ask.get('PageSize'));
    const from = (Number(ask.get('PageNumber')) - 1) * size;
    const shown = ids().slice(from, from + size);
    const pagination = header(from + size < ids().length, ids().length);
    if (shown.length === 0) return reply(response, 204);
    const headers: Record<string, string> = pagination === null ? {} : { 'X-Pagination': pagination };
    return reply(
      response,
      200,
      shown.map((Id) => ({ Id })),
      headers,
    );
  };
}

const full = (next: boolean, total: number): string =>
  JSON.stringify({ totalCount: total, ...(next && { nextPageLink: 'http://go/next' }) });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('each API has its own token, fetched once, and only v2 is told the subscription key', async () => {
  const answer: Answerer = (response, { url }) =>
    reply(response, 200, url.startsWith('/v1') ? { data: [], count: 0, success: true } : []);
  await withPowerofficego(answer, async (resources, seen) => {
    const lists = ['Customers', 'Employees', 'Contactperson', 'Customers'];
    await Promise.all(lists.map((name) => resources[name]!.list({ first: 1, after: null })));
    const tokens = seen.filter(({ url }) => url.endsWith('/OAuth/Token'));
    expect(tokens.map(({ url }) => url).sort()).toEqual(['/OAuth/Token', '/v1/OAuth/Token']);
    for (const { method, body, headers } of tokens) {
      expect([method, body]).toEqual(['POST', 'grant_type=client_credentials']);
      expect(headers.authorization).toBe(`Basic ${Buffer.from('application:client').toString('base64')}`);
    }
    for (const { url, headers } of seen) {
      expect(headers['ocp-apim-subscription-key']).toBe(url.startsWith('/v1') ? undefined : 'subscription');
    }
    for (const { url, headers } of calls(seen)) {
      expect(headers.authorization).toBe(`Bearer token-${url.startsWith('/v1') ? 'v1' : 'v2'}`);
    }
  });
});

test('nothing found is an answer without a body', async () => {
  await withPowerofficego(
    (response) => reply(response, 204),
    async ({ Customers }) => {
      expect(await Customers!.list({ first: 5, after: null })).toMatchObject({ records: [], hasNextPage: false });
      expect(await Customers!.find!({ externalRef: 'r' })).toEqual([]);
      const [page] = await pagesOf(Customers!.readChanges(null));
      expect(page).toEqual({ records: [], cursor: '1970-01-01T00:00:00Z' });
    },
  );
});

test.each([
  ['complete', full],
  ['without a total', (next: boolean) => JSON.stringify({ nextPageLink: next ? 'http://go/next' : '' })],
  ['without a link', (_next: boolean, total: number) => JSON.stringify({ totalCount: total })],
  ['missing', () => null],
  ['no JSON', () => 'next'],
])('windows of any size show every record once, with pagination %s', async (_case, header) => {
  await withPowerofficego(
    customers(() => upTo(41), header),
    async ({ Customers }) => {
      for (const sizes of [[7, 20, 3, 11], [40, 1], [41]]) {
        const ids: string[] = [];
        let after: string | null = null;
        for (const first of sizes) {
          const page = await Customers!.list({ first, after });
          ids.push(...page.records.map(({ id }) => id));
          after = page.cursors.at(-1) ?? after;
          if (ids.length < 41) expect(page.hasNextPage).toBe(true);
        }
        expect(ids).toEqual(upTo(41).map(String));
      }
    },
  );
});

test('a few are read one by one, many from the list, and a list far longer than what is asked for is not read', async () => {
  await withPowerofficego(
    customers(() => upTo(5), full),
    async ({ Customers }, seen) => {
      const ids = async (wanted: string[]) => (await Customers!.readMany(wanted)).map((record) => record?.id ?? null);
      expect(await ids(['3', '9', '1'])).toEqual(['3', null, '1']);
      expect(calls(seen)).toHaveLength(3);
      expect(await ids(['5', '4', 'x', '3', '2', '4'])).toEqual(['5', '4', null, '3', '2', '4']);
      expect(calls(seen)).toHaveLength(4);
    },
  );
  await withPowerofficego(
    customers(() => upTo(40_000), full),
    async ({ Customers }, seen) => {
      const wanted = ['30001', '30002', '30003', '50000'];
      expect((await Customers!.readMany(wanted)).map((record) => record?.id ?? null)).toEqual([
        ...wanted.slice(0, 3),
        null,
      ]);
      expect(calls(seen)).toHaveLength(5);
    },
  );
});

test('changes are asked for from a minute before the newest stamp there was', async () => {
  const stamp = '2026-07-01T10:00:00.1234567+02:00';
  const answer: Answerer = (response) => reply(response, 200, [{ Id: 1, LastChangedDateTimeOffset: stamp }]);
  await withPowerofficego(answer, async ({ Employees }, seen) => {
    const cursor = (await pagesOf(Employees!.readChanges(null))).at(-1)!.cursor;
    expect(cursor).toBe(stamp);
    await pagesOf(Employees!.readChanges(cursor));
    const last = asked(calls(seen).at(-1)!);
    expect(last.get('lastChangedDateTimeOffsetGreaterThan')).toBe('2026-07-01T07:59:00.123Z');
    expect(last.get('OrderBy')).toBe('Id');
    await expect(pagesOf(Employees!.readChanges('soon'))).rejects.toThrow(Rejected);
  });
});

test('changes of contact persons are asked for in the words of v1', async () => {
  const contact = { id: 5, partyId: 1, lastChanged: '2023-10-25T07:58:57 +00:00' };
  const answer: Answerer = (response) => reply(response, 200, { data: [contact], success: true, count: 1 });
  await withPowerofficego(answer, async ({ Contactperson }, seen) => {
    const cursor = (await pagesOf(Contactperson!.readChanges(null))).at(-1)!.cursor;
    expect(cursor).toBe('2023-10-25T07:58:57 +00:00');
    await pagesOf(Contactperson!.readChanges(cursor));
    const last = asked(calls(seen).at(-1)!);
    expect(last.get('$filter')).toBe("(LastChanged ge datetimeoffset'2023-10-25T07:57:57.000Z')");
    await Contactperson!.readMany(['5', 'x', '6']);
    expect(asked(calls(seen).at(-1)!).get('$filter')).toBe('(Id eq 5 or Id eq 6)');
  });
});

test('a masked number is no information, and what v1 leaves out is empty', async () => {
  const customer = { Id: 1, NationalIdNumber: 'hidden', InternationalIdNumber: null, MailAddress: { zipCode: '0150' } };
  const contact = { id: 5, partyId: 1, firstName: 'Kari', socialSecurityNumber: 'Hidden' };
  const answer: Answerer = (response, { url }) =>
    reply(response, 200, url.startsWith('/v1') ? { data: [contact], success: true, count: 1 } : customer);
  await withPowerofficego(answer, async ({ Customers, Contactperson }) => {
    const [read] = await Customers!.readMany(['1']);
    expect(read?.fields).toEqual({ Id: 1, InternationalIdNumber: null, MailAddress: { ZipCode: '0150' } });
    const [person] = await Contactperson!.readMany(['5']);
    expect(person?.fields).not.toHaveProperty('socialSecurityNumber');
    expect(person?.fields).toMatchObject({ firstName: 'Kari', lastName: null, emailAddress: null, isActive: null });
  });
});

test('a token that is refused names the three keys', async () => {
  await withAddress(
    (response) => reply(response, 400, { error: 'invalid_client', error_description: 'application:client' }),
    async (address) => {
      const keys = ['APPLICATION_KEY', 'CLIENT_KEY', 'SUBSCRIPTION_KEY'].map((name) => [
        `POWEROFFICEGO_${name}`,
        'wrong',
      ]);
      const urls = { POWEROFFICEGO_URL: `${address}/v2`, POWEROFFICEGO_V1_URL: `${address}/v1` };
      const connection = powerofficego.connect(new Env({ ...urls, ...Object.fromEntries(keys) }), localHost());
      for (const { list } of Object.values(connection.resources)) {
        const error = await list({ first: 1, after: null }).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(Unauthenticated);
        for (const [name] of keys) expect(String(error)).toContain(name);
      }
      await connection.close();
    },
  );
});
