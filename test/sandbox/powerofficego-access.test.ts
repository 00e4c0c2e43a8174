import { basic, form, subscription, withPowerofficego } from './powerofficego-server.js';

const grant = 'grant_type=client_credentials';

describe('a v2 token', () => {
  test('is given for both keys, the subscription and the right grant, and lasts 20 minutes', () =>
    withPowerofficego(async ({ raw, setTime }) => {
      const { status, body } = await raw('POST', '/OAuth/Token', { ...subscription, ...basic, ...form }, grant);
      expect([status, body]).toEqual([
        200,
        { access_token: expect.any(String), token_type: 'bearer', expires_in: 1200 },
      ]);
      const headers = { ...subscription, authorization: `Bearer ${(body as { access_token: string }).access_token}` };
      setTime('2026-11-20T10:19:59.000Z');
      expect((await raw('GET', '/v2/Employees?PageSize=1', headers)).status).toBe(200);
      setTime('2026-11-20T10:20:01.000Z');
      const late = await raw('GET', '/v2/Employees?PageSize=1', headers);
      expect([late.status, late.body]).toEqual([401, { statusCode: 401, message: expect.any(String) }]);
    }));

  test.each([
    ['a wrong key', { ...basic, authorization: 'Basic d3Jvbmc6d3Jvbmc=' }, form, grant, 'invalid_client'],
    ['another grant', basic, form, 'grant_type=password', 'unsupported_grant_type'],
    ['a JSON body', basic, { 'content-type': 'application/json' }, '{}', 'invalid_request'],
  ])('is refused for %s', (_, authorization, type, body, error) =>
    withPowerofficego(async ({ raw }) => {
      const reply = await raw('POST', '/OAuth/Token', { ...subscription, ...authorization, ...type }, body);
      expect([reply.status, reply.body]).toEqual([400, { error, error_description: expect.any(String) }]);
    }),
  );

  test('does not open v1, nor the other way round', () =>
    withPowerofficego(async ({ raw, token }) => {
      const bearer = async (path: string) => ({ ...subscription, authorization: `Bearer ${await token(path)}` });
      expect((await raw('GET', '/v1/PartyContactPerson/', await bearer('/OAuth/Token'))).status).toBe(401);
      expect((await raw('GET', '/v2/Customers', await bearer('/v1/OAuth/Token'))).status).toBe(401);
    }));
});

test.each(['/OAuth/Token', '/v2/Customers'])('without the subscription key %s is closed', (path) =>
  withPowerofficego(async ({ raw }) => {
    const missing = await raw('POST', path, { ...basic, ...form }, grant);
    const wrong = await raw('POST', path, { ...basic, ...form, 'ocp-apim-subscription-key': 'wrong' }, grant);
    expect([missing.status, wrong.status]).toEqual([401, 401]);
    expect(missing.body).toEqual({ statusCode: 401, message: expect.stringContaining('missing subscription key') });
  }),
);

test('the eleventh call within a second must wait, and after a second may pass', () =>
  withPowerofficego(
    async ({ raw, token }) => {
      const headers = { ...subscription, authorization: `Bearer ${await token('/OAuth/Token')}` };
      const call = () => raw('GET', '/v2/Customers?PageSize=1', headers);
      const replies = await Promise.all(Array.from({ length: 12 }, call));
      expect(replies.filter(({ status }) => status === 200).length).toBe(10);
      const refused = replies.find(({ status }) => status === 429);
      expect(refused?.headers.get('retry-after')).toBe('1');
      expect(refused?.body).toEqual({ statusCode: 429, message: expect.stringContaining('Rate limit') });
      const deadline = Date.now() + 5000;
      let reply = refused;
      while (reply?.status === 429 && Date.now() < deadline) reply = await call();
      expect(reply?.status).toBe(200);
    },
    { limitsRate: true },
  ));

test('an address over 2000 characters is not found, misleadingly', () =>
  withPowerofficego(async ({ send }) => {
    const { status } = await send('GET', `/v2/Customers?customerNos=${'10001,'.repeat(400)}10001`);
    expect(status).toBe(404);
  }));
