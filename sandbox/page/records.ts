import type { Answer, Call } from '../http.js';
import { jsonIn, message } from '../faults/control.js';
import type { SystemName } from '../seeds.js';
import type { Store, Stored } from '../store.js';
import { desksOf } from './desks.js';
import type { Ask, Desk } from './field.js';
import { findRows } from './find.js';

/** The page's own API: all entity types, the records of one, one record. */
export const RECORDS_PATH = /^\/sandbox\/records(?:\/(?<table>[^/]+)(?:\/(?<id>.+?))?)?\/?$/;

/** What the page works on; `ask` puts a call to the system as a user who is signed in. */
export interface RecordsParts {
  readonly system: SystemName;
  readonly store: Store;
  readonly ask: (call: Call) => Promise<Answer | null>;
}

type Values = Record<string, unknown>;

/** Answers a call to the page's own API. Refusals are the system's, as `{ message }`. */
export async function answerRecords(
  parts: RecordsParts,
  call: Call,
  { table, id }: Record<string, string | undefined>,
): Promise<Answer> {
  if (table === undefined) return { status: 200, body: overview(parts) };
  const desk = desksOf(parts.system).find((each) => each.table === table);
  if (!desk) return message(404, `${parts.system} has no table ${table}.`);
  if (id === undefined && call.method === 'GET') return await listed(parts, desk, call);
  if (id === undefined && call.method === 'POST') return await written(parts, call, (values) => desk.add(values), 201);
  const stored = id === undefined ? null : parts.store.table(table).get(id);
  if (!stored || stored.deletedAt !== null) return message(404, `${desk.title} has no such record.`);
  switch (call.method) {
    case 'GET':
      return await answered(parts, desk.read(stored), 200, stored);
    case 'PATCH':
      return await written(parts, call, (values) => desk.save(stored, values), 200, stored);
    case 'DELETE':
      return await removed(parts, desk, stored);
    default:
      return message(405, 'Use GET, POST, PATCH or DELETE.');
  }
}

function overview({ system, store }: RecordsParts): object {
  const tables = desksOf(system).map(({ table, title, columns, fields, removal }) => {
    return { table, title, columns, fields, removal, count: store.table(table).size() };
  });
  return { system, tables };
}

async function listed(parts: RecordsParts, desk: Desk, call: Call): Promise<Answer> {
  const table = parts.store.table(desk.table);
  const asked = Number(call.query.get('page') ?? 1);
  const search = (call.query.get('search') ?? '').trim().toLowerCase();
  const found = findRows(table, { search, page: asked, changed: call.query.get('changed') === 'true' });
  const items: object[] = [];
  for (const stored of found.rows) items.push(itemOf(stored, await parts.ask(callOf(desk.read(stored)))));
  return { status: 200, body: { items, total: found.total, page: found.page, isCut: found.isCut } };
}

function itemOf({ id, version, changedAt }: Stored, answer: Answer | null): object {
  return { id, version, changedAt, record: recordIn(answer?.body) };
}

async function written(
  parts: RecordsParts,
  call: Call,
  askOf: (values: Values) => Ask,
  status: number,
  stored?: Stored,
): Promise<Answer> {
  const values = jsonIn(call);
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    return message(400, 'The body must be a JSON object, sent as application/json.');
  return answered(parts, askOf(values as Values), status, stored);
}

async function removed(parts: RecordsParts, desk: Desk, stored: Stored): Promise<Answer> {
  const ask = desk.remove(stored);
  if (!ask) return message(409, `${parts.system} has no way to remove a ${desk.title}.`);
  const answer = await answered(parts, ask, 200, stored);
  return answer.status === 200 && ask.method === 'DELETE' ? { status: 204 } : answer;
}

/** Puts a call to the system and shows the record it answers, or its refusal as `{ message }`. */
async function answered({ ask, store }: RecordsParts, what: Ask, status: number, stored?: Stored): Promise<Answer> {
  const answer = await ask(callOf(what));
  const refusal = refusalIn(answer);
  if (refusal) return refusal;
  const record = recordIn(answer?.body);
  const id = stored?.id ?? String(record?.['Id'] ?? record?.['id'] ?? '');
  return { status, body: { id, at: store.now().toISOString(), record } };
}

function callOf({ method, path, body, type = 'application/json' }: Ask): Call {
  const text = body === undefined ? '' : JSON.stringify(body);
  return { method, path, params: {}, query: new URLSearchParams(), headers: { 'content-type': type }, text };
}

/** A record stands alone, or under `data`, or as the one in a list. */
function recordIn(body: unknown): Values | null {
  if (typeof body !== 'object' || body === null) return null;
  const { value, data } = body as Values;
  const record = Array.isArray(value) ? (value[0] as unknown) : (data ?? body);
  const { '@odata.context': _, ...rest } = record as Values;
  return rest;
}

/** The system's refusal in its own words; PowerOffice Go v1 refuses with status 200. */
function refusalIn(answer: Answer | null): Answer | null {
  const body = (answer?.body ?? {}) as Values;
  const isRefused = !answer || answer.status >= 400 || body['success'] === false;
  if (!isRefused) return null;
  const nested = [body['error'], body['validation']].map((each) => (each ?? {}) as Values);
  const texts = [
    body['Detail'],
    body['detail'],
    body['message'],
    ...nested.flatMap(({ message: m, summary }) => [m, summary]),
  ];
  const status = !answer || answer.status < 400 ? 422 : answer.status;
  return message(status, String(texts.find((text) => typeof text === 'string') ?? 'The system refused it.'));
}
