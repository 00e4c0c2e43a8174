import type { ChangePage, CreateOptions, FieldValues, RawRecord, Resource } from '../../shared/connector.js';
import { Conflict, NotFound, Unavailable } from '../../shared/errors.js';
import type { PlaceSheet } from './company.js';
import type { Fate, WireFaults } from './wire-faults.js';
import { unanswered } from './wire-faults.js';
import type { CursorRules } from './cursors.js';
import type { Around, Sent } from './around.js';
import type { Shown, Wire } from './table.js';
import { Table } from './table.js';

const pageSize = 4;

/** One entity type of a simulated system, over the wire as a connector shows it. */
export class SimulatedPlace {
  readonly table: Table;
  readonly system: string;
  private isHidden = false;

  constructor(
    readonly sheet: PlaceSheet,
    firstId: number,
    private readonly around: Around,
    private readonly faults: WireFaults,
    private readonly cursors: CursorRules,
  ) {
    this.table = new Table(firstId);
    this.system = sheet.mapping.system;
  }

  resource(): Resource {
    const { canFind, canCreate } = this.sheet;
    return {
      readMany: async (ids) => this.readMany(ids),
      list: () => Promise.reject(new Unavailable('Only the hub asks here.')),
      readChanges: (cursor) => (cursor === null ? this.all() : this.changes(cursor)),
      update: async (id, fields, options) => this.update(id, fields, options?.ifVersion ?? null),
      remove: async (id) => this.removeByHub(id),
      ...(canCreate
        ? { create: async (fields: FieldValues, options: CreateOptions) => this.create(fields, options) }
        : {}),
      ...(canFind ? { find: async (by: { externalRef: string } | { id: string }) => this.find(by) } : {}),
    };
  }

  /** Whether lists come back empty, though nothing was removed. */
  hide(isHidden: boolean): void {
    this.isHidden = isHidden;
    if (isHidden) this.around.count('lists that came back empty');
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

  private raw({ id, wire, version, stamp }: Shown): RawRecord {
    const kind = this.sheet.capabilities.version;
    const told = kind === 'etag' ? `"${version}"` : kind === 'lastModified' ? String(stamp) : null;
    return { id, version: told, fields: { id, ...wire, updated: stamp } };
  }

  private readMany(ids: readonly string[]): (RawRecord | null)[] {
    this.faults.read(this.system);
    const { readLagMs } = this.sheet.capabilities;
    return ids.map((id) => {
      const isStale = readLagMs > 0 && this.around.chance(this.faults.now.stale);
      const at = this.around.now() - (isStale ? this.around.random(1, readLagMs - 1) : 0);
      if (isStale) this.around.count('reads that showed an older state');
      else this.around.looked(this.sheet.key, id);
      const shown = this.table.at(id, at);
      return shown ? this.raw(shown) : null;
    });
  }

  private async *all(): AsyncIterable<ChangePage> {
    for (let offset = 0; ; offset += pageSize) {
      this.faults.read(this.system);
      const shown = this.listed();
      const page = shown.slice(offset, offset + pageSize);
      const isLast = offset + pageSize >= shown.length;
      if (!isLast && this.around.chance(this.faults.now.broken))
        throw new Unavailable('The list broke off.', { system: this.system });
      for (const { id } of page) this.around.looked(this.sheet.key, id);
      yield { records: page.map((one) => this.drifted(this.raw(one))), cursor: isLast ? this.cursor(shown) : null };
      if (isLast) return;
    }
  }

  private listed(): Shown[] {
    const now = this.around.now();
    const rows = this.isHidden ? [] : [...this.table.rows.values()];
    const shown = rows.flatMap((row) => {
      const at = row.unlistedUntil > now ? (row.past.at(-1)?.until ?? now) - 1 : now;
      return this.table.at(row.id, at) ?? [];
    });
    return this.cursors.driftSort ? shown.sort((a, b) => b.stamp - a.stamp) : shown;
  }

  private cursor(shown: readonly Shown[], least = 0): string | null {
    if (!this.sheet.capabilities.since) return null;
    return String(Math.max(least, ...shown.map(({ stamp }) => stamp)));
  }

  private async *changes(cursor: string): AsyncIterable<ChangePage> {
    this.faults.read(this.system);
    const { since, deletes } = this.sheet.capabilities;
    const reachesBack = !this.cursors.noOverlap && !this.cursors.gt;
    const from = Number(cursor) - (reachesBack ? (since?.overlapMs ?? 0) : 0);
    const isExclusive = this.cursors.gt || since?.inclusive === false;
    const isSince = (stamp: number): boolean => (isExclusive ? stamp > from : stamp >= from);
    const shown = this.listed().filter(({ stamp }) => isSince(stamp));
    const removed = [...this.table.rows.values()].filter((row) => row.isRemoved && isSince(row.stamp));
    const feed =
      deletes === 'feed' ? removed.map(({ id }): RawRecord => ({ id, version: null, fields: {}, deleted: true })) : [];
    const stamps = [...shown, ...(deletes === 'feed' ? removed.map((row) => ({ ...row, wire: row.wire })) : [])];
    for (const { id } of shown) this.around.looked(this.sheet.key, id);
    yield {
      records: [...shown.map((one) => this.drifted(this.raw(one))), ...feed],
      cursor: this.cursor(stamps, Number(cursor)),
    };
  }

  /** A mapped property goes missing for once. */
  private drifted(record: RawRecord): RawRecord {
    if (!this.around.chance(this.faults.now.drift)) return record;
    this.around.count('rows without a mapped property');
    const fields = Object.entries(record.fields).filter(([path]) => path !== 'phone' && path !== 'last');
    return { ...record, fields: Object.fromEntries(fields) };
  }

  private update(id: string, fields: FieldValues, ifVersion: string | null): RawRecord {
    const fate = this.faults.write(this.system, this.sheet.capabilities.inFlightMs);
    const readSeq = this.around.lastLook(this.sheet.key, id);
    const effect = (isLate: boolean): void => this.patch(id, fields, ifVersion, { isLate, readSeq });
    if (fate) this.carryOut(fate, effect);
    else effect(false);
    const shown = this.table.at(id, this.around.now());
    if (!shown) throw new NotFound('There is no such record.', { system: this.system });
    this.around.looked(this.sheet.key, id);
    return this.raw(shown);
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
      if (!(error instanceof Conflict || error instanceof NotFound)) throw error;
    }
  }

  private patch(id: string, fields: FieldValues, ifVersion: string | null, sent: Sent): void {
    const row = this.table.rows.get(id);
    if (!row || row.isRemoved) throw new NotFound('There is no such record.', { system: this.system });
    if (ifVersion !== null && ifVersion !== `"${row.version}"`) {
      this.around.count('writes refused by version');
      throw new Conflict('It was changed meanwhile.', { system: this.system });
    }
    const before = row.wire;
    this.store(id, { ...before, ...fields });
    this.around.landed(this, 'UPDATE', id, before, sent);
  }

  private create(fields: FieldValues, { externalRef, id }: CreateOptions): RawRecord {
    const fate = this.faults.write(this.system, this.sheet.capabilities.inFlightMs);
    let made: string | null = null;
    const effect = (isLate: boolean): void => void (made = this.make(fields, externalRef, id, isLate));
    if (fate) this.carryOut(fate, effect);
    else effect(false);
    const shown = made === null ? null : this.table.at(made, this.around.now());
    if (!shown) throw new Unavailable('It is gone already.', { system: this.system, ambiguous: true });
    return this.raw(shown);
  }

  private make(fields: FieldValues, externalRef: string, key: string | undefined, isLate: boolean): string {
    const { externalRef: room, idempotencyKey } = this.sheet.capabilities;
    const same = room ? this.table.present().find(({ wire }) => wire[room.path] === externalRef) : undefined;
    if (same && idempotencyKey) return same.id;
    if (same && room?.unique) throw this.taken('The reference is taken.');
    const id = key ?? this.table.newId();
    if (this.table.rows.has(id)) throw this.taken('The key is taken.');
    this.store(id, { ...fields, ...(room ? { [room.path]: externalRef } : {}) });
    this.around.landed(this, 'CREATE', id, {}, { isLate, readSeq: null });
    return id;
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
      .filter((row) => ('id' in by ? row.id === by.id : row.wire[path] === by.externalRef));
    return rows.map((row) => this.raw(row));
  }

  private removeByHub(id: string): void {
    const row = this.table.rows.get(id);
    if (!row || row.isRemoved) throw new NotFound('There is no such record.', { system: this.system });
    this.table.remove(row, this.around.clock(this.system), this.around.now());
    this.around.landed(this, 'REMOVE', id, row.wire, { isLate: false, readSeq: null });
  }
}
