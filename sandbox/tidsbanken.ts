import {
  driftedSkip,
  serve,
  type Answer,
  type Around,
  type Call,
  type Handler,
  type Route,
  type Served,
} from './http.js';
import type { Store, Stored } from './store.js';
import { ENTITIES, type Entity } from './tidsbanken/entities.js';
import { denied, faultAnswer, ODataFault } from './tidsbanken/faults.js';
import { idOrderOf } from './tidsbanken/id-order.js';
import { listPage, type Source } from './tidsbanken/list.js';
import { parseQuery, type Query } from './tidsbanken/query.js';
import { shownRecord } from './tidsbanken/records.js';
import { insertAll, updateAll, updateOne } from './tidsbanken/write.js';

/** What a stand-in for Tidsbanken needs; the keys are those it lets in. */
export interface TidsbankenOptions {
  port: number;
  store: Store;
  subscriptionKey: string;
  tbKey: string;
  around?: Around;
}

/** New records are posted under these names. */
const POST_NAMES = { Ansatt: 'Ansatte', Avdeling: 'Avdeling', Kunde: 'Kunde', Prosjekt: 'Prosjekt' } as const;
/** The hosts the context address names, as the real answers do. */
const HOSTS = {
  ansatt: 'https://api-ansatte.tidsbanken.net',
  prosjekt: 'https://api-prosjekt.tidsbanken.net',
} as const;

/** A stand-in for Tidsbanken's API v3: Ansatt, Avdeling, Kunde and Prosjekt over OData, strict where the sources conflict. */
export function startTidsbanken(options: TidsbankenOptions): Promise<Served> {
  return serve({
    port: options.port,
    around: options.around,
    before: (call) => keysMissing(call, options),
    routes: Object.values(ENTITIES).flatMap((entity) => routesOf(options.store, entity)),
    notFound: (call) => faultAnswer(new ODataFault(404, `There is nothing at ${call.path}.`)),
    onError: faultAnswer,
  });
}

function keysMissing(call: Call, options: TidsbankenOptions): Answer | null {
  const key = call.headers['ocp-apim-subscription-key'];
  if (!key)
    return denied('Access denied due to missing subscription key. Send it in the header Ocp-Apim-Subscription-Key.');
  if (key !== options.subscriptionKey) return denied('Access denied due to invalid subscription key.');
  if (call.headers['tb-key'] !== options.tbKey)
    return denied('Access denied due to a missing or invalid tb-key header.');
  if (call.headers['x-api-version'] !== '3.0') return denied('Access denied: the header x-api-version must be 3.0.');
  return null;
}

function routesOf(store: Store, entity: Entity): Route[] {
  const table = store.table(entity.table);
  const source: Source = { entity, table, order: idOrderOf(entity, table) };
  const path = (end: string): RegExp => new RegExp(`^/${entity.service}/${end}/?$`, 'i');
  const insert: Handler = (call) => written(201, entity, call, (bodies) => insertAll(store, entity, bodies));
  const update: Handler = (call) => written(200, entity, call, (bodies) => updateAll(store, entity, bodies));
  const patch: Handler = (call) => one(entity, updateOne(store, entity, call.params.id ?? '', asObject(jsonIn(call))));
  const refuse: Handler = (call) => faultAnswer(new ODataFault(405, `${call.method} is not allowed here.`));
  const change: Route =
    entity.name === 'Avdeling'
      ? { method: 'PATCH', path: path('Avdeling/(?<id>[^/]+)'), handle: patch }
      : { method: 'PUT', path: path(entity.name), handle: update };
  return [
    { method: 'GET', path: path(entity.name), handle: (call) => list(source, call) },
    { method: 'GET', path: path(`${entity.name}\\((?<key>.+)\\)`), handle: (call) => lookup(source, call) },
    { method: 'POST', path: path(POST_NAMES[entity.name]), handle: insert },
    change,
    { method: '*', path: path(`(${entity.name}|${POST_NAMES[entity.name]})([(/].*)?`), handle: refuse },
  ];
}

function list(source: Source, call: Call): Answer {
  const query = parseQuery(source.entity, call.query);
  const { records, count } = listPage(source, { ...query, skip: driftedSkip(call, query.skip) });
  const counted = count === null ? {} : { '@odata.count': count + (call.drift ?? 0) };
  const value = records.map((stored) => selected(source.entity, stored, query.select));
  return { status: 200, body: { '@odata.context': contextOf(source.entity, query.select), ...counted, value } };
}

function lookup({ entity, table }: Source, call: Call): Answer {
  const key = call.params.key ?? '';
  const pattern = entity.idKind === 'integer' ? /^(\d+)$/ : /^'((?:[^']|'')*)'$/;
  const match = pattern.exec(key);
  if (!match) throw new ODataFault(400, `The key ${key} of ${entity.name} is malformed.`);
  const { select } = parseQuery(entity, call.query);
  const stored = table.get(match[1]!.replaceAll("''", "'"));
  if (!stored) throw new ODataFault(404, `There is no ${entity.name} with Id ${key}.`);
  return one(entity, stored, select);
}

function one(entity: Entity, stored: Stored, select: Query['select'] = null): Answer {
  const context = `${contextOf(entity, select)}/$entity`;
  return { status: 200, body: { '@odata.context': context, ...selected(entity, stored, select) } };
}

/** Runs a write over the body's records and shows them: a list for a list, an object for an object. */
function written(
  status: number,
  entity: Entity,
  call: Call,
  write: (bodies: Record<string, unknown>[]) => Stored[],
): Answer {
  const body = jsonIn(call);
  const isList = Array.isArray(body);
  const records = write((isList ? body : [body]).map(asObject));
  if (!isList) return { ...one(entity, records[0]!), status };
  const value = records.map((stored) => shownRecord(entity, stored));
  return { status, body: { '@odata.context': contextOf(entity, null), value } };
}

function contextOf(entity: Entity, select: Query['select']): string {
  const shown = select === null ? '' : `(${select === '*' ? '*' : select.join(',')})`;
  return `${HOSTS[entity.service]}/$metadata#${entity.name}${shown}`;
}

function selected(entity: Entity, stored: Stored, select: Query['select']): Record<string, unknown> {
  const shown = shownRecord(entity, stored);
  if (select === null || select === '*') return shown;
  return Object.fromEntries(select.map((property) => [property, shown[property]]));
}

function jsonIn(call: Call): unknown {
  try {
    return JSON.parse(call.text) as unknown;
  } catch {
    throw new ODataFault(400, 'The body is not JSON.');
  }
}

function asObject(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new ODataFault(400, 'Each record must be a JSON object.');
}
