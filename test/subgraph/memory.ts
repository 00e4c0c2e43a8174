import { Float, Int } from 'type-graphql';
import {
  defineConnector,
  type Connection,
  type FieldValues,
  type RawRecord,
  type Resource,
} from '../../shared/connector.js';
import { NotFound, type HubError } from '../../shared/errors.js';
import { defineMapping } from '../../shared/mapping/mapping.js';
import { Key, SystemEntity, Wire, WireObject } from '../../shared/subgraph/wire.js';

@WireObject('Where a company lives.')
export class AcmeAddress {
  @Wire('AddressLine1')
  addressLine1?: string | null;

  @Wire('City')
  city?: string | null;

  @Wire('Verified', () => Boolean, { readOnly: true })
  verified?: boolean | null;
}

@SystemEntity('A company in Acme.')
export class AcmeCompany {
  @Key('Id')
  id!: string;

  @Wire('Name')
  name?: string | null;

  @Wire('Rating', () => Float)
  rating?: number | null;

  @Wire('Years', () => [Int])
  years?: number[] | null;

  @Wire('MailAddress', () => AcmeAddress)
  mailAddress?: AcmeAddress | null;

  @Wire('Branches', () => [AcmeAddress])
  branches?: AcmeAddress[] | null;

  @Wire('ChangedAt', { readOnly: true })
  changedAt?: string | null;
}

@SystemEntity('A person in Acme.')
export class AcmePerson {
  @Key('Number')
  id!: string;

  @Wire('Name')
  name?: string | null;

  @Wire('NationalId', { secret: true })
  nationalId?: string | null;
}

const capabilities = {
  sheet: 'test/subgraph/memory.ts',
  keys: 'server',
  externalRef: null,
  idempotencyKey: false,
  createdAt: null,
  since: null,
  paging: 'cursor',
  listMayLag: false,
  readLagMs: 0,
  inFlightMs: 0,
  version: null,
  conditionalWrite: false,
  write: 'patch',
  writeReturnsBody: true,
  deletes: 'none',
  perSecond: null,
  concurrency: 1,
} as const;

function mapping(entityType: string, canonicalType: 'Customer' | 'Employee') {
  return defineMapping({ system: 'acme', entityType, canonicalType, fields: {} });
}

/** A connector whose system is this process's memory. */
export const acme = defineConnector({
  system: 'acme',
  name: 'Acme',
  urlVariable: 'ACME_URL',
  entityTypes: [
    {
      name: 'Company',
      graph: { type: AcmeCompany, singular: 'acmeCompany', plural: 'acmeCompanies' },
      mapping: mapping('Company', 'Customer'),
      capabilities,
    },
    {
      name: 'Person',
      graph: { type: AcmePerson, singular: 'acmePerson', plural: 'acmePeople' },
      mapping: mapping('Person', 'Employee'),
      capabilities: { ...capabilities, keys: { from: 1, to: 999 } },
    },
  ],
  connect: () => memoryConnection().connection,
});

export interface Memory {
  readonly connection: Connection;
  /** Rows by entity type and id, as the system holds them. */
  readonly rows: Readonly<Record<'Company' | 'Person', Map<string, Record<string, unknown>>>>;
  /** Every call in order: `Company.readMany(1,2)`. */
  readonly calls: string[];
  /** What was given to the last write, by wire path. */
  written: FieldValues | null;
  /** Of every creation. */
  readonly externalRefs: string[];
  /** Thrown by every call while set. */
  fault: HubError | null;
}

/** An Acme with two companies and two people. */
export function memoryConnection(): Memory {
  const memory: Memory = {
    rows: {
      Company: new Map([
        ['1', { Id: 1, Name: 'Fjord AS', Rating: 4.5, Years: [2024, 2025], MailAddress: { City: 'Bergen' } }],
        ['2', { Id: 2, Name: '', MailAddress: { city: 'Oslo', Verified: true }, Branches: [{ City: 'Moss' }] }],
      ]),
      Person: new Map([
        ['7', { Number: 7, Name: 'Kari', NationalId: '01010112345' }],
        ['8', { Number: 8, Name: 'Ola', NationalId: '' }],
      ]),
    },
    calls: [],
    externalRefs: [],
    written: null,
    fault: null,
    connection: { resources: {}, close: () => Promise.resolve() },
  };
  const resources = { Company: memoryResource('Company', memory), Person: memoryResource('Person', memory) };
  return Object.assign(memory, { connection: { resources, close: () => Promise.resolve() } });
}

function memoryResource(entityType: 'Company' | 'Person', memory: Memory): Resource {
  const rows = memory.rows[entityType];
  const record = (id: string): RawRecord | null => {
    const fields = rows.get(id);
    return fields ? { id, version: null, fields: structuredClone(fields) } : null;
  };
  const called = async (call: string): Promise<void> => {
    memory.calls.push(`${entityType}.${call}`);
    if (memory.fault) throw memory.fault;
  };
  const write = (id: string, fields: FieldValues): RawRecord => {
    memory.written = fields;
    rows.set(id, { ...rows.get(id), ...fields });
    return record(id) as RawRecord;
  };
  return {
    async readMany(ids) {
      await called(`readMany(${ids.join()})`);
      return ids.map(record);
    },
    async list({ first, after }) {
      await called(`list(${first},${after})`);
      const ids = [...rows.keys()].filter((id) => after === null || id > after);
      const cursors = ids.slice(0, first);
      const records = cursors.map((id) => record(id) as RawRecord);
      return { records, cursors, hasNextPage: ids.length > first, total: rows.size };
    },
    async *readChanges() {
      yield { records: [...rows.keys()].map((id) => record(id) as RawRecord), cursor: '' };
    },
    async update(id, fields) {
      await called(`update(${id})`);
      if (!rows.has(id)) throw new NotFound(`Acme has no ${entityType} ${id}`, { system: 'acme', entityType, id });
      return write(id, fields);
    },
    async create(fields, options) {
      await called(`create(${options.id ?? ''})`);
      memory.externalRefs.push(options.externalRef);
      return write(options.id ?? String(rows.size + 1), fields);
    },
  };
}
