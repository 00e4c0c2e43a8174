import type { Capabilities, FieldValues, RawRecord, Resource } from '../../shared/connector.js';
import { Conflict, Unavailable } from '../../shared/errors.js';
import { placeAt, type SyncPolicy } from '../../shared/sync/policy.js';
import type { MemoryStore } from '../../simulation/store/memory.js';
import { converge } from '../../subgraphs/hub/sync/converge.js';
import { slotAt, slotOver, type Engine, type Slot } from '../../subgraphs/hub/sync/engine.js';
import { fullSync, silent } from '../../subgraphs/hub/sync/full-sync.js';
import { followHints } from '../../subgraphs/hub/sync/hints.js';
import { readSlot } from '../../subgraphs/hub/sync/read.js';
import type { Store } from '../../subgraphs/hub/sync/store.js';
import { customerFlow, policy as companies, referencePaths, type StoreParts } from '../store/support.js';

/** Waits until it is the caller's turn. */
export type Step = (name: string) => Promise<void>;

/** What becomes of the first write: it lands and is answered, lands without an answer, or never arrives. */
export type Fate = 'well' | 'lost' | 'never';

const capabilities: Capabilities = {
  ...{ sheet: '', keys: 'server', externalRef: { path: 'ref', unique: true }, idempotencyKey: false, createdAt: null },
  ...{ since: null, paging: 'cursor', listMayLag: false, readLagMs: 0, inFlightMs: 10_000, version: 'etag' },
  ...{ conditionalWrite: true, write: 'patch', writeReturnsBody: true, deletes: 'none', perSecond: null },
  concurrency: 8,
};

/** Customers of one system, over a wire that is as slow as its steps, and refuses a stale write. */
class Books {
  readonly rows = new Map<string, { version: number; fields: Record<string, unknown> }>();
  /** Writes that landed. */
  writes = 0;
  /** Writes that landed and gave a record nothing that it did not hold. */
  idle = 0;

  constructor(
    readonly name: string,
    private readonly step: Step,
    public fate: Fate,
  ) {}

  /** What a person does, at once. */
  put(id: string, fields: Record<string, unknown>): void {
    const row = this.rows.get(id);
    this.rows.set(id, { version: (row?.version ?? 0) + 1, fields: { ...row?.fields, ...fields } });
  }

  readonly resource: Resource = {
    readMany: (ids) => this.asked('read', () => ids.map((id) => this.record(id))),
    list: () => Promise.reject(new RangeError('nobody lists here')),
    readChanges: () => this.pages(),
    update: (id, fields, options) => this.written('update', () => this.change(id, fields, options?.ifVersion ?? null)),
    create: (fields, { externalRef }) =>
      this.written('create', () => {
        const id = `${this.name}-${this.rows.size + 1}`;
        this.put(id, { ...fields, ref: externalRef });
        return this.shown(id);
      }),
    find: (by) =>
      this.asked('find', () =>
        [...this.rows.keys()]
          .map((id) => this.shown(id))
          .filter((one) => 'externalRef' in by && one.fields['ref'] === by.externalRef),
      ),
  };

  private async *pages() {
    await this.step(`${this.name} list`);
    yield { records: [...this.rows.keys()].map((id) => this.shown(id)), cursor: 'end' };
  }

  private change(id: string, fields: FieldValues, ifVersion: string | null): RawRecord {
    const row = this.rows.get(id);
    if (ifVersion !== null && ifVersion !== String(row?.version)) throw new Conflict('It was changed meanwhile.');
    if (Object.entries(fields).every(([path, value]) => row?.fields[path] === value)) this.idle += 1;
    this.put(id, fields);
    return this.shown(id);
  }

  private record(id: string): RawRecord | null {
    const row = this.rows.get(id);
    return row ? { id, version: String(row.version), fields: { ...row.fields } } : null;
  }

  private shown(id: string): RawRecord {
    const found = this.record(id);
    if (!found) throw new RangeError(`there is no ${id}`);
    return found;
  }

  private async asked<T>(what: string, act: () => T): Promise<T> {
    await this.step(`${this.name} ${what}`);
    const answer = act();
    await this.step(`${this.name} ${what} answered`);
    return answer;
  }

  private async written<T>(what: string, act: () => T): Promise<T> {
    await this.step(`${this.name} ${what}`);
    const { fate } = this;
    this.fate = 'well';
    if (fate === 'never') throw new Unavailable('No answer came.', { ambiguous: true });
    const answer = act();
    this.writes += 1;
    await this.step(`${this.name} ${what} answered`);
    if (fate === 'lost') throw new Unavailable('No answer came.', { ambiguous: true });
    return answer;
  }
}

/** Two systems with customers and a hub between them, whose every step waits for its turn while it is raced. */
export class Race<S extends Store = MemoryStore> {
  readonly crm: Books;
  readonly erp: Books;
  readonly store: S;
  readonly faults: unknown[] = [];
  /** The name that was typed last in each system. */
  readonly typed = new Map<Books, string>();
  private readonly engine: Engine;
  private clock = 1_700_000_000_000;
  private ids = 0;

  /** @param turn null: everything happens in the order in which it comes. @param open makes the store. */
  constructor(
    private turn: Step | null,
    fate: Fate,
    open: (parts: StoreParts & { readonly step: Step }) => S,
    refusesStale = true,
  ) {
    const step: Step = async (name) => {
      this.clock += 1;
      await this.turn?.(name);
    };
    [this.crm, this.erp] = [new Books('crm', step, 'well'), new Books('erp', step, fate)];
    const slots = new Map(
      [this.crm, this.erp].map((books) => slotOf(books, refusesStale)).map((slot): [string, Slot] => [slot.key, slot]),
    );
    const flows = companies.flows.filter(({ id }) => id === customerFlow);
    const policy: SyncPolicy = { ...companies, places: slots, flows };
    const newId = (): string => `00000000-0000-4000-8000-${String((this.ids += 1)).padStart(12, '0')}`;
    const now = (): number => this.clock;
    this.store = open({ policy, referencePaths, now, newId, chance: () => 0.5, step });
    const logFault = (_message: string, error: unknown): void => void this.faults.push(error);
    this.engine = { store: this.store, policy, slots, now, leaseMs: 30_000, logFault };
  }

  /** Lets everything that is asked for from now on happen in the order in which it comes. */
  async inOrder<T>(work: () => Promise<T>): Promise<T> {
    const { turn } = this;
    this.turn = null;
    return work().finally(() => (this.turn = turn));
  }

  /** A person types a name, and its system says so. */
  async type(books: Books, id: string, name: string): Promise<void> {
    await this.turn?.(`${books.name} person`);
    this.typed.set(books, name);
    books.put(id, { [books === this.crm ? 'name' : 'title']: name });
    await this.store.storeHints(`${books.name}.Customer`, [id]);
  }

  /** A worker takes in what the systems say, and brings to rest what it bears on. */
  async work(more: readonly string[] = []): Promise<void> {
    const ids = new Set(more);
    const take = async (found: readonly string[]): Promise<void> => found.forEach((id) => ids.add(id));
    for (const place of this.engine.slots.keys()) await followHints(this.engine, place, take);
    for (const id of ids) await converge(this.engine, id);
  }

  /** Reads what a system says has changed. */
  async read(books: Books): Promise<void> {
    await readSlot(this.engine, slotAt(this.engine, `${books.name}.Customer`), false);
  }

  /** Full syncs, far enough apart that what is in doubt is looked at. */
  async rest(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      this.clock += 300_000;
      await fullSync(this.engine, null, silent);
    }
  }

  /** Time goes by. */
  pass(ms: number): void {
    this.clock += ms;
  }

  names(): unknown[] {
    return [
      ...[...this.crm.rows.values()].map(({ fields }) => fields['name']),
      ...[...this.erp.rows.values()].map(({ fields }) => fields['title']),
    ];
  }
}

function slotOf(books: Books, conditionalWrite: boolean): Slot {
  const { mapping } = placeAt(companies, `${books.name}.Customer`);
  const sheet = { ...capabilities, conditionalWrite, ...(books.name === 'erp' ? {} : { externalRef: null }) };
  return slotOver(books.name, { name: 'Customer', mapping, capabilities: sheet }, books.resource);
}
