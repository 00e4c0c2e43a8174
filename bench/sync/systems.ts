import type { ChangePage, Connector, FieldValues, RawRecord, Resource } from '../../shared/connector.js';
import { NotFound } from '../../shared/errors.js';
import { customerp } from '../../subgraphs/customerp/connector.js';
import { tidsbanken } from '../../subgraphs/tidsbanken/connector.js';
import { mostIds } from '../../subgraphs/tidsbanken/odata.js';
import { customer } from './customers.js';

type Fields = Record<string, unknown>;

const pageSize = 1000;

/** A system that answers at once, from memory: what is measured is the hub alone. */
export class MemorySystem {
  /** What was changed since the start, by id. */
  private readonly changed = new Map<string, { fields: Fields; version: number }>();
  writes = 0;
  directReads = 0;
  pages = 0;
  /** How long it took over its answers, in ms. */
  answeringMs = 0;
  /** Hears of every write, with the time it took effect. */
  onWrite: (id: string, at: number) => void = () => undefined;

  constructor(
    private readonly base: Connector,
    private readonly entityType: string,
    private readonly count: number,
    private readonly make: (number: number, id: string) => Fields,
  ) {}

  /** The real connector's mapping and capability sheet, over this system. */
  get connector(): Connector {
    const entityTypes = this.base.entityTypes.filter(({ name }) => name === this.entityType);
    const resources = { [this.entityType]: this.resource() };
    return { ...this.base, entityTypes, connect: () => ({ resources, close: async () => undefined }) };
  }

  /** A person's edit. */
  edit(number: number, fields: Fields): string {
    const id = idOf(number);
    this.store(id, fields);
    return id;
  }

  private resource(): Resource {
    return {
      readMany: async (ids) => {
        this.directReads += ids.length;
        return this.timed(() => ids.map((id) => this.at(id)));
      },
      idsPerRequest: mostIds,
      list: () => Promise.reject(new NotFound('Only the hub asks here.')),
      readChanges: () => this.all(),
      update: async (id, fields: FieldValues) => {
        this.writes += 1;
        const written = this.timed(() => this.store(id, fields));
        this.onWrite(id, performance.now());
        return written;
      },
      find: async () => [],
    };
  }

  private async *all(): AsyncIterable<ChangePage> {
    for (let start = 0; start < this.count; start += pageSize) {
      const size = Math.min(pageSize, this.count - start);
      const records = this.timed(() => Array.from({ length: size }, (_, index) => this.record(start + index)));
      this.pages += 1;
      yield { records, cursor: start + size >= this.count ? 'end' : null };
    }
  }

  private timed<T>(answer: () => T): T {
    const startedAt = performance.now();
    const given = answer();
    this.answeringMs += performance.now() - startedAt;
    return given;
  }

  private at(id: string): RawRecord | null {
    const number = Number(id) - 100_000;
    return number >= 0 && number < this.count ? this.record(number) : null;
  }

  private record(number: number): RawRecord {
    const id = idOf(number);
    const changed = this.changed.get(id);
    return { id, version: `"${changed?.version ?? 1}"`, fields: changed?.fields ?? this.make(number, id) };
  }

  private store(id: string, fields: Fields): RawRecord {
    const before = this.at(id);
    if (!before) throw new NotFound('There is no such record.', { system: this.base.system });
    const version = (this.changed.get(id)?.version ?? 1) + 1;
    this.changed.set(id, { version, fields: { ...before.fields, ...fields } });
    return { ...before, version: `"${version}"`, fields: { ...before.fields, ...fields } };
  }
}

/** The company's ERP and its time tracking, each with the same customers. */
export function twoSystems(count: number): { erp: MemorySystem; hub: MemorySystem } {
  return {
    erp: new MemorySystem(customerp, 'Customer', count, erpCustomer),
    hub: new MemorySystem(tidsbanken, 'Kunde', count, kunde),
  };
}

export function idOf(number: number): string {
  return String(100_000 + number);
}

export function erpCustomer(number: number, id: string): Fields {
  const { street, postalCode, city, otherPhone: _, ...rest } = customer(number);
  const postalAddress = { street, postalCode, city, country: null };
  return { ...rest, externalRef: null, postalAddress, deliveryAddress: null, isActive: true, id };
}

export function kunde(number: number, id: string): Fields {
  const { name, organizationNumber, email, otherPhone, mobilePhone, website, street, postalCode, city } =
    customer(number);
  return {
    ...{ Navn: name, Epost: email, Telefon: otherPhone, Mobil: mobilePhone, Url: website },
    ...{ Organisasjonsnummer: organizationNumber, Postadresse: street, Postnr: postalCode, Poststed: city },
    ...{ Gateadresse: '', Leveringsadresse: '', Leveringsadresse2: '', LevPostNr: '', LevPoststed: '' },
    SistEndretDato: '2026-07-01T03:51:15.487+02:00',
    Id: id,
  };
}
