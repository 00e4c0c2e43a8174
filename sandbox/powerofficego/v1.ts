import { randomUUID } from 'node:crypto';
import type { Answer, Call, Handler, Route } from '../http.js';
import { FilterFault } from '../odata/filter.js';
import type { Row, Store, Stored } from '../store.js';
import { contactOf, contactPage, saveContact, shownContact, V1Fault } from './contact-persons.js';
import { liveRecord } from './entities.js';
import { isObject } from './values.js';

/** The v1 API's contact persons; `masks` hides their social security numbers. */
export function v1Routes(store: Store, masks: boolean): Route[] {
  const all = /^\/v1\/Customer\/(?<parent>\d+)\/Contact\/?$/i;
  const one = /^\/v1\/Customer\/(?<parent>\d+)\/Contact\/(?<id>\d+)\/?$/i;
  const table = store.table('contactpersons');
  const show = (stored: Stored): Row => shownContact(stored, masks);
  const list = (rows: Iterable<Stored>, call: Call): Answer => {
    const { records, count } = contactPage(rows, call);
    return { status: 200, body: { data: records.map(show), success: true, count } };
  };
  const contact = (call: Call): Stored => contactOf(store, parentOf(store, call), call.params.id ?? '');
  const routes: Route[] = [
    { method: 'GET', path: /^\/v1\/PartyContactPerson\/?$/i, handle: (call) => list(table.scan(), call) },
    {
      method: 'GET',
      path: all,
      handle: (call) => list(table.findBy('partyId', Number(parentOf(store, call).id)), call),
    },
    {
      method: 'POST',
      path: all,
      handle: (call) => success(show(saveContact(store, parentOf(store, call), bodyOf(call)))),
    },
    { method: 'GET', path: one, handle: (call) => success(show(contact(call))) },
    {
      method: 'DELETE',
      path: one,
      handle(call) {
        table.remove(contact(call).id);
        return success();
      },
    },
  ];
  return routes.map((route) => ({ ...route, handle: guarded(route.handle) }));
}

const success = (data?: Row): Answer => ({ status: 200, body: { ...(data ? { data } : {}), success: true } });

function parentOf(store: Store, call: Call): Stored {
  const id = call.params.parent ?? '';
  const customer = liveRecord(store.table('customers'), id);
  if (!customer) throw new V1Fault(`There is no customer ${id}.`);
  return customer;
}

function bodyOf(call: Call): Row {
  let body: unknown;
  try {
    body = JSON.parse(call.text);
  } catch {
    throw new V1Fault('The body is not JSON.');
  }
  if (isObject(body)) return body;
  throw new V1Fault('The body must be a JSON object.');
}

/** Failures are HTTP 200 with `success: false`, the way this API tells them. */
function guarded(handle: Handler): Handler {
  return async (call) => {
    try {
      return await handle(call);
    } catch (error) {
      if (!(error instanceof V1Fault) && !(error instanceof FilterFault)) throw error;
      const validation = { errorLogReference: randomUUID(), summary: error.message, exception: null };
      return { status: 200, body: { success: false, validation } };
    }
  };
}
