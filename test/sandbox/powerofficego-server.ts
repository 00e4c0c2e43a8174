import { startPowerofficego, type PowerofficegoOptions } from '../../sandbox/powerofficego.js';
import { seedsOf } from '../../sandbox/seeds.js';
import { openStore, type Store } from '../../sandbox/store.js';
import { makeWorld } from '../../sandbox/world.js';

export interface Reply {
  status: number;
  headers: Headers;
  /** Undefined for an empty body. */
  body: unknown;
}

export interface PowerofficegoServer {
  store: Store;
  /** Moves the server's clock. */
  setTime(iso: string): void;
  /** Sends as is, without keys. */
  raw(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Reply>;
  /** Gets a token from `/OAuth/Token` or `/v1/OAuth/Token`. */
  token(path: string): Promise<string>;
  /** Sends to v2 or v1 with the subscription key and a fresh token; JSON Patch for PATCH. */
  send(method: string, path: string, body?: unknown): Promise<Reply>;
}

const keys = { applicationKey: 'application', clientKey: 'client', subscriptionKey: 'subscription' };

/** The subscription header and a client's Basic credentials. */
export const subscription = { 'ocp-apim-subscription-key': 'subscription' };
export const basic = { authorization: `Basic ${Buffer.from('application:client').toString('base64')}` };
export const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Runs a PowerOffice Go stand-in, in memory and by default without its rate limit, for the length of `use`. */
export async function withPowerofficego(
  use: (server: PowerofficegoServer) => Promise<void>,
  options: Partial<PowerofficegoOptions> = {},
): Promise<void> {
  let time = '2026-11-20T10:00:00.250Z';
  const store = openStore('powerofficego', null, seedsOf.powerofficego(makeWorld(1)), () => new Date(time));
  const { address, stop } = await startPowerofficego({ port: 0, store, keys, limitsRate: false, ...options });
  const raw: PowerofficegoServer['raw'] = async (method, path, headers, body) => {
    const response = await fetch(address + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const token = async (path: string): Promise<string> => {
    const { body } = await raw('POST', path, { ...subscription, ...basic, ...form }, 'grant_type=client_credentials');
    return (body as { access_token: string }).access_token;
  };
  const send: PowerofficegoServer['send'] = async (method, path, body) => {
    const bearer = await token(path.toLowerCase().startsWith('/v1') ? '/v1/OAuth/Token' : '/OAuth/Token');
    const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
    const headers = { ...subscription, authorization: `Bearer ${bearer}`, 'content-type': type };
    return raw(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
  };
  try {
    await use({ store, setTime: (iso) => void (time = iso), raw, token, send });
  } finally {
    await stop();
  }
}
