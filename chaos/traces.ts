import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anythingTyped } from './people.js';
import { anySecret } from './planted.js';

/** The traces of every process, looked through as they come. */
export interface Traces {
  /** What a process is to be set to. */
  readonly variables: Readonly<Record<string, string>>;
  readonly spans: () => number;
  /** How often what was sent had a value of anybody in it. */
  readonly leaks: () => number;
  stop(): Promise<void>;
}

export async function startTraces(): Promise<Traces> {
  const anyValue = new RegExp(`${anySecret}|${anythingTyped}`);
  let [spans, leaks] = [0, 0];
  const collector = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => void (text += piece));
    request.on('end', () => {
      spans += text.split('"spanId"').length - 1;
      if (anyValue.test(text)) leaks += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  return {
    variables: { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    ...{ spans: () => spans, leaks: () => leaks },
    async stop() {
      collector.closeAllConnections();
      collector.close();
    },
  };
}
