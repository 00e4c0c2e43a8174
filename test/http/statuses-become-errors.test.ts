import { inspect } from 'node:util';
import { HubError } from '../../shared/errors.js';
import type { HttpRequest } from '../../shared/http/client.js';
import { reply, withServer, type Answerer } from './server.js';

const read: HttpRequest = { method: 'GET', path: '/people/7', entityType: 'Person', id: '7' };
const write: HttpRequest = { method: 'POST', path: '/people', entityType: 'Person', json: { name: 'Kari Nordmann' } };

async function failure(request: HttpRequest, answer: Answerer, options = {}): Promise<HubError> {
  let caught: unknown = null;
  await withServer(
    answer,
    async ({ client }) => {
      caught = await client.request(request).catch((error: unknown) => error);
    },
    options,
  );
  expect(caught).toBeInstanceOf(HubError);
  return caught as HubError;
}

test.each([
  [400, 'REJECTED', 'acme refused Person 7: answered 400'],
  [401, 'UNAUTHENTICATED', 'acme does not accept our credentials for Person (401): check ACME_KEY'],
  [403, 'UNAUTHENTICATED', 'acme lets us in but not to Person (403): check ACME_KEY'],
  [404, 'NOT_FOUND', 'acme has no Person 7'],
  [409, 'CONFLICT', 'acme: Person 7: answered 409'],
  [410, 'NOT_FOUND', 'acme has no Person 7'],
  [412, 'CONFLICT', 'acme: Person 7: answered 412'],
  [422, 'REJECTED', 'acme refused Person 7: answered 422'],
  [429, 'RATE_LIMITED', 'acme asks us to slow down'],
  [500, 'UNAVAILABLE', 'acme has a fault of its own (500)'],
  [503, 'UNAVAILABLE', 'acme has a fault of its own (503)'],
  [302, 'UNAVAILABLE', 'acme points elsewhere for Person (302): check its address'],
])('status %i is %s', async (status, code, message) => {
  const error = await failure(read, (response) => reply(response, status, {}));
  expect(error).toMatchObject({ code, message });
  expect(error.details).toEqual({ system: 'acme', entityType: 'Person', id: '7', status });
});

test('credentials that an authorization server refuses with 400 are named too', async () => {
  const error = await failure(write, (response) => reply(response, 400, { error: 'invalid_client' }));
  expect(error).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('ACME_KEY') });
});

test('a web page where JSON is expected means that the system is unavailable', async () => {
  const page: Answerer = (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Maintenance of vault 4711</html>');
  };
  const error = await failure(read, page, { address: 'ACME_URL' });
  expect(error).toMatchObject({
    code: 'UNAVAILABLE',
    message: 'acme answered for Person with a web page (200): check ACME_URL, or wait if it is being maintained',
  });
  expect(inspect(error, { depth: 9 })).not.toContain('4711');
  expect((await failure(write, page)).details).toMatchObject({ ambiguous: true });
});

test('a web page at the address of a record does not mean that the record is gone', async () => {
  const page: Answerer = (response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Nothing</h1>');
  const error = await failure({ ...read, accept404: true }, page);
  expect(error).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('a web page (404)') });
});

test('a refusal names the field and the reason that the system gave', async () => {
  const error = await failure(
    write,
    (response) => reply(response, 422, { at: 'email', why: 'This is\n no address.' }),
    {
      explain: (json: unknown) => {
        const { at, why } = json as { at: string; why: string };
        return { field: at, reason: why };
      },
    },
  );
  expect(error.message).toBe('acme refused email of Person: This is no address.');
  expect(error.details).toMatchObject({ field: 'email', status: 422 });
});

test('a refusal that comes with a status of success is a refusal', async () => {
  const error = await failure(write, (response) => reply(response, 200, { success: false }), {
    isRefused: (json: unknown) => (json as { success: boolean }).success === false,
    explain: () => ({ reason: 'A name is needed.' }),
  });
  expect(error).toMatchObject({ code: 'REJECTED', message: 'acme refused Person: A name is needed.' });
});

test('an error repeats neither what was sent nor personal data, and is never long', async () => {
  const why = `Kari Nordmann, kari@acme.no, 01017012345 and key s3cret-token may not. ${'And so on. '.repeat(40)}`;
  const error = await failure(write, (response) => reply(response, 400, { why }), {
    explain: () => ({ reason: why, field: 'a field\nthat is none' }),
    headers: () => ({ authorization: 'Bearer s3cret-token' }),
  });
  const shown = inspect(error, { depth: 9 });
  for (const secret of ['Kari', 'acme.no', '01017012345', 's3cret']) expect(shown).not.toContain(secret);
  expect(error.message.length).toBeLessThan(240);
  expect(error.details).not.toHaveProperty('field');
});

test('where absence is an answer, 404 and 410 answer null', async () => {
  for (const status of [404, 410]) {
    await withServer(
      (response) => reply(response, status, { any: 'thing' }),
      async ({ client }) =>
        expect(await client.request({ ...read, accept404: true })).toMatchObject({ status, json: null }),
    );
  }
});

test('a pause longer than the client is ready to wait for is left to the caller', async () => {
  const error = await failure(read, (response) => reply(response, 429, {}, { 'retry-after': '120' }));
  expect(error).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 120 } });
});
