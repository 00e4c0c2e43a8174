import type { ChangePage, RawRecord } from '../../shared/connector.js';
import { Unavailable } from '../../shared/errors.js';
import type { Around, Entity } from './around.js';
import type { PlaceSheet } from './company.js';
import type { CursorRules } from './cursors.js';
import type { Shown } from './table.js';
import type { WireFaults } from './wire-faults.js';

const usualPageSize = 4;
const changesPageSize = 2;

/** A state of a record as its system answers it. */
export function rawOf({ capabilities }: PlaceSheet, { id, wire, version, stamp }: Shown): RawRecord {
  const kind = capabilities.version;
  const told = kind === 'etag' ? `"${version}"` : kind === 'lastModified' ? String(stamp) : null;
  return { id, version: told, fields: { id, ...wire, updated: stamp } };
}

/** A record without a mapped property. */
export function lacking(record: RawRecord): RawRecord {
  const fields = Object.entries(record.fields).filter(([path]) => path !== 'phone' && path !== 'last');
  return { ...record, fields: Object.fromEntries(fields) };
}

/** The lists of one entity type of a simulated system. */
export class Lists {
  private isHidden = false;

  constructor(
    private readonly place: Entity,
    private readonly around: Around,
    private readonly faults: WireFaults,
    private readonly cursors: CursorRules,
  ) {}

  /** Whether lists come back empty, though nothing was removed. */
  hide(isHidden: boolean): void {
    this.isHidden = isHidden;
    if (isHidden) this.around.count('lists that came back empty');
  }

  /** Everything, page by page as it is when each page is asked for. */
  async *all(): AsyncIterable<ChangePage> {
    const { pageSize = usualPageSize } = this.around;
    for (let offset = 0; ; offset += pageSize) {
      this.faults.read(this.place.sheet.mapping.system);
      const shown = this.listed();
      const page = shown.slice(offset, offset + pageSize);
      const isLast = offset + pageSize >= shown.length;
      if (!isLast && this.around.chance(this.faults.now.broken)) throw this.brokenOff();
      yield {
        records: this.doubled(page.map((one) => this.drifted(rawOf(this.place.sheet, one)))),
        cursor: this.cursor(shown.slice(0, offset + pageSize)),
      };
      if (isLast) return;
      if (!this.around.chance(this.faults.now.moving)) continue;
      this.around.count('lists read while somebody edits');
      this.around.meddle(this.place.sheet.key);
    }
  }

  private listed(): Shown[] {
    const now = this.around.now();
    const rows = this.isHidden ? [] : [...this.place.table.rows.values()];
    const shown = rows.flatMap((row) => {
      const at = row.unlistedUntil > now ? (row.past.at(-1)?.until ?? now) - 1 : now;
      return this.place.table.at(row.id, at) ?? [];
    });
    return this.cursors.driftSort ? shown.sort((a, b) => a.stamp - b.stamp) : shown;
  }

  private cursor(shown: readonly { readonly stamp: number }[], least = 0): string | null {
    if (!this.place.sheet.capabilities.since) return null;
    return String(Math.max(least, ...shown.map(({ stamp }) => stamp)));
  }

  /** What changed since a cursor, page by page as it is when each page is asked for. */
  async *changes(last: string): AsyncIterable<ChangePage> {
    this.faults.read(this.place.sheet.mapping.system);
    const { since, deletes } = this.place.sheet.capabilities;
    const reachesBack = !this.cursors.noOverlap && !this.cursors.gt;
    const from = Number(last) - (reachesBack ? (since?.overlapMs ?? 0) : 0);
    const isExclusive = this.cursors.gt || since?.inclusive === false;
    const isSince = (stamp: number): boolean => (isExclusive ? stamp > from : stamp >= from);
    const changed = this.listed().filter(({ stamp }) => isSince(stamp));
    const removed = [...this.place.table.rows.values()].filter((row) => row.isRemoved && isSince(row.stamp));
    const told: readonly { readonly id: string; readonly stamp: number }[] =
      deletes === 'feed' ? [...changed, ...removed] : changed;
    for (let offset = 0; offset === 0 || offset < told.length; offset += changesPageSize) {
      if (offset > 0 && this.around.chance(this.faults.now.broken)) throw this.brokenOff();
      const page = told.slice(offset, offset + changesPageSize);
      const cursor = this.cursor(told.slice(0, offset + changesPageSize), Number(last));
      yield { records: this.doubled(this.asTheyAre(page)), cursor };
    }
  }

  /** The rows of a page of changes when it is asked for; one that was removed since comes as removed. */
  private asTheyAre(page: readonly { readonly id: string }[]): RawRecord[] {
    const listed = new Map(this.listed().map((shown) => [shown.id, shown]));
    return page.flatMap(({ id }): RawRecord[] => {
      const shown = listed.get(id);
      if (shown) return [this.drifted(rawOf(this.place.sheet, shown))];
      const isTold =
        this.place.sheet.capabilities.deletes === 'feed' && this.place.table.rows.get(id)?.isRemoved === true;
      return isTold ? [{ id, version: null, fields: {}, deleted: true }] : [];
    });
  }

  private doubled(records: readonly RawRecord[]): RawRecord[] {
    return records.flatMap((record) => {
      if (!this.around.chance(this.faults.now.doubled)) return [record];
      this.around.count('rows that came twice');
      return [record, record];
    });
  }

  /** A mapped property goes missing for once. */
  private drifted(record: RawRecord): RawRecord {
    if (!this.around.chance(this.faults.now.drift)) return record;
    this.around.count('rows without a mapped property');
    return lacking(record);
  }

  private brokenOff(): Unavailable {
    this.around.count('lists that broke off');
    return new Unavailable('The list broke off.', { system: this.place.sheet.mapping.system });
  }
}
