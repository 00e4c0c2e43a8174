import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { fieldOf } from '../../../../shared/canonical/types.js';
import { entityKey, parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import { identifyingFields } from '../../../../shared/dataflows/identifying.js';
import { readFields } from '../../../../shared/mapping/mapping.js';
import { fieldAt, matchKeys, type KeySource, type MatchKey } from '../../../../shared/sync/match-keys.js';
import type { Place } from '../../../../shared/sync/policy.js';
import { keyOf } from '../../sync/store.js';
import { keyedHash, type StoreContext } from './context.js';
import { referenceIn } from './load.js';
import { placesOf } from './references.js';
import { isAnyLost } from './successors.js';
import { uniqueKeys, uniqueName } from './unique-keys.js';
import { inTransaction, live, rows, type Db } from './sql.js';

/** A record whose keys are to be stored. */
export interface KeyedRecord {
  readonly recordId: string;
  readonly source: KeySource;
}

/**
 * Stores keys that changed and drops those that are no more: keyed hashes only, so that no number can be read back.
 * @returns the records whose keys changed, where any record at all is removed or missed.
 */
export async function storeMatchKeys(
  context: StoreContext,
  db: Db,
  records: readonly KeyedRecord[],
  names: ReadonlySet<string> | null = null,
): Promise<string[]> {
  if (records.length === 0) return [];
  const keys = keysOf(context, records, names);
  const changed = await rows<{ recordId: string }>(
    db,
    `with made as materialized (
       ${made}
     ), dropped as (
       delete from match_key kept
       where kept.record_id = any($5::bigint[]) and ($6::text[] is null or kept.name = any($6))
         and not exists (
           select from made where made.record_id = kept.record_id and made.name = kept.name and made.side = kept.side
         )
       returning record_id
     ), stored as (
       insert into match_key (record_id, name, side, digest)
       select record_id, name, side, digest from made order by record_id, name, side
       on conflict (record_id, name, side) do update set digest = excluded.digest
       where match_key.digest <> excluded.digest
       returning record_id
     )
     select record_id as "recordId" from (table stored union table dropped) changed where ${isAnyLost}`,
    [...keys, records.map(({ recordId }) => recordId), names && [...names]],
  );
  return changed.map(({ recordId }) => recordId);
}

/** The same for records that are stored in this very transaction, and so have no key yet. */
export async function storeFirstKeys(
  context: StoreContext,
  db: Db,
  records: readonly KeyedRecord[],
): Promise<string[]> {
  if (records.length === 0) return [];
  const stored = await rows<{ recordId: string }>(
    db,
    `with stored as (
       insert into match_key (record_id, name, side, digest) select record_id, name, side, digest from (${made}) made
       returning record_id
     )
     select distinct record_id as "recordId" from stored where ${isAnyLost}`,
    keysOf(context, records, null),
  );
  return stored.map(({ recordId }) => recordId);
}

const made = `
  select record_id, name, side, decode(digest, 'hex') as digest
  from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as made (record_id, name, side, digest)`;

/** The keys of records, column by column. */
function keysOf(context: StoreContext, records: readonly KeyedRecord[], names: ReadonlySet<string> | null): string[][] {
  const keys = records.flatMap(({ recordId, source }) =>
    [...matchKeys(source, context.policy), ...uniqueKeys(source)]
      .filter(({ name }) => !names || names.has(name))
      .map((key) => ({ recordId, name: key.name, side: key.side, digest: keyDigest(context, key) })),
  );
  return [
    keys.map(({ recordId }) => recordId),
    keys.map(({ name }) => name),
    keys.map(({ side }) => side),
    keys.map(({ digest }) => digest),
  ];
}

/** The digests of the identifying numbers that a record bears. */
export function identityDigests(context: StoreContext, source: KeySource): string[] {
  const keys = matchKeys(source, context.policy).filter(({ side }) => side === 'IDENTITY');
  return keys.map((key) => keyDigest(context, key));
}

/** As the table of keys has it; tells keys of different names apart. */
export function keyDigest(context: StoreContext, { name, text }: Pick<MatchKey, 'name' | 'text'>): string {
  return keyedHash(context, `${name}|${text}`);
}

const batchSize = 2000;

/** Makes the keys anew that rest on other records' links, since those links may have changed. */
export async function renewReferenceKeys(context: StoreContext, db: Db, type: CanonicalType): Promise<void> {
  for (const place of context.policy.places.values()) {
    if (place.mapping.canonicalType !== type) continue;
    const onReferences = (field: string): boolean => place.mapping.fields[field]?.reference !== undefined;
    await renew(context, db, place, rulesWith(context, place, onReferences));
  }
}

/** Makes every key anew, since what they are made by has changed; save those of secret values, which no setting touches. */
export async function renewAllKeys(context: StoreContext, db: Db): Promise<void> {
  for (const place of context.policy.places.values()) {
    const { canonicalType } = place.mapping;
    const isSecret = (field: string): boolean => fieldOf(canonicalType, field).secret === true;
    const secret = rulesWith(context, place, isSecret);
    const rules = rulesWith(context, place, () => true).filter((name) => !secret.includes(name));
    const identifying = identifyingFields[canonicalType].filter((field) => !isSecret(field));
    const named = [...identifying.map((field) => `=${field}`), ...Object.keys(place.mapping.fields).map(uniqueName)];
    await renew(context, db, place, [...rules, ...named]);
  }
}

async function renew(context: StoreContext, db: Db, place: Place, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  for (let after: string | null = '0'; after !== null;)
    after = await renewBatch(context, db, place, new Set(names), after);
}

/** The rules that compare such a field of the place's records. */
function rulesWith({ policy }: StoreContext, { key, mapping }: Place, isWanted: (field: string) => boolean): string[] {
  const isCompared = (path: string): boolean => {
    const field = fieldAt(mapping, path);
    return field !== null && isWanted(field);
  };
  return policy.flows.flatMap((flow) => {
    const [isLeft, isRight] = [flow.left, flow.right].map((end) => entityKey(end) === key);
    return flow.match.flatMap(({ pairs }, index) =>
      pairs.some(({ left, right }) => (isLeft && isCompared(left)) || (isRight && isCompared(right)))
        ? [`${flow.id}#${index}`]
        : [],
    );
  });
}

interface StoredRecord {
  readonly recordId: string;
  readonly externalId: string;
  readonly externalRef: string | null;
  readonly wire: Readonly<Record<string, unknown>>;
  readonly ownKey: boolean;
}

/** @returns after which record to go on; null: none is left. */
async function renewBatch(
  context: StoreContext,
  db: Db,
  place: Place,
  names: ReadonlySet<string>,
  after: string,
): Promise<string | null> {
  return inTransaction(db, async (tx) => {
    const { system, entityType } = parseEntityKey(place.key);
    const found = await rows<StoredRecord>(
      tx,
      `select record.id as "recordId", record.external_id as "externalId", record.external_ref as "externalRef", record.wire,
              link.origin = 'CREATED' as "ownKey"
       from record join link on link.record_id = record.id and link.state in ${live}
       where record.system = $1 and record.entity_type = $2 and record.gone_at is null and record.id > $3
       order by record.id limit $4
       for update of record`,
      [system, entityType, after, batchSize],
    );
    const read = found.map((one) => ({ one, observed: readFields(place.mapping, one.wire, one.ownKey) }));
    const named = (observed: ReturnType<typeof readFields>, field: string) =>
      referenceIn(place, field, observed[field]);
    const references = read.flatMap(({ observed }) =>
      Object.keys(observed).flatMap((field) => named(observed, field) ?? []),
    );
    const ids = await placesOf(tx, references);
    const keyed = read.map(({ one: { recordId, ...stored }, observed }): KeyedRecord => {
      const reference = (field: string): string | undefined => {
        const target = named(observed, field);
        return target ? ids.get(keyOf(target)) : undefined;
      };
      return { recordId, source: { ...stored, mapping: place.mapping, reference } };
    });
    await storeMatchKeys(context, tx, keyed, names);
    return found.length < batchSize ? null : (found.at(-1)?.recordId ?? null);
  });
}
