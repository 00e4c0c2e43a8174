import { readFields, valueAt, type Mapping } from '../../shared/mapping/mapping.js';
import { matchKeys, strongKeys, type MatchKey } from '../../shared/sync/match-keys.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import { observedIn } from './load.js';
import type { StoredRecord, Tables } from './tables.js';

/** The records that bear one key, by side. */
export interface Bearers {
  readonly name: string;
  readonly left: Set<StoredRecord>;
  readonly right: Set<StoredRecord>;
}

/** The match keys of all records, as plain text. */
export class KeyIndex {
  private readonly byName = new Map<string, Map<string, Bearers>>();

  private readonly strong: ReadonlySet<string>;

  constructor(
    private readonly tables: Tables,
    private readonly policy: SyncPolicy,
    private readonly referencePaths: ReadonlyMap<string, string>,
  ) {
    this.strong = new Set(strongKeys(policy.flows));
  }

  /** Makes a record's keys anew from what it holds and from the links as they are. */
  renew(record: StoredRecord, mapping: Mapping, isOurs: boolean): void {
    for (const key of record.keys) this.sideOf(key)?.delete(record);
    const observed = observedIn(this.tables, record, mapping, isOurs ? 'CREATED' : 'FIRST');
    const path = this.referencePaths.get(record.place);
    const carried = path === undefined ? null : valueAt(record.wire, path);
    const source = {
      ...{ mapping, externalId: record.externalId, wire: record.wire, ownKey: isOurs },
      externalRef: typeof carried === 'string' && carried !== '' ? carried : null,
      reference: (field: string): string | undefined => {
        const target = observed[field];
        return typeof target === 'string' ? target : undefined;
      },
    };
    record.keys = matchKeys(source, this.policy);
    const strong = record.keys.filter(({ name }) => this.strong.has(name));
    record.strong = new Set(strong.map(({ name, side, text }) => `${name}|${side}|${text}`));
    for (const key of record.keys) this.sideOf(key)?.add(record);
  }

  /** The keys of the records, and those of every record that shares one of them. */
  near(records: readonly StoredRecord[]): Set<Bearers> {
    const mine = new Set(records.flatMap((record) => this.borne(record)));
    const near = new Set<Bearers>();
    for (const { left, right } of mine)
      for (const record of [...left, ...right]) for (const key of this.borne(record)) near.add(key);
    return near;
  }

  private borne({ keys }: StoredRecord): Bearers[] {
    return keys.flatMap(({ name, side, text }) => (side === 'IDENTITY' ? [] : [this.bearersOf(name, text)]));
  }

  private sideOf({ name, side, text }: MatchKey): Set<StoredRecord> | null {
    if (side === 'IDENTITY') return null;
    const bearers = this.bearersOf(name, text);
    return side === 'LEFT' ? bearers.left : bearers.right;
  }

  private bearersOf(name: string, text: string): Bearers {
    const texts = this.byName.get(name) ?? new Map<string, Bearers>();
    this.byName.set(name, texts);
    const bearers = texts.get(text) ?? { name, left: new Set(), right: new Set() };
    texts.set(text, bearers);
    return bearers;
  }
}

/** Notes what was seen of a record. */
export function see(
  record: StoredRecord,
  mapping: Mapping,
  wire: Readonly<Record<string, unknown>>,
  observedAt: number,
): void {
  record.wire = wire;
  record.told = readFields(mapping, wire);
  for (const [field, value] of Object.entries(record.told))
    if (value !== undefined && !record.toldSince.has(field)) record.toldSince.set(field, observedAt);
  record.observedAt = observedAt;
  record.goneAt = null;
  record.hasShadow = true;
}
