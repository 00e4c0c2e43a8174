import type { CanonicalType } from '../../../shared/canonical/field.js';
import { decideMatches, type Join } from '../../../shared/sync/match.js';
import type { Bases, LinkState } from '../../../shared/sync/state.js';
import { loadForUpdate } from '../store/load.js';
import { matchKeysOf, hasReferences } from '../store/match-keys.js';
import {
  exclusionsAmong,
  identitiesOf,
  matchPairs,
  type MatchScope,
  moveLinks,
  storeReviews,
  type MovedLink,
} from '../store/matches.js';
import { inTransaction, rows, type Db, type Slot, type SyncContext } from './context.js';

const batchSize = 500;

/**
 * Links records of a canonical type that match under its dataflows' rules, and puts every other match before a person.
 * @param only ids of the dataflows to consider; null: all. @returns how many canonical records went into another.
 */
export async function linkMatches(
  context: SyncContext,
  db: Db,
  type: CanonicalType,
  only: readonly string[] | null,
): Promise<number> {
  return inTransaction(db, async (tx) => {
    await renewReferenceKeys(context, tx, type);
    const { merged } = await linkWithin(context, tx, { type, only, near: null });
    return merged.size;
  });
}

/**
 * Links the matches of a scope inside the caller's transaction.
 * @returns the canonical records that went into another, with where they went, and how many matches are new for review.
 */
export async function linkWithin(
  context: SyncContext,
  tx: Db,
  scope: MatchScope,
): Promise<{ merged: Map<string, string>; review: number }> {
  const pairs = await matchPairs(context, tx, scope);
  const identities = await identitiesOf(
    tx,
    pairs.flatMap(({ left, right }) => [left.canonicalId, right.canonicalId]),
  );
  const isExcluded = await exclusionsAmong(
    tx,
    pairs.flatMap(({ left, right }) => [left.recordId, right.recordId]),
  );
  const { joins, reviews } = decideMatches(pairs, identities, isExcluded);
  const merged = await joinAll(context, tx, joins.map(ruled), 'MATCHED');
  const review = await storeReviews(
    tx,
    reviews.filter(({ reason }) => reason !== 'EXCLUDED'),
  );
  return { merged, review };
}

/** A join and why it came about. */
export interface RuledJoin {
  readonly survivor: string;
  readonly loser: string;
  /** `dataflow-id#rule`, or `manual`. */
  readonly rule: string;
}

function ruled({ survivor, loser, pair }: Join): RuledJoin {
  return { survivor, loser, rule: `${pair.dataflowId}#${pair.rule}` };
}

/** Joins canonical records; a chain of joins ends at its last survivor. Answers the losers and where each went. */
export async function joinAll(
  context: SyncContext,
  tx: Db,
  joins: readonly RuledJoin[],
  origin: 'MATCHED' | 'MANUAL',
): Promise<Map<string, string>> {
  const next = new Map(joins.map(({ loser, survivor }) => [loser, survivor]));
  const rules = new Map(joins.map(({ loser, rule }) => [loser, rule]));
  const merged = new Map([...next.keys()].map((loser) => [loser, lastOf(next, loser)]));
  const losers = [...merged.keys()].sort();
  for (let start = 0; start < losers.length; start += batchSize) {
    const batch = losers.slice(start, start + batchSize);
    const loaded = await loadForUpdate(context, tx, batch);
    const moved = loaded.flatMap(({ canonical, links }) =>
      links.map((link): MovedLink => ({
        linkId: link.id,
        survivor: merged.get(canonical.id) ?? canonical.id,
        rule: rules.get(canonical.id) ?? 'manual',
        bases: firstBases(link),
      })),
    );
    await moveLinks(tx, moved, new Map(batch.map((loser) => [loser, merged.get(loser) ?? loser])), origin);
  }
  return merged;
}

function lastOf(next: ReadonlyMap<string, string>, id: string): string {
  let last = id;
  for (let step = next.get(last); step !== undefined; step = next.get(last)) last = step;
  return last;
}

/** What the record holds now, as bases on which nobody has agreed yet. */
export function firstBases(link: LinkState): Bases {
  return Object.fromEntries(
    Object.entries(link.observed).flatMap(([field, value]) => (value === undefined ? [] : [[field, { m: value }]])),
  );
}

/** Keys that rest on other records' links are made anew, since those links may have changed. */
async function renewReferenceKeys(context: SyncContext, tx: Db, type: CanonicalType): Promise<void> {
  for (const slot of context.slots.values()) {
    if (slot.mapping.canonicalType !== type || !hasReferences(slot)) continue;
    for (let after = '0'; ;) {
      const found = await storedRecords(tx, slot, after);
      const last = found.at(-1);
      if (!last) break;
      await matchKeysOf(
        context,
        tx,
        slot,
        found.map(({ recordId, ownKey, ...record }) => ({ recordId, ownKey, record })),
      );
      after = last.recordId;
    }
  }
}

interface StoredRecord {
  readonly recordId: string;
  readonly ownKey: boolean;
  readonly id: string;
  readonly version: string | null;
  readonly fields: Record<string, unknown>;
}

async function storedRecords(tx: Db, slot: Slot, after: string): Promise<StoredRecord[]> {
  return rows<StoredRecord>(
    tx,
    `select record.id as "recordId", link.origin = 'CREATED' as "ownKey", record.external_id as id, record.version, record.wire as fields
     from record join link on link.record_id = record.id and link.state = 'ACTIVE'
     where record.system = $1 and record.entity_type = $2 and record.gone_at is null and record.id > $3
     order by record.id
     limit ${batchSize}`,
    [slot.system, slot.entityType, after],
  );
}
