import type { Answer, Call, Handler, Route } from '../http.js';
import type { Store } from '../store.js';
import { ENTITIES, shownRecord, type Entity } from './entities.js';
import { listPage, type Page } from './list.js';
import { Problem, problemAnswer } from './problem.js';
import { parseQuery, type Query } from './query.js';
import { createRecord, deleteRecord, patchRecord, requiredRecord } from './write.js';

/** The v2 API's customers and employees. */
export function v2Routes(store: Store): Route[] {
  return Object.values(ENTITIES).flatMap((entity) => routesOf(store, entity));
}

function routesOf(store: Store, entity: Entity): Route[] {
  const all = new RegExp(`^/v2/${entity.path}/?$`, 'i');
  const one = new RegExp(`^/v2/${entity.path}/(?<id>[^/]+)/?$`, 'i');
  const idOf = (call: Call): string => call.params.id ?? '';
  const refuse: Handler = (call) =>
    problemAnswer(new Problem(405, 'Method not allowed', `${call.method} is not allowed here.`));
  return [
    { method: 'GET', path: all, handle: (call) => list(store, entity, call) },
    {
      method: 'GET',
      path: one,
      handle: (call) => ok(200, shownRecord(entity, requiredRecord(store, entity, idOf(call)))),
    },
    {
      method: 'POST',
      path: all,
      handle: (call) => ok(201, shownRecord(entity, createRecord(store, entity, jsonIn(call, 'application/json')))),
    },
    {
      method: 'PATCH',
      path: one,
      handle: (call) =>
        ok(
          200,
          shownRecord(entity, patchRecord(store, entity, idOf(call), jsonIn(call, 'application/json-patch+json'))),
        ),
    },
    {
      method: 'DELETE',
      path: one,
      handle(call) {
        deleteRecord(store, entity, idOf(call));
        return { status: 200 };
      },
    },
    { method: '*', path: all, handle: refuse },
    { method: '*', path: one, handle: refuse },
  ];
}

const ok = (status: number, body: unknown): Answer => ({ status, body });

function list(store: Store, entity: Entity, call: Call): Answer {
  const query = parseQuery(entity, call.query);
  const page = listPage(store.table(entity.table), query, call);
  if (page.records.length === 0) return { status: 204 };
  const body = page.records.map((stored) => selected(shownRecord(entity, stored), query.fields));
  return { status: 200, headers: { 'x-pagination': JSON.stringify(paginationOf(call, query, page)) }, body };
}

function selected(shown: Record<string, unknown>, fields: string[] | null): Record<string, unknown> {
  return fields === null ? shown : Object.fromEntries(fields.map((field) => [field, shown[field]]));
}

/** Counters and the links to the pages around; a link that leads nowhere is left out. */
function paginationOf(call: Call, query: Query, page: Page): Record<string, unknown> {
  const pages = Math.ceil(page.total / query.size);
  return {
    totalCount: page.total,
    pageSize: query.size,
    currentPage: query.page,
    totalPages: pages,
    ...(query.page > 1 ? { previousPageLink: linkTo(call, query.page - 1) } : {}),
    ...(query.page < pages ? { nextPageLink: linkTo(call, query.page + 1) } : {}),
  };
}

function linkTo(call: Call, page: number): string {
  const search = new URLSearchParams([...call.query].filter(([name]) => name.toLowerCase() !== 'pagenumber'));
  search.set('PageNumber', String(page));
  return `http://${call.headers['host'] ?? 'localhost'}${call.path}?${search.toString()}`;
}

function jsonIn(call: Call, type: string): unknown {
  const given = (call.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (given !== type)
    throw new Problem(415, 'Unsupported media type', `Send ${type}, not ${given || 'a body without a type'}.`);
  try {
    return JSON.parse(call.text) as unknown;
  } catch {
    throw new Problem(400, 'Unable to cast object(s)', 'The body is not JSON.');
  }
}
