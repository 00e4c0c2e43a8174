import { randomUUID } from 'node:crypto';
import { list } from './custom-contract/listing.js';
import { problem, Refusal } from './custom-contract/problem.js';
import { readQuestion } from './custom-contract/question.js';
import { etag, shown } from './custom-contract/rows.js';
import { customSystems } from './custom-contract/systems.js';
import type { CustomSystemName } from './custom-contract/systems.js';
import { create, live, patch, remove } from './custom-contract/writes.js';
import type { Place } from './custom-contract/writes.js';
import { openApiOf } from './custom-contract/openapi.js';
import { createTeller, toldStore } from './custom-contract/webhooks.js';
import type { WebhookTarget } from './custom-contract/webhooks.js';
import { serve } from './http.js';
import type { Answer, Around, Call, Route, Served } from './http.js';
import type { Store } from './store.js';

export type { CustomSystemName } from './custom-contract/systems.js';
export type { WebhookTarget } from './custom-contract/webhooks.js';

/** How to serve one custom system. The store has one table per collection, under the collection's name. */
export interface CustomSystemOptions {
  readonly system: CustomSystemName;
  /** 0 takes any free port. */
  readonly port: number;
  readonly store: Store;
  /** The bearer token every call must carry. */
  readonly apiKey: string;
  /** Fields of which no two live rows of a collection may bear the same value. */
  readonly unique?: readonly string[];
  /** Whom to tell of every change; without it nobody. */
  readonly webhooks?: WebhookTarget;
  readonly around?: Around;
}

type Handle = (place: Place, call: Call, history: string) => Answer;

const ofCollection: Readonly<Record<string, Handle>> = {
  GET: (place, call, history) => {
    const found = list(place.table, { history, collection: place.name }, readQuestion(call.query));
    const { rows, ...rest } = found;
    return { status: 200, body: { items: rows.map((stored) => shown(place.collection.fields, stored)), ...rest } };
  },
  POST: create,
};

const ofRow: Readonly<Record<string, Handle>> = {
  GET: (place, call) => {
    const stored = live(place, call);
    return { status: 200, headers: { etag: etag(stored) }, body: shown(place.collection.fields, stored) };
  },
  PATCH: patch,
  DELETE: remove,
};

/**
 * Serves a company's own system by the contract the hub asks of it, and the contract itself, to anybody, at `/openapi.json`.
 */
export async function startCustomSystem(options: CustomSystemOptions): Promise<Served> {
  const { system, port, apiKey, webhooks, unique = [] } = options;
  const teller = webhooks ? createTeller(webhooks, () => options.store.now()) : null;
  const store = teller ? toldStore(options.store, teller) : options.store;
  const served = await serve({
    port,
    around: options.around,
    before: (call) => (isOpen(call) || call.headers.authorization === `Bearer ${apiKey}` ? null : unauthorised()),
    routes: [documentRoute(system), ...rowRoutes(system, store, unique)],
    notFound: () => problem(new Refusal(404, 'There is nothing at this address.')),
    onError: problem,
  });
  const stop = async (): Promise<void> => {
    await served.stop();
    await teller?.stop();
  };
  return { ...served, stop };
}

function documentRoute(system: CustomSystemName): Route {
  const document = openApiOf(system);
  return { method: 'GET', path: openPath, handle: () => ({ status: 200, body: document }) };
}

const openPath = /^\/openapi\.json$/;

function isOpen({ method, path }: Call): boolean {
  return method === 'GET' && openPath.test(path);
}

function rowRoutes(system: CustomSystemName, store: Store, unique: readonly string[]): Route[] {
  const neighbours = customSystems[system];
  const history = historyOf(store);
  const placeOf = (name: string): Place => {
    const collection = Object.hasOwn(neighbours, name) ? neighbours[name] : undefined;
    if (!collection)
      throw new Refusal(404, `There is no collection ${name}. There are ${Object.keys(neighbours).join(', ')}.`);
    return { name, table: store.table(name), collection, store, neighbours, unique };
  };
  const route = (path: RegExp, handles: Readonly<Record<string, Handle>>): Route => ({
    method: '*',
    path,
    handle: (call) => handleOf(handles, call)(placeOf(call.params.collection ?? ''), call, history),
  });
  return [route(/^\/(?<collection>[^/]+)$/, ofCollection), route(/^\/(?<collection>[^/]+)\/(?<id>[^/]+)$/, ofRow)];
}

/** Names the store's data, so that a cursor of data that is gone is told from one of ours. */
function historyOf(store: Store): string {
  const kept = store.recall('history');
  if (typeof kept === 'string') return kept;
  const history = randomUUID();
  store.remember('history', history);
  return history;
}

function handleOf(handles: Readonly<Record<string, Handle>>, call: Call): Handle {
  const handle = Object.hasOwn(handles, call.method) ? handles[call.method] : undefined;
  const allow = Object.keys(handles).join(', ');
  if (!handle) throw new Refusal(405, `Only ${allow} can be used here.`, { headers: { allow } });
  return handle;
}

function unauthorised(): Answer {
  return problem(
    new Refusal(401, 'The call must carry the API key as a bearer token.', {
      headers: { 'www-authenticate': 'Bearer' },
    }),
  );
}
