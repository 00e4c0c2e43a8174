import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passed {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sees every call; `pass` sends it on. What it answers goes to the caller; null drops the connection. */
export type Hook = (
  call: { readonly method: string; readonly path: string },
  pass: () => Promise<Passed>,
) => Promise<Passed | null>;

/** A server between the hub and a system that spoils what the hook says; gone afterwards. */
export async function withProxy(target: string, hook: Hook, use: (address: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const call = { method: request.method ?? 'GET', path: request.url ?? '/' };
    void hook(call, () => pass(target, request)).then((answer) => {
      if (answer === null) return request.socket.destroy();
      response.writeHead(answer.status, answer.headers).end(answer.status === 204 ? undefined : answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }
}

/** Words of every answer's body are other words. */
export function renaming(from: string, to: string): Hook {
  return async (_call, pass) => {
    const answer = await pass();
    return { ...answer, body: answer.body.replaceAll(from, to) };
  };
}

/** For so long after a write, what was read before is answered again. */
export function lagging(lagMs: number): Hook {
  const known = new Map<string, Passed>();
  let writtenAt = -Infinity;
  return async ({ method, path }, pass) => {
    if (method !== 'GET') {
      writtenAt = method === 'PATCH' ? performance.now() : writtenAt;
      return pass();
    }
    const old = known.get(path);
    if (old && performance.now() - writtenAt < lagMs) return old;
    const answer = await pass();
    known.set(path, answer);
    return answer;
  };
}

const ofTheConnection = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'host']);

/** Over node:http: what goes through undici, as fetch does, is what the doctor watches. */
async function pass(target: string, request: IncomingMessage): Promise<Passed> {
  const body = await textOf(request);
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !ofTheConnection.has(name)));
  const onward = send(`${target}${request.url ?? '/'}`, { method: request.method ?? 'GET', headers, agent: false });
  onward.end(body);
  const [response] = (await once(onward, 'response')) as [IncomingMessage];
  const answered = Object.entries(response.headers).filter(([name]) => !ofTheConnection.has(name));
  const text = await textOf(response);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(answered) as Record<string, string>,
    body: text,
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
