import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Env } from '../../shared/config.js';
import { readTracing } from '../../shared/telemetry/settings.js';
import { startTracing } from '../../shared/telemetry/start.js';
import { inSpan, isTracing } from '../../shared/trace.js';
import { eventually } from '../support/eventually.js';
import { tracedTo } from './support.js';
import { withCollector } from './collector.js';

const at = 'http://collector.test:4318';
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: at };
const read = (variables: Record<string, string>) => readTracing(new Env(variables));

test.each([
  ['nothing is set', {}],
  ['only a name is set', { OTEL_SERVICE_NAME: 'the-hub' }],
  ['the exporter is none', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
  ['all of it is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'true' }],
])('nothing is traced where %s', (_case, variables) => {
  expect(read(variables)).toBeNull();
});

test.each([
  ['the collector of everything', endpoint, { exporter: 'otlp', url: `${at}/v1/traces`, protocol: 'http/protobuf' }],
  ['that of traces alone', { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${at}/t` }, { url: `${at}/t` }],
  ['this machine', { OTEL_TRACES_EXPORTER: 'otlp' }, { exporter: 'otlp', url: null }],
  ['the console', { OTEL_TRACES_EXPORTER: 'console' }, { exporter: 'console' }],
  ['JSON', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, { protocol: 'http/json' }],
  [
    'a tenth',
    { ...endpoint, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' },
    { sampler: 'parentbased_traceidratio', ratio: 0.1 },
  ],
])('traces go to %s', (_case, variables: Record<string, string>, settings) => {
  expect(read(variables)).toMatchObject(settings);
});

test('every faulty variable is named', () => {
  const wrong = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_TRACES_SAMPLER_ARG: '2',
    OTEL_BSP_SCHEDULE_DELAY: 'soon',
  };
  const env = new Env(wrong);
  readTracing(env);
  for (const name of Object.keys(wrong)) expect(env.faults.join('\n')).toContain(name);
});

test('of a trace whose sampler leaves it out nothing is sent, and what it does is done', () =>
  withCollector(async (collector) => {
    const variables = { ...collector.variables, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' };
    const none = { ...collector, variables: { ...variables, OTEL_TRACES_SAMPLER_ARG: '0' } };
    await tracedTo(none, async () =>
      expect(
        inSpan(
          () => ({ name: 'work' }),
          () => 7,
        ),
      ).toBe(7),
    );
    expect(collector.spans()).toEqual([]);
  }));

test('traces are sent as protobuf unless JSON is asked for', async () => {
  const types: unknown[] = [];
  const server = createServer((request, response) => {
    types.push([request.url, request.headers['content-type']]);
    request.resume().on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = await startTracing(read({ OTEL_EXPORTER_OTLP_ENDPOINT: url }), () => undefined);
  inSpan(
    () => ({ name: 'work' }),
    () => undefined,
  );
  await stop();
  server.closeAllConnections();
  server.close();
  expect(types).toEqual([['/v1/traces', 'application/x-protobuf']]);
  expect(isTracing()).toBe(false);
});

test('a collector that refuses what it is sent is told of once, and keeps nobody from stopping', async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(400).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const faults: unknown[] = [];
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: '5' };
  const stop = await startTracing(read(variables), (error) => void faults.push(error));
  const work = (): void =>
    inSpan(
      () => ({ name: 'work' }),
      () => undefined,
    );
  work();
  await eventually(async () => expect(faults).toHaveLength(1));
  work();
  await stop();
  expect(faults).toHaveLength(1);
  server.closeAllConnections();
  server.close();
});
