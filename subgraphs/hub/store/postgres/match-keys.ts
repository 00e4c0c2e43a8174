import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import { readFields } from '../../../../shared/mapping/mapping.js';
import { fieldAt, matchKeys, type KeySource } from '../../../../shared/sync/match-keys.js';
import type { Place } from '../../../../shared/sync/policy.js';
import { keyOf } from '../../sync/store.js';
import { keyedHash, type StoreContext } from './context.js';
import { referenceIn } from './load.js';
import { placesOf } from './references.js';
import { inTransaction, live, rows, type Db } from './sql.js';

/** A record whose keys are to be stored. */
export interface KeyedRecord {
  readonly recordId: string;
  readonly source: KeySource;
}

/** Stores keys that changed and drops those that are no more: keyed hashes only, so that no number can be read back. */
export async function storeMatchKeys(
  context: StoreContext,
  db: Db,
  records: readonly KeyedRecord[],
  names: ReadonlySet<string> | null = null,
): Promise<void> {
  if (records.length === 0) return;
  const keys = records.flatMap(({ recordId, source }) =>
    matchKeys(source, context.policy.flows)
      .filter(({ name }) => !names || names.has(name))
      .map(({ name, side, text }) => ({ recordId, name, side, digest: keyedHash(context, `${name}|${text}`) })),
  );
  await rows(
    db,
    `with made as materialized (
       select record_id, name, side, decode(digest, 'hex') as digest
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) as made (record_id, name, side, digest)
     ), dropped as (
       delete from match_key kept
       where kept.record_id = any($5::bigint[]) and ($6::text[] is null or kept.name = any($6))
         and not exists (
           select from made where made.record_id = kept.record_id and made.name = kept.name and made.side = kept.side
         )
     )
     insert into match_key (record_id, name, side, digest)
     select record_id, name, side, digest from made order by record_id, name, side
     on conflict (record_id, name, side) do update set digest = excluded.digest
     where match_key.digest <> excluded.digest`,
    [
      keys.map(({ recordId }) => recordId),
      keys.map(({ name }) => name),
      keys.map(({ side }) => side),
      keys.map(({ digest }) => digest),
      records.map(({ recordId }) => recordId),
      names && [...names],
    ],
  );
}

const batchSize = 2000;

/** Makes the keys anew that rest on other records' links, since those links may have changed. */
export async function renewReferenceKeys(context: StoreContext, db: Db, type: CanonicalType): Promise<void> {
  for (const place of context.policy.places.values()) {
    const names = namesOnReferences(context, place);
    if (place.mapping.canonicalType !== type || names.size === 0) continue;
    for (let after: string | null = '0'; after !== null;) after = await renewBatch(context, db, place, names, after);
  }
}

/** The rules whose keys of the place's records hold a reference. */
function namesOnReferences({ policy }: StoreContext, { key, mapping }: Place): Set<string> {
  const isReference = (path: string): boolean => {
    const field = fieldAt(mapping, path);
    return field !== null && mapping.fields[field]?.reference !== undefined;
  };
  const names = policy.flows.flatMap((flow) => {
    const sides = [flow.left, flow.right].map(({ system, entityType }) => `${system}.${entityType}` === key);
    return flow.match.flatMap(({ pairs }, index) =>
      pairs.some(({ left, right }) => (sides[0] && isReference(left)) || (sides[1] && isReference(right)))
        ? [`${flow.id}#${index}`]
        : [],
    );
  });
  return new Set(names);
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
