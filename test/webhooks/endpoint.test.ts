import { request } from 'node:http';
import { post, withServedGateway } from '../gateway/support/serving.js';

interface Taken {
  readonly system: string;
  readonly id: unknown;
  readonly body: string;
}

const at = (url: string, path: string): string => new URL(path, url).href;

/** A gateway that answers every delivery with `status` and keeps what came. */
function withEndpoint(
  status: () => number,
  use: (url: string, taken: Taken[], logged: unknown[]) => Promise<void>,
): Promise<void> {
  const taken: Taken[] = [];
  const webhooks = async (system: string, headers: object, body: Buffer): Promise<number> => {
    taken.push({ system, id: (headers as Record<string, unknown>)['webhook-id'], body: body.toString() });
    return status();
  };
  return withServedGateway({ webhooks }, ({ url }, logged) => use(url, taken, logged));
}

test('a delivery is handed on byte for byte and answered with nothing but a status', () =>
  withEndpoint(
    () => 204,
    async (url, taken) => {
      const response = await post(at(url, '/webhooks/custom-pms'), '{ "æ":  1 }', { 'Webhook-Id': 'msg_1' });
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect(taken).toEqual([{ system: 'custom-pms', id: 'msg_1', body: '{ "æ":  1 }' }]);
    },
  ));

test.each([200, 400, 401, 404])('%i is answered without a word', (status) =>
  withEndpoint(
    () => status,
    async (url) => {
      const response = await post(at(url, '/webhooks/custom-pms'), '{}');
      expect([response.status, await response.text()]).toEqual([status, '']);
    },
  ),
);

test('a body over 256 kB is refused, whether or not its length is told, and one of 256 kB is not', () =>
  withEndpoint(
    () => 204,
    async (url, taken) => {
      const address = at(url, '/webhooks/custom-pms');
      expect((await post(address, 'x'.repeat(256 * 1024 + 1))).status).toBe(413);
      expect(await streamed(address, 'x'.repeat(256 * 1024 + 1))).toBe(413);
      expect(taken).toEqual([]);
      expect((await post(address, 'x'.repeat(256 * 1024))).status).toBe(204);
    },
  ));

test('only POST is taken', () =>
  withEndpoint(
    () => 204,
    async (url, taken) => {
      const response = await fetch(at(url, '/webhooks/custom-pms'));
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
      expect(taken).toEqual([]);
    },
  ));

test('what fails inside is a 500 without a word, and GraphQL is served on', () => {
  const failure = new Error('database gone');
  return withEndpoint(
    () => {
      throw failure;
    },
    async (url, _taken, logged) => {
      const response = await post(at(url, '/webhooks/custom-pms'), '{}');
      expect([response.status, await response.text()]).toEqual([500, '']);
      expect(logged).toEqual([{ error: failure, requestId: 'none' }]);
      expect((await post(url, { query: '{ __typename }' })).status).toBe(200);
    },
  );
});

test.each(['/webhooks', '/webhooks/', '/webhooks/a/b', '/webhooks/Custom_PMS'])('%s is not served', (path) =>
  withEndpoint(
    () => 204,
    async (url, taken) => {
      expect((await post(at(url, path), '{}')).status).toBe(404);
      expect(taken).toEqual([]);
    },
  ),
);

test('a gateway without webhooks serves none', () =>
  withServedGateway({}, async ({ url }) => {
    expect((await post(at(url, '/webhooks/custom-pms'), '{}')).status).toBe(404);
  }));

/** Posts a body in pieces, so that nothing tells its length beforehand. */
function streamed(url: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.write(body.slice(0, 1000));
    sent.end(body.slice(1000));
  });
}
