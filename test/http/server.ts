import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../shared/http/clock.js';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../shared/http/client.js';

/** One request as the test's server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answerer = (response: ServerResponse, seen: Seen, count: number) => void;

export interface Bench {
  readonly client: HttpClient;
  readonly seen: readonly Seen[];
  /** How long the client waited, in ms, wait by wait. */
  readonly waits: readonly number[];
  readonly clock: Clock;
}

/** A clock on which waiting takes no time. */
export function fakeClock(waits: number[] = []): Clock {
  let time = 0;
  return {
    now: () => time,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      waits.push(ms);
      time += ms;
    },
  };
}

/** A real server that answers as told, for the length of a callback. */
export async function withAddress(
  answer: Answerer,
  use: (address: string, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer(response, seen.at(-1)!, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Such a server and a client of it. */
export async function withServer(
  answer: Answerer,
  use: (bench: Bench) => Promise<void>,
  options: Partial<HttpClientOptions> = {},
): Promise<void> {
  const waits: number[] = [];
  const clock = fakeClock(waits);
  await withAddress(answer, async (address, seen) => {
    const given = { system: 'acme', credentials: 'ACME_KEY', baseUrl: `${address}/api`, clock, random: () => 0.5 };
    const client = createHttpClient({ ...given, ...options });
    try {
      await use({ client, seen, waits, clock });
    } finally {
      await client.close();
    }
  });
}

/** Answers with a status, a JSON body and headers. */
export function reply(
  response: ServerResponse,
  status: number,
  json?: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}
