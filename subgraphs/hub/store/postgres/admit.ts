import { parseEntityKey } from '../../../../shared/dataflows/dataflow.js';
import type { Sighting } from '../../../../shared/sync/dossier.js';
import type { KeySource } from '../../../../shared/sync/match-keys.js';
import { placeAt, type Place } from '../../../../shared/sync/policy.js';
import { digestToStore, externalRefOf, withoutSecrets, type StoreContext } from './context.js';
import { withoutErased } from './erased.js';
import { storeFirstKeys, storeMatchKeys, type KeyedRecord } from './match-keys.js';
import { textOrNothing } from './save-links.js';
import { noteSuccessors } from './successors.js';
import { forEach, inTransaction, live, rows, timeOf, type Db } from './sql.js';

const seen = `jsonb_to_recordset($1::jsonb) as made (
  "externalId" text, wire jsonb, digest text, version text, "externalRef" text, "previouslyObservedAt" float8, "observedAt" float8)`;

interface StoredRecord {
  readonly recordId: string;
  readonly externalId: string;
}

/**
 * Gives each record that has no live link a canonical record of its own, due to be settled; what was erased stays outside.
 * Answers their ids.
 */
export async function admit(
  context: StoreContext,
  db: Db,
  placeKey: string,
  sightings: readonly Sighting[],
): Promise<string[]> {
  const place = placeAt(context.policy, placeKey);
  const latest = new Map(sightings.map((sighting) => [sighting.externalId, sighting]));
  if (latest.size === 0) return [];
  return inTransaction(db, async (tx) => {
    const sourceOf = (sighting: Sighting): KeySource => keySource(context, place, sighting);
    const welcome = await withoutErased(context, tx, [...latest.values()], sourceOf);
    const inserted = await insertRecords(context, tx, place, welcome);
    const first = new Set(inserted.map(({ externalId }) => externalId));
    const others = welcome.filter(({ externalId }) => !first.has(externalId));
    const revived = others.length > 0 ? await reviveRecords(context, tx, place, others) : [];
    const byId = new Map([...inserted, ...revived].map((record) => [record.externalId, record.recordId]));
    const admitted = welcome.flatMap((sighting) => {
      const recordId = byId.get(sighting.externalId);
      return recordId === undefined ? [] : [{ sighting, recordId }];
    });
    const ids = await insertCanonicals(context, tx, place, admitted);
    const keyedOf = (isFirst: boolean): KeyedRecord[] =>
      admitted.flatMap(({ sighting, recordId }) =>
        first.has(sighting.externalId) === isFirst ? [{ recordId, source: sourceOf(sighting) }] : [],
      );
    const changed = await storeFirstKeys(context, tx, keyedOf(true));
    await storeMatchKeys(context, tx, keyedOf(false));
    const back = revived.map(({ recordId }) => recordId);
    await noteSuccessors(context, tx, [...changed, ...back], [], context.now());
    return ids;
  });
}

function recordRow(context: StoreContext, { key, mapping }: Place, sighting: Sighting): object {
  const { externalId, wire, version, at } = sighting;
  return {
    ...{ externalId, version, previouslyObservedAt: 0, observedAt: at, externalRef: externalRefOf(context, key, wire) },
    ...{ wire: withoutSecrets(mapping, wire), digest: digestToStore(context, wire) },
  };
}

/** Stores records never seen; one that somebody else stores at this moment is left to them. */
async function insertRecords(
  context: StoreContext,
  tx: Db,
  place: Place,
  sightings: readonly Sighting[],
): Promise<StoredRecord[]> {
  const { system, entityType } = parseEntityKey(place.key);
  return forEach<StoredRecord>(
    tx,
    inOrder(sightings).map((sighting) => recordRow(context, place, sighting)),
    `insert into record (system, entity_type, external_id, wire, digest, version, external_ref, previously_observed_at, observed_at, first_seen_at)
     select $2, $3, made."externalId", made.wire, decode(made.digest, 'hex'), made.version, made."externalRef",
            ${timeOf('made."previouslyObservedAt"')}, ${timeOf('made."observedAt"')}, ${timeOf('$4')}
     from ${seen}
     on conflict do nothing
     returning id as "recordId", external_id as "externalId"`,
    [system, entityType, context.now()],
  );
}

/** Takes in anew records that were known, have no live link and were not erased; locked first, so that of two who admit them one does. */
async function reviveRecords(
  context: StoreContext,
  tx: Db,
  place: Place,
  sightings: readonly Sighting[],
): Promise<StoredRecord[]> {
  const { system, entityType } = parseEntityKey(place.key);
  await rows(
    tx,
    `select from record where system = $1 and entity_type = $2 and external_id = any($3::text[]) order by external_id for update`,
    [system, entityType, sightings.map(({ externalId }) => externalId)],
  );
  return forEach<StoredRecord>(
    tx,
    sightings.map((sighting) => recordRow(context, place, sighting)),
    `update record
     set wire = made.wire, digest = decode(made.digest, 'hex'), version = made.version, external_ref = made."externalRef",
         previously_observed_at = record.observed_at, observed_at = greatest(record.observed_at, ${timeOf('made."observedAt"')}),
         gone_at = null
     from ${seen}
     where record.system = $2 and record.entity_type = $3 and record.external_id = made."externalId" and record.erased_at is null
       and not exists (select from link where link.record_id = record.id and link.state in ${live})
     returning record.id as "recordId", record.external_id as "externalId"`,
    [system, entityType],
  );
}

function inOrder(sightings: readonly Sighting[]): Sighting[] {
  return [...sightings].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
}

interface Admitted {
  readonly sighting: Sighting;
  readonly recordId: string;
}

async function insertCanonicals(
  context: StoreContext,
  tx: Db,
  { key, mapping }: Place,
  admitted: readonly Admitted[],
): Promise<string[]> {
  const { system, entityType } = parseEntityKey(key);
  const made = admitted.map(({ recordId }) => ({ canonicalId: context.newId(), linkId: context.newId(), recordId }));
  await forEach(
    tx,
    made,
    `with made as materialized (
       select * from jsonb_to_recordset($1::jsonb) as made ("canonicalId" uuid, "linkId" uuid, "recordId" bigint)
     ), held as (
       insert into canonical_record (id, type, kind, due_at, created_at, updated_at)
       select "canonicalId", $2, $3, case when not $7 then ${timeOf('$4')} end, ${timeOf('$4')}, ${timeOf('$4')} from made
     )
     insert into link (id, canonical_id, system, entity_type, record_id, state, origin, created_at)
     select "linkId", "canonicalId", $5, $6, "recordId", 'ACTIVE', 'FIRST', ${timeOf('$4')} from made`,
    [mapping.canonicalType, mapping.kind ?? null, context.now(), system, entityType, context.foresees],
  );
  return made.map(({ canonicalId }) => canonicalId);
}

function keySource(context: StoreContext, { key, mapping }: Place, sighting: Sighting): KeySource {
  const { externalId, wire, observed } = sighting;
  const externalRef = externalRefOf(context, key, wire);
  const reference = (field: string): string | undefined => textOrNothing(observed[field]);
  return { mapping, externalId, wire, externalRef, ownKey: false, reference };
}
