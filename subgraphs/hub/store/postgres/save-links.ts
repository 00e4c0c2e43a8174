import type { LinkState } from '../../../../shared/sync/state.js';
import { slotOf } from '../../../../shared/sync/state.js';
import { recordKey, type ChangedLink, type Changes } from './changes.js';
import { digestToStore, externalRefOf, withoutSecrets, type StoreContext } from './context.js';
import { storeMatchKeys, type KeyedRecord } from './match-keys.js';
import { forEach, timeOf, type Db } from './sql.js';

/** Ends links; first of all, so that the records and places they held are free. */
export async function endLinks(db: Db, { ended }: Changes, now: number): Promise<void> {
  await forEach(
    db,
    ended,
    `with ended as (
       update link set state = case when made.gone then 'GONE' else 'UNLINKED' end, ended_at = ${timeOf('$2')}
       from jsonb_to_recordset($1::jsonb) as made (id uuid, gone boolean)
       where link.id = made.id
       returning link.record_id, made.gone
     )
     update record set gone_at = ${timeOf('$2')} from ended where record.id = ended.record_id and ended.gone`,
    [now],
  );
}

/**
 * Stores what was seen of records, and links and reservations as they are to be.
 * @returns the records whose keys changed, where any record at all is removed or missed.
 */
export async function saveLinks(
  context: StoreContext,
  db: Db,
  changes: Changes,
  now: number,
): Promise<readonly string[]> {
  const recordIds = await storeRecords(context, db, changes.links, now);
  const links = changes.links.map(({ link, canonicalId, joined, isStored }) => ({
    isStored,
    ...{ id: link.id, canonicalId, system: link.system, entityType: link.entityType, state: link.state },
    ...{ recordId: recordIds.get(recordKey(link)) ?? link.recordId, origin: link.origin, rule: link.rule },
    ...{ rank: link.rank, bases: link.bases, effort: link.effort, missedAt: link.missedAt },
    linkedAt: joined && link.origin !== 'FIRST' ? now : null,
  }));
  const reservations = changes.reservations.map(({ linkId, canonicalId, system, entityType, dataflowId, rank }) => ({
    ...{ id: linkId, canonicalId, system, entityType, state: 'CREATING', recordId: null, origin: 'CREATED' },
    ...{ rule: dataflowId, rank, bases: {}, effort: {}, missedAt: null, linkedAt: null },
  }));
  const [stored, others] = [links.filter(({ isStored }) => isStored), links.filter(({ isStored }) => !isStored)];
  await forEach(db, stored, updateLinks);
  await forEach(db, [...others, ...reservations], upsertLinks, [now]);
  return storeMatchKeys(context, db, keyedRecords(context, changes.links, recordIds));
}

const made = `jsonb_to_recordset($1::jsonb) as made (
    id uuid, "canonicalId" uuid, system text, "entityType" text, "recordId" bigint, state text, origin text, rule text,
    rank integer, bases jsonb, effort jsonb, "missedAt" float8, "linkedAt" float8
  )`;

const updateLinks = `
  update link
  set canonical_id = made."canonicalId", record_id = made."recordId", state = made.state, origin = made.origin, rule = made.rule,
      rank = made.rank, bases = made.bases, effort = made.effort, missed_at = ${timeOf('made."missedAt"')},
      linked_at = coalesce(${timeOf('made."linkedAt"')}, link.linked_at), ended_at = null
  from ${made}
  where link.id = made.id`;

/** A link that is new, or whose place was reserved. */
const upsertLinks = `
  insert into link (id, canonical_id, system, entity_type, record_id, state, origin, rule, rank, bases, effort, missed_at, created_at, linked_at)
  select made.id, made."canonicalId", made.system, made."entityType", made."recordId", made.state, made.origin, made.rule, made.rank,
         made.bases, made.effort, ${timeOf('made."missedAt"')}, ${timeOf('$2')}, ${timeOf('made."linkedAt"')}
  from ${made}
  on conflict (id) do update
  set canonical_id = excluded.canonical_id, record_id = excluded.record_id, state = excluded.state, origin = excluded.origin,
      rule = excluded.rule, rank = excluded.rank, bases = excluded.bases, effort = excluded.effort,
      missed_at = excluded.missed_at, linked_at = coalesce(excluded.linked_at, link.linked_at), ended_at = null`;

/** One that was erased and stands in a dossier was made anew under its old id, at a person's word. */
const upsertRecords = `
  insert into record (system, entity_type, external_id, wire, digest, version, external_ref, previously_observed_at, observed_at, first_seen_at)
  select made.system, made."entityType", made."externalId", coalesce(made.wire, '{}'), decode(made.digest, 'hex'), made.version,
         made."externalRef", ${timeOf('made."previouslyObservedAt"')}, ${timeOf('made."observedAt"')}, ${timeOf('$2')}
  from jsonb_to_recordset($1::jsonb) as made (
    system text, "entityType" text, "externalId" text, wire jsonb, digest text, version text, "externalRef" text,
    "previouslyObservedAt" float8, "observedAt" float8
  )
  on conflict (system, entity_type, external_id) do update
  set wire = excluded.wire, digest = excluded.digest, version = excluded.version, external_ref = excluded.external_ref,
      previously_observed_at = excluded.previously_observed_at, observed_at = excluded.observed_at, gone_at = null, erased_at = null
  returning id as "recordId", system || '.' || entity_type || '/' || external_id as key`;

/** Records found by their external id, without a look at them. */
const namedRecords = upsertRecords.replace(/set wire[^]*gone_at = null/, 'set gone_at = null');

/** @returns ids of the records that were seen, or whose link does not name one, by `system.EntityType/id`. */
async function storeRecords(
  context: StoreContext,
  db: Db,
  changed: readonly ChangedLink[],
  now: number,
): Promise<Map<string, string>> {
  const links = changed.map(({ link }) => link).sort((a, b) => (recordKey(a) < recordKey(b) ? -1 : 1));
  const seen = links.filter(({ wire }) => wire !== undefined);
  const named = links.filter(({ wire, recordId }) => wire === undefined && recordId === '');
  const stored = [
    ...(await forEach<StoredId>(
      db,
      seen.map((link) => recordRow(context, link)),
      upsertRecords,
      [now],
    )),
    ...(await forEach<StoredId>(
      db,
      named.map((link) => recordRow(context, link)),
      namedRecords,
      [now],
    )),
  ];
  return new Map(stored.map(({ key, recordId }) => [key, recordId]));
}

interface StoredId {
  readonly key: string;
  readonly recordId: string;
}

function recordRow(context: StoreContext, link: LinkState): object {
  const { system, entityType, externalId, mapping, version, previouslyObservedAt, observedAt, wire = {} } = link;
  return {
    ...{ system, entityType, externalId, version, previouslyObservedAt, observedAt },
    wire: withoutSecrets(mapping, wire),
    digest: digestToStore(context, wire),
    externalRef: externalRefOf(context, slotOf(link), wire),
  };
}

function keyedRecords(
  context: StoreContext,
  changed: readonly ChangedLink[],
  recordIds: ReadonlyMap<string, string>,
): KeyedRecord[] {
  return changed.flatMap(({ link }): KeyedRecord[] => {
    const { wire, mapping, externalId, observed } = link;
    const recordId = recordIds.get(recordKey(link));
    if (!wire || recordId === undefined) return [];
    const externalRef = externalRefOf(context, slotOf(link), wire);
    const reference = (field: string): string | undefined => textOrNothing(observed[field]);
    return [
      { recordId, source: { mapping, externalId, wire, externalRef, ownKey: link.origin === 'CREATED', reference } },
    ];
  });
}

export function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
