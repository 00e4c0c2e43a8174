import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually.js';

/** A span as a collector was told of it. */
export interface SeenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Null: it is the first of its trace. */
  readonly parentSpanId: string | null;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The traces that it is linked to. */
  readonly links: readonly string[];
  readonly isFailed: boolean;
  /** What the process says of itself. */
  readonly service: string | number | undefined;
}

/** Takes traces in as OTLP over HTTP, in JSON. */
export interface Collector {
  readonly url: string;
  spans(): SeenSpan[];
  /** The spans of that name, once there is one; those of the latest trace last. */
  named(name: string): Promise<SeenSpan[]>;
  /** All that ever came, as it came. */
  text(): string;
  /** What a process needs to be set to, to send everything here at once. */
  readonly variables: Readonly<Record<string, string>>;
}

export async function withCollector(use: (collector: Collector) => Promise<void>): Promise<void> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      if (request.url === '/v1/traces') bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const spans = (): SeenSpan[] => bodies.flatMap(spansIn);
  try {
    await use({
      ...{ url, spans, text: () => bodies.join('\n') },
      async named(name) {
        const found = (): SeenSpan[] => spans().filter((span) => span.name === name);
        await eventually(async () => expect(found()).not.toEqual([]));
        return found();
      },
      variables: {
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_BSP_MAX_QUEUE_SIZE: '100000',
      },
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
}

interface WireSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes?: KeyValue[];
  readonly links?: { readonly traceId: string }[];
  readonly status?: { readonly code?: number };
}

interface Body {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: KeyValue[] };
    readonly scopeSpans: { readonly spans: WireSpan[] }[];
  }[];
}

const failedCode = 2;

function spansIn(body: string): SeenSpan[] {
  const { resourceSpans } = JSON.parse(body) as Body;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, attributes = [], links = [], status }) => ({
        ...{ name, traceId, spanId, parentSpanId: parentSpanId || null, attributes: valuesOf(attributes) },
        ...{ links: links.map((link) => link.traceId), isFailed: status?.code === failedCode },
        service: valuesOf(resource.attributes)['service.name'],
      })),
    ),
  );
}

function valuesOf(attributes: readonly KeyValue[]): Record<string, string | number> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));
}

/** The spans of a trace from the top down, each by its name with those under it in brackets: `a(b(c),b)`; what is asked at a time stands in order of name. */
export function treeOf(spans: readonly SeenSpan[], traceId: string): string {
  const own = spans.filter((span) => span.traceId === traceId);
  const ids = new Set(own.map(({ spanId }) => spanId));
  const under = (parent: string | null): string => {
    const here = own.filter(({ parentSpanId }) =>
      parent === null ? parentSpanId === null || !ids.has(parentSpanId) : parentSpanId === parent,
    );
    const told = here.map(({ name, spanId }) => {
      const below = under(spanId);
      return below === '' ? name : `${name}(${below})`;
    });
    return told.sort().join(', ');
  };
  return under(null);
}
