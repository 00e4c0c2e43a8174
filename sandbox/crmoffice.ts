import { changed, complete, entities, Fault, isObject } from './crmoffice/entities.js';
import type { Shape } from './crmoffice/entities.js';
import { createTokens } from './crmoffice/tokens.js';
import type { Credentials } from './crmoffice/tokens.js';
import { driftedSkip, serve } from './http.js';
import type { Answer, Around, Call, Route, Served } from './http.js';
import type { Store, Stored, Table } from './store.js';

/** How to serve the CRM-Office stand-in. The store has the tables `contacts` and `activities`. */
export interface CrmofficeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly store: Store;
  readonly credentials: Credentials;
  /** The clock access tokens expire by; without it the store's. */
  readonly now?: () => Date;
  /** Whether each refresh token is good for one use, and answered with the next; false by default. */
  readonly rotatesRefreshTokens?: boolean;
  readonly around?: Around;
}

interface Place {
  readonly table: Table;
  readonly shape: Shape;
  readonly contacts: Table;
}

type Handle = (place: Place, call: Call) => Answer;

const tokenPath = '/connect/token';
const mostRows = 500;

/**
 * Serves CRM-Office as far as it is known, and the rest as assumed: list envelope and property names are found, while ids,
 * paging, writes and errors are assumptions. It offers nothing nobody has seen: no changed-since filter, no external
 * reference, no entity tags.
 */
export function startCrmoffice(options: CrmofficeOptions): Promise<Served> {
  const { store } = options;
  const tokens = createTokens(options.credentials, options.now ?? store.now, options.rotatesRefreshTokens ?? false);
  const routes = Object.entries(entities).flatMap(([name, shape]) => {
    const place = { table: store.table(name), shape, contacts: store.table('contacts') };
    return handles.map(({ method, ofOne, handle }): Route => ({
      method,
      path: new RegExp(ofOne ? `^/${name}/(?<id>[^/]+)$` : `^/${name}$`),
      handle: (call) => handle(place, call),
    }));
  });
  return serve({
    port: options.port,
    around: options.around,
    before: (call) =>
      call.path === tokenPath || tokens.isGood(call.headers.authorization)
        ? null
        : {
            status: 401,
            headers: { 'www-authenticate': 'Bearer' },
            body: { message: 'The access token is not valid' },
          },
    routes: [{ method: 'POST', path: new RegExp(`^${tokenPath}$`), handle: tokens.grant }, ...routes],
    notFound: () => ({ status: 404, body: { message: 'There is nothing at this address' } }),
    onError: (error) =>
      error instanceof Fault
        ? { status: error.status, body: { message: error.message, field: error.field } }
        : { status: 500, body: { message: error instanceof Error ? error.message : String(error) } },
  });
}

const handles: readonly { method: string; ofOne: boolean; handle: Handle }[] = [
  { method: 'GET', ofOne: false, handle: list },
  { method: 'POST', ofOne: false, handle: create },
  { method: 'GET', ofOne: true, handle: ({ table, shape }, call) => shown(shape, live(table, call), 200) },
  { method: 'PATCH', ofOne: true, handle: patch },
  { method: 'DELETE', ofOne: true, handle: remove },
];

function list({ table, shape }: Place, call: Call): Answer {
  const unknown = [...call.query.keys()].find((name) => name !== 'page' && name !== 'pageSize');
  if (unknown !== undefined) throw new Fault(400, `${unknown} is not a parameter here`, unknown);
  const page = wholeNumber(call, 'page', 1, Number.MAX_SAFE_INTEGER);
  const pageSize = wholeNumber(call, 'pageSize', 100, mostRows);
  const items = liveRows(table, driftedSkip(call, (page - 1) * pageSize), pageSize).map((stored) =>
    body(shape, stored),
  );
  return { status: 200, body: { items, total: table.size() + (call.drift ?? 0) } };
}

function create({ table, shape, contacts }: Place, call: Call): Answer {
  const values = changed(shape, objectIn(call), {});
  refuseUnknownOwner(contacts, values);
  return shown(shape, table.insert(String(table.nextNumber()), complete(shape, values)), 201);
}

function patch({ table, shape, contacts }: Place, call: Call): Answer {
  const before = live(table, call);
  const values = changed(shape, objectIn(call), before.row);
  refuseUnknownOwner(contacts, values);
  return shown(shape, table.update(before.id, values), 200);
}

function remove({ table }: Place, call: Call): Answer {
  table.remove(live(table, call).id);
  return { status: 204 };
}

function live(table: Table, call: Call): Stored {
  const stored = table.get(call.params.id ?? '');
  if (!stored || stored.deletedAt !== null) throw new Fault(404, 'There is no such row');
  return stored;
}

/** The live rows from `skip` on. The store jumps straight there as long as nothing was deleted; a big list stays quick. */
function liveRows(table: Table, skip: number, most: number): Stored[] {
  const isWhole = table.size() === table.seed.count + table.inserted().length;
  const found: Stored[] = [];
  let toSkip = isWhole ? 0 : skip;
  for (const stored of table.scan({ skip: isWhole ? skip : 0 })) {
    if (stored.deletedAt !== null) continue;
    if (toSkip > 0) toSkip -= 1;
    else found.push(stored);
    if (found.length >= most) break;
  }
  return found;
}

function wholeNumber(call: Call, name: string, byDefault: number, most: number): number {
  const given = call.query.get(name) ?? String(byDefault);
  const number = /^\d+$/.test(given) ? Number(given) : 0;
  if (number < 1 || number > most) throw new Fault(400, `${name} must be a whole number from 1 to ${most}`, name);
  return number;
}

function refuseUnknownOwner(contacts: Table, { ownerId }: Record<string, unknown>): void {
  if (typeof ownerId !== 'string') return;
  const owner = contacts.get(ownerId);
  if (!owner || owner.deletedAt !== null) throw new Fault(400, 'ownerId is not the id of a contact', 'ownerId');
}

function objectIn(call: Call): Record<string, unknown> {
  const value = jsonIn(call);
  if (!isObject(value)) throw new Fault(400, 'The body must be a JSON object');
  return value;
}

function jsonIn(call: Call): unknown {
  try {
    return JSON.parse(call.text);
  } catch {
    throw new Fault(400, 'The body is not JSON');
  }
}

function shown(shape: Shape, stored: Stored, status: number): Answer {
  return { status, body: body(shape, stored) };
}

function body(shape: Shape, stored: Stored): Record<string, unknown> {
  return { id: stored.id, ...complete(shape, stored.row) };
}
