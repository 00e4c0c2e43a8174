import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** One request that was answered, as far as it shows from outside. */
export interface Seen {
  readonly method: string;
  /** Whether it carried JSON, which tells a write from a request for a token. */
  readonly sentJson: boolean;
  status: number;
  /** Bytes of the answer's body. */
  received: number;
}

/** What a piece of work sent over the wire. */
export interface Watched<T> {
  readonly result: T;
  readonly seen: readonly Seen[];
}

/**
 * Watches what the HTTP client sends while `work` runs, by undici's diagnostics channels: connectors keep the wire to
 * themselves, and whether a write was answered with a body shows only there. Nothing else may use the wire meanwhile.
 */
export async function watchWire<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const seen = new Map<object, Seen>();
  const listeners = {
    'undici:request:create': ({ request }: Message) => {
      const { method = 'GET', headers } = request;
      seen.set(request, {
        method,
        sentJson: /\bapplication\/[\w.+-]*json\b/i.test(contentType(headers)),
        status: 0,
        received: 0,
      });
    },
    'undici:request:headers': ({ request, response }: Message) => {
      const entry = seen.get(request);
      if (entry) entry.status = response?.statusCode ?? 0;
    },
    'undici:request:bodyChunkReceived': ({ request, chunk }: Message) => {
      const entry = seen.get(request);
      if (entry) entry.received += chunk?.byteLength ?? 0;
    },
  };
  const channels = Object.entries(listeners).map(([name, listen]) => {
    return [name, (message: unknown) => listen(message as Message)] as const;
  });
  for (const [name, listen] of channels) subscribe(name, listen);
  try {
    return { result: await work(), seen: [...seen.values()] };
  } finally {
    for (const [name, listen] of channels) unsubscribe(name, listen);
  }
}

/** Whether the last write's own answer was enough: it had a body, and nothing was read after it. Null without a write. */
export function answersBody(seen: readonly Seen[]): boolean | null {
  const index = seen.findLastIndex(({ method, sentJson, status }) => method !== 'GET' && sentJson && status < 300);
  const write = seen[index];
  if (write === undefined) return null;
  return write.received > 0 && seen.slice(index + 1).every(({ method }) => method !== 'GET');
}

interface Message {
  readonly request: { readonly method?: string; readonly headers?: unknown };
  readonly response?: { readonly statusCode?: number };
  readonly chunk?: { readonly byteLength: number };
}

/** Undici keeps a request's headers as one list of names and values. */
function contentType(headers: unknown): string {
  const list: readonly unknown[] = Array.isArray(headers) ? headers : String(headers ?? '').split(/: |\r\n/);
  const at = list.findIndex((item) => String(item).toLowerCase() === 'content-type');
  return at < 0 ? '' : String(list[at + 1]);
}
