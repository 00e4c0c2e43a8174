import { createHttpClient } from '../../shared/http/client.js';
import { templateOf } from '../../shared/http/traced-exchange.js';
import { eventually } from '../support/eventually.js';
import { withCounting } from '../gateway/remote/support.js';
import { withTracing } from './support.js';

test.each([
  ['/customers', undefined, '/customers'],
  ['/customers/4711', '4711', '/customers/{id}'],
  ['/customers/kari-nordmann', 'kari-nordmann', '/customers/{id}'],
  ['/customers/kari%20nordmann', undefined, '/customers/{id}'],
  ['/customers/kari@nordmann.no/orders', undefined, '/customers/{id}/orders'],
  ['/v2/Customers/0d8c5d52-7e1e-4a9c-8a5c-0a1f7c4b9a10', undefined, '/v2/Customers/{id}'],
  ["/Kunde('kari')", undefined, '/{id}'],
  ['/Customer/12/Contact/', undefined, '/Customer/{id}/Contact/'],
])('the way of %s about %s is told as %s', (path, id, told) => {
  expect(templateOf(id === undefined ? { path } : { path, id })).toBe(told);
});

test('a call to a system tells how it went, each try by itself, and the system nothing of it', () =>
  withTracing((collector) => {
    const headers: unknown[] = [];
    return withCounting(
      (request, count) => (_request, response) => {
        headers.push(request.headers['traceparent']);
        response.writeHead(count === 1 ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
      },
      async (url) => {
        const client = createHttpClient({ system: 'acme', baseUrl: new URL(url).origin, credentials: 'ACME_KEY' });
        const query = { search: 'kanari' };
        await client.request({ method: 'GET', path: '/people/7', query, entityType: 'Person', id: '7' });
        await client.close();
        const named = () => collector.spans().filter(({ name }) => name === 'GET /people/{id}');
        await eventually(async () => expect(named()).toHaveLength(2));
        const spans = named();
        expect(spans.map(({ attributes, isFailed }) => [attributes['http.response.status_code'], isFailed])).toEqual([
          [503, true],
          [200, false],
        ]);
        expect(spans[0]?.attributes).toMatchObject({ 'samband.system': 'acme', 'samband.entity_type': 'Person' });
        expect(headers).toEqual([undefined, undefined]);
        expect(collector.text()).not.toContain('kanari');
      },
    );
  }));

test('a system that does not answer marks the call by the kind of failure alone', () =>
  withTracing(async (collector) => {
    const client = createHttpClient({ system: 'acme', baseUrl: 'http://127.0.0.1:1', credentials: 'ACME_KEY' });
    await expect(client.request({ method: 'POST', path: '/people', json: { name: 'kanari' } })).rejects.toThrow();
    await client.close();
    const [call] = await collector.named('POST /people');
    expect(call).toMatchObject({ isFailed: true, attributes: { 'error.type': 'ECONNREFUSED' } });
    expect(collector.text()).not.toContain('kanari');
  }));
