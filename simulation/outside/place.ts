import type { CreateOptions, FieldValues, RawRecord, Resource } from '../../shared/connector.js';
import { Conflict, NotFound, Rejected, Unavailable } from '../../shared/errors.js';
import type { PlaceSheet } from './company.js';
import type { Fate, WireFaults } from './wire-faults.js';
import { unanswered } from './wire-faults.js';
import type { CursorRules } from './cursors.js';
import { lacking, Lists, rawOf } from './lists.js';
import type { Around, Sent } from './around.js';
import type { Row, Shown, Wire } from './table.js';
import { Table } from './table.js';

const answersLacking = 'answers to writes without a mapped property';

/** One entity type of a simulated system, over the wire as a connector shows it. */
export class SimulatedPlace {
  readonly table: Table;
  readonly system: string;
  readonly lists: Lists;

  constructor(
    readonly sheet: PlaceSheet,
    firstId: number,
    private readonly around: Around,
    private readonly faults: WireFaults,
    cursors: CursorRules,
  ) {
    this.table = new Table(firstId);
    this.system = sheet.mapping.system;
    this.lists = new Lists(this, around, faults, cursors);
  }

  resource(): Resource {
    const { canFind, canCreate } = this.sheet;
    return {
      readMany: async (ids) => this.readMany(ids),
      list: () => Promise.reject(new Unavailable('Only the hub asks here.')),
      readChanges: (cursor) => (cursor === null ? this.lists.all() : this.lists.changes(cursor)),
      update: async (id, fields, options) => this.update(id, fields, options?.ifVersion ?? null),
      remove: async (id) => this.removeByHub(id),
      ...(canCreate
        ? { create: async (fields: FieldValues, options: CreateOptions) => this.create(fields, options) }
        : {}),
      ...(canFind ? { find: async (by: { externalRef: string } | { id: string }) => this.find(by) } : {}),
    };
  }

  /** A change that took effect. Texts are kept as the system keeps them. */
  store(id: string, wire: Wire): void {
    const row = this.table.rows.get(id);
    const { now, clock } = this.around;
    const kept = this.asKept(wire);
    const lateness = this.lateness();
    const { listMayLag } = this.sheet.capabilities;
    const unlistedUntil = now() + (listMayLag ? lateness : 0);
    const stamp = Math.max(clock(this.system) - (listMayLag ? 0 : lateness), (row?.stamp ?? 0) + 1);
    if (row && !row.isRemoved) this.table.change(row, kept, stamp, unlistedUntil, now());
    else this.table.insert(id, kept, stamp, unlistedUntil, now());
    this.around.hint(this, id);
  }

  /**
   * How much later than its stamp a change shows: where lists may lag, they show what was; elsewhere it was stamped when its
   * transaction began.
   */
  private lateness(): number {
    const { listMayLag, since } = this.sheet.capabilities;
    const { overlapMs, granularityMs } = since ?? { overlapMs: 2, granularityMs: 0 };
    if (!(listMayLag || since) || !this.around.chance(this.faults.now.unlisted)) return 0;
    this.around.count('changes that lists showed late');
    return this.around.random(1, Math.max(1, overlapMs - granularityMs - 1));
  }

  private asKept(wire: Wire): Wire {
    const entries = Object.entries(wire).map(([path, value]) => {
      const mapped = Object.values(this.sheet.mapping.fields).find((field) => field.path === path);
      if (typeof value !== 'string') return [path, value];
      const imaged = mapped?.codec?.image && value.trim() !== '' ? String(mapped.codec.image(value)) : value;
      return [path, this.sheet.undeclared ? this.sheet.undeclared(imaged) : imaged];
    });
    return Object.fromEntries(entries) as Wire;
  }

  private readMany(ids: readonly string[]): (RawRecord | null)[] {
    this.faults.read(this.system);
    const { readLagMs } = this.sheet.capabilities;
    return ids.map((id) => {
      const isStale = readLagMs > 0 && this.around.chance(this.faults.now.stale);
      const at = this.around.now() - (isStale ? this.around.random(1, readLagMs - 1) : 0);
      if (isStale) this.around.count('reads that showed an older state');
      this.around.looked(this.sheet.key, id);
      const shown = this.table.at(id, at);
      return shown ? this.told(shown, 'direct reads without a mapped property') : null;
    });
  }

  private told(shown: Shown, lackingAre: string): RawRecord {
    const record = rawOf(this.sheet, shown);
    if (!this.around.chance(this.faults.now.driftRead)) return record;
    this.around.count(lackingAre);
    return lacking(record);
  }

  private update(id: string, fields: FieldValues, ifVersion: string | null): RawRecord {
    const fate = this.faults.write(this.system, this.sheet.capabilities.inFlightMs);
    const readSeq = this.around.lastLook(this.sheet.key, id);
    const effect = (isLate: boolean): void => this.patch(id, fields, ifVersion, { isLate, readSeq, reference: null });
    if (fate) this.carryOut(fate, effect);
    else effect(false);
    const shown = this.table.at(id, this.around.now());
    if (!shown) throw new NotFound('There is no such record.', { system: this.system });
    this.around.looked(this.sheet.key, id);
    return this.told(shown, answersLacking);
  }

  /** @throws Unavailable, always: whatever became of it, no answer comes. */
  private carryOut(fate: Fate, effect: (isLate: boolean) => void): void {
    if (fate.effect === 'NOW') effect(false);
    if (fate.effect === 'LATER')
      this.around.later(this.around.now() + fate.afterMs, () => this.unheard(() => effect(fate.isLate)));
    throw unanswered(this.system);
  }

  /** Nobody hears what the system answers now. */
  private unheard(effect: () => void): void {
    try {
      effect();
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof NotFound || error instanceof Rejected)) throw error;
    }
  }

  private patch(id: string, fields: FieldValues, ifVersion: string | null, sent: Sent): void {
    const row = this.table.rows.get(id);
    if (!row || row.isRemoved) throw new NotFound('There is no such record.', { system: this.system });
    if (ifVersion !== null && ifVersion !== `"${row.version}"`) {
      this.around.count('writes refused by version');
      throw new Conflict('It was changed meanwhile.', { system: this.system });
    }
    this.refuseDoubles(fields, id);
    const before = row.wire;
    this.store(id, { ...before, ...fields });
    this.around.landed(this, 'UPDATE', id, before, sent);
  }

  private create(fields: FieldValues, { externalRef, id }: CreateOptions): RawRecord {
    if (id !== undefined) this.around.takeKey(this.sheet.key, id, this.faults.now.keyTaken);
    const fate = this.faults.write(this.system, this.sheet.capabilities.inFlightMs);
    let made: string | null = null;
    const effect = (isLate: boolean): void => void (made = this.make(fields, externalRef, id, isLate));
    if (fate) this.carryOut(fate, effect);
    else effect(false);
    const shown = made === null ? null : this.table.at(made, this.around.now());
    if (!shown) throw new Unavailable('It is gone already.', { system: this.system, ambiguous: true });
    return this.told(shown, answersLacking);
  }

  private make(fields: FieldValues, externalRef: string, key: string | undefined, isLate: boolean): string {
    const { externalRef: room, idempotencyKey } = this.sheet.capabilities;
    const same = room ? this.table.present().find(({ wire }) => wire[room.path] === externalRef) : undefined;
    if (same && idempotencyKey) return same.id;
    if (same && room?.unique) throw this.taken('The reference is taken.');
    this.refuseDoubles(fields, null);
    const id = key ?? this.table.newId();
    if (this.table.rows.has(id)) throw this.taken('The key is taken.');
    this.store(id, { ...fields, ...(room ? { [room.path]: externalRef } : {}) });
    this.around.landed(this, 'CREATE', id, {}, { isLate, readSeq: null, reference: externalRef });
    return id;
  }

  /** @throws Rejected for a value that no two records may bear and that another one bears. */
  private refuseDoubles(fields: FieldValues, ownId: string | null): void {
    const doubled = Object.values(this.sheet.mapping.fields).find(({ path, unique }) => {
      const value = fields[path] ?? null;
      return (
        unique && value !== null && this.table.present().some((row) => row.id !== ownId && row.wire[path] === value)
      );
    });
    if (!doubled) return;
    this.around.count('writes refused since another record bears the value');
    throw new Rejected('Another record bears that value.', { system: this.system });
  }

  private taken(message: string): Conflict {
    this.around.count('creations told that their key or reference is taken');
    return new Conflict(message, { system: this.system });
  }

  private find(by: { externalRef: string } | { id: string }): RawRecord[] {
    this.faults.read(this.system);
    const path = this.sheet.capabilities.externalRef?.path ?? '';
    const rows = this.table
      .present()
      .filter((row) => ('id' in by ? row.id === by.id : row.wire[path] === by.externalRef))
      .filter((row) => !this.isUnfound(row));
    return rows.map((row) => this.told(row, 'records found without a mapped property'));
  }

  /** Searches may lag by little more than a write may be on its way. */
  private isUnfound({ past }: Row): boolean {
    const isFresh = (past.at(-1)?.until ?? 0) > this.around.now() - this.sheet.capabilities.inFlightMs * 1.3;
    if (!isFresh || !this.around.chance(this.faults.now.unfound)) return false;
    this.around.count('records that a search did not find yet');
    return true;
  }

  private removeByHub(id: string): void {
    const row = this.table.rows.get(id);
    if (!row || row.isRemoved) throw new NotFound('There is no such record.', { system: this.system });
    this.table.remove(row, this.around.clock(this.system), this.around.now());
    this.around.landed(this, 'REMOVE', id, row.wire, { isLate: false, readSeq: null, reference: null });
  }
}
