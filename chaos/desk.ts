import { setTimeout as pause } from 'node:timers/promises';
import type { FieldMapping, Mapping } from '../shared/mapping/mapping.js';
import { fieldOf } from '../shared/canonical/types.js';
import type { Sandbox, SystemName } from '../sandbox/index.js';
import type { EntityType } from '../shared/connector.js';
import { connectors } from '../subgraphs/registry.js';

type Values = Readonly<Record<string, unknown>>;

/** A record as its own system shows it. */
export interface Held {
  readonly id: string;
  readonly version: number;
  readonly record: Values;
}

/** One entity type, at the desk of the people who use its system: no fault reaches them. */
export interface Desk {
  /** `system.EntityType`. */
  readonly place: string;
  /** As its system's own books name it. */
  readonly table: string;
  readonly mapping: Mapping;
  /** Canonical fields of plain text that people can type there, with their property. */
  readonly typed: readonly { readonly field: string; readonly property: string }[];
  /** The property of a secret value that people can type there. */
  readonly secret: string | null;
  /** The property that bears the hub's reference of what it made there. */
  readonly reference: string | null;
  /** Whether its system refuses a write that was made in ignorance of a later one. */
  readonly refusesStale: boolean;
  /** How far what its system shows may be behind, in ms. */
  readonly readLagMs: number;
  /** Every record. */
  list(): Promise<Held[]>;
  /** @returns whether the system took it. */
  edit(id: string, values: Values): Promise<boolean>;
  add(values: Values): Promise<string | null>;
}

interface Table {
  readonly table: string;
  readonly fields: readonly { readonly name: string }[];
}

/** @throws RangeError for a place without one. */
export function deskAt(desks: readonly Desk[], place: string): Desk {
  const desk = desks.find((one) => one.place === place);
  if (!desk) throw new RangeError(`${place} has no desk`);
  return desk;
}

/** The desks of every entity type that a dataflow knows. */
export async function desksOf({ addresses }: Sandbox): Promise<Desk[]> {
  const desks = connectors.map(async ({ system, entityTypes }) => {
    const address = addresses[system as SystemName];
    const { tables } = (await json(`${address}/sandbox/records`)) as { tables: Table[] };
    return entityTypes.map((entityType) => {
      const name = entityType.name.toLowerCase();
      const table = tables.find((one) => one.table === name || one.table === `${name}s`);
      if (!table) throw new Error(`${system} has no table for ${entityType.name}.`);
      return deskOf(system, entityType, `${address}/sandbox/records/${table.table}`, table);
    });
  });
  return (await Promise.all(desks)).flat();
}

function deskOf(system: string, entityType: EntityType, url: string, { table, fields }: Table): Desk {
  const { name, mapping, capabilities } = entityType;
  const known = new Set(fields.map(({ name }) => name));
  const typed = Object.entries(mapping.fields).flatMap(([field, mapped]) =>
    known.has(mapped.path) && isTyped(mapping, field, mapped) ? [{ field, property: mapped.path }] : [],
  );
  const secret = Object.entries(mapping.fields).find(([field]) => fieldOf(mapping.canonicalType, field).secret);
  return {
    ...{ place: `${system}.${name}`, table, mapping, typed },
    secret: secret && known.has(secret[1].path) ? secret[1].path : null,
    reference: capabilities.externalRef?.path ?? null,
    refusesStale: capabilities.conditionalWrite,
    readLagMs: capabilities.readLagMs,
    list: () => listed(url),
    edit: async (id, values) => (await send(`${url}/${encodeURIComponent(id)}`, 'PATCH', values)) !== null,
    add: (values) => send(url, 'POST', values),
  };
}

function isTyped({ canonicalType }: Mapping, field: string, mapped: FieldMapping): boolean {
  const { type, critical, secret } = fieldOf(canonicalType, field);
  if (critical || secret || mapped.readOnly || mapped.key || mapped.reference || mapped.path.includes('.'))
    return false;
  return ['text', 'email', 'phone'].includes(type) && !/number$/i.test(field) && !mapped.when;
}

async function listed(url: string): Promise<Held[]> {
  const held: Held[] = [];
  for (let page = 1; ; page += 1) {
    const { items, total } = (await json(`${url}?page=${page}`)) as { items: Held[]; total: number };
    held.push(...items);
    if (items.length === 0 || held.length >= total) return held;
  }
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}

/** @returns the record's id; null where the system refused it. */
async function send(url: string, method: 'PATCH' | 'POST', values: Values): Promise<string | null> {
  const headers = { 'content-type': 'application/json' };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await fetch(url, { method, headers, body: JSON.stringify(values) });
    if (answer.ok) return String(((await answer.json()) as { id: unknown }).id);
    if (answer.status !== 429 && answer.status < 500) return null;
    await pause(200);
  }
  return null;
}
