import type { Candidate, Identity, MatchPair, MatchReview } from '../../../shared/sync/match.js';
import type { Bases } from '../../../shared/sync/state.js';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import { rows, type Db, type SyncContext } from '../sync/context.js';

interface PairRow {
  readonly name: string;
  readonly leftRecordId: string;
  readonly leftCanonicalId: string;
  readonly leftSlot: string;
  readonly rightRecordId: string;
  readonly rightCanonicalId: string;
  readonly rightSlot: string;
  readonly leftCount: number;
  readonly rightCount: number;
}

/** A key carried by more records than this on one side names nobody; its pairs are not listed, and nothing is linked by it. */
const bearersAtMost = 20;

/** Which matches to look for. */
export interface MatchScope {
  readonly type: CanonicalType;
  /** Ids of dataflows; null: all. */
  readonly only: readonly string[] | null;
  /** Canonical records whose matches are wanted, and what competes with them; null: everyone's. */
  readonly near: readonly string[] | null;
}

/** Keys of the records near those asked for: theirs, and those of every record that shares one of theirs. */
const nearKeys = `
  and (match_key.name, match_key.digest) in (
    with mine as (
      select match_key.name, match_key.digest
      from link join match_key on match_key.record_id = link.record_id and match_key.side <> 'IDENTITY'
      where link.canonical_id = any($3::uuid[]) and link.state = 'ACTIVE'
    )
    select theirs.name, theirs.digest
    from mine
    join match_key shared on shared.name = mine.name and shared.digest = mine.digest
    join match_key theirs on theirs.record_id = shared.record_id and theirs.side <> 'IDENTITY'
  )`;

function pairsQuery(near: boolean): string {
  return `
    with bearer as materialized (
      select match_key.name, match_key.side, match_key.digest, record.id, record.system || '.' || record.entity_type as slot,
             link.canonical_id, (count(*) over (partition by match_key.name, match_key.side, match_key.digest))::int as bearers
      from match_key
      join record on record.id = match_key.record_id and record.gone_at is null
      join link on link.record_id = record.id and link.state = 'ACTIVE'
      where match_key.name = any($1) ${near ? nearKeys : ''}
    ), pair as materialized (
      select l.name, l.id as l_id, l.canonical_id as l_canonical, l.slot as l_slot, l.bearers as l_count,
             r.id as r_id, r.canonical_id as r_canonical, r.slot as r_slot, r.bearers as r_count
      from bearer l join bearer r on r.name = l.name and r.digest = l.digest and r.side = 'RIGHT'
      where l.side = 'LEFT' and l.bearers <= $2 and r.bearers <= $2
    ), open as (
      select l_id as id from pair where l_canonical <> r_canonical
      union
      select r_id from pair where l_canonical <> r_canonical
    )
    select name, l_id as "leftRecordId", l_canonical as "leftCanonicalId", l_slot as "leftSlot", l_count as "leftCount",
           r_id as "rightRecordId", r_canonical as "rightCanonicalId", r_slot as "rightSlot", r_count as "rightCount"
    from pair
    where l_id in (select id from open) or r_id in (select id from open)
    order by name, l_id, r_id`;
}

/**
 * Pairs of records that match under some rule of the type's dataflows, as far as they bear on records not yet linked to
 * each other: those that already are count as rivals.
 */
export async function matchPairs(context: SyncContext, db: Db, { type, only, near }: MatchScope): Promise<MatchPair[]> {
  const flows = new Map(
    context.flows.filter((flow) => isOfType(context, flow.left, type)).map((flow) => [flow.id, flow]),
  );
  const chosen = [...flows.values()].filter(({ id }) => only === null || only.includes(id));
  const names = chosen.flatMap((flow) => flow.match.map((_, index) => `${flow.id}#${index}`));
  const scope = near === null ? [] : [near];
  const found = await rows<PairRow>(db, pairsQuery(near !== null), [names, bearersAtMost, ...scope]);
  return found.map((row) => pairOf(row, flows));
}

function pairOf(row: PairRow, flows: ReadonlyMap<string, { id: string; matchInOrder: boolean }>): MatchPair {
  const hash = row.name.lastIndexOf('#');
  const dataflowId = row.name.slice(0, hash);
  return {
    dataflowId,
    rule: Number(row.name.slice(hash + 1)),
    inOrder: flows.get(dataflowId)?.matchInOrder ?? false,
    left: { recordId: row.leftRecordId, canonicalId: row.leftCanonicalId, slot: row.leftSlot },
    right: { recordId: row.rightRecordId, canonicalId: row.rightCanonicalId, slot: row.rightSlot },
    leftCount: row.leftCount,
    rightCount: row.rightCount,
  };
}

function isOfType(context: SyncContext, ref: { system: string; entityType: string }, type: CanonicalType): boolean {
  return context.slots.get(`${ref.system}.${ref.entityType}`)?.mapping.canonicalType === type;
}

/** What must not be mixed up, for canonical records, by id. */
export async function identitiesOf(db: Db, canonicalIds: readonly string[]): Promise<Map<string, Identity>> {
  const found = await rows<{
    id: string;
    seq: string;
    kind: Identity['kind'];
    slots: string[] | null;
    numbers: Record<string, string> | null;
  }>(
    db,
    `select canonical_record.id, canonical_record.seq, canonical_record.kind,
            (select array_agg(held.slot) from (
               select system || '.' || entity_type as slot from link
               where link.canonical_id = canonical_record.id and state in ('CREATING', 'ACTIVE', 'PAUSED')
               union
               select system || '.' || entity_type from tombstone where tombstone.canonical_id = canonical_record.id
             ) held) as slots,
            (select jsonb_object_agg(match_key.name, encode(match_key.digest, 'hex'))
             from link join match_key on match_key.record_id = link.record_id and match_key.side = 'IDENTITY'
             where link.canonical_id = canonical_record.id and link.state = 'ACTIVE') as numbers
     from canonical_record where id = any($1::uuid[])`,
    [[...new Set(canonicalIds)]],
  );
  return new Map(
    found.map(({ id, seq, kind, slots, numbers }) => [
      id,
      {
        canonicalId: id,
        seq: Number(seq),
        kind,
        slots: new Set(slots ?? []),
        numbers: new Map(Object.entries(numbers ?? {})),
      },
    ]),
  );
}

/** Pairs of records that a person said are two things, as `low/high`. */
export async function exclusionsAmong(
  db: Db,
  recordIds: readonly string[],
): Promise<(a: Candidate, b: Candidate) => boolean> {
  const found = await rows<{ pair: string }>(
    db,
    `select low_record_id || '/' || high_record_id as pair from link_exclusion where low_record_id = any($1::bigint[])`,
    [recordIds],
  );
  const excluded = new Set(found.map(({ pair }) => pair));
  return (a, b) => excluded.has(orderedPair(a.recordId, b.recordId).join('/'));
}

/** Two record ids, the lower first. */
export function orderedPair(a: string, b: string): [low: string, high: string] {
  return BigInt(a) < BigInt(b) ? [a, b] : [b, a];
}

/** A link on its way to another canonical record. */
export interface MovedLink {
  readonly linkId: string;
  readonly survivor: string;
  readonly rule: string;
  /** What its record holds at this moment, as bases that were never agreed: so a later edit is told from a first contact. */
  readonly bases: Bases;
}

/** Makes canonical records one: links move, the losers point to their survivors, the survivors are due. */
export async function moveLinks(
  db: Db,
  moved: readonly MovedLink[],
  merged: ReadonlyMap<string, string>,
  origin: 'MATCHED' | 'MANUAL',
): Promise<void> {
  await db.query(
    `update link
     set canonical_id = moved.survivor, origin = case when link.origin = 'FIRST' then $5 else link.origin end,
         rule = moved.rule, bases = moved.bases::jsonb, linked_at = now()
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as moved (id, survivor, rule, bases)
     where link.id = moved.id`,
    [
      moved.map(({ linkId }) => linkId),
      moved.map(({ survivor }) => survivor),
      moved.map(({ rule }) => rule),
      moved.map(({ bases }) => JSON.stringify(bases)),
      origin,
    ],
  );
  const pairs = [[...merged.keys()], [...merged.values()]];
  await db.query(
    `update canonical_record set merged_into = gone.survivor, due_at = null, updated_at = now()
     from unnest($1::uuid[], $2::uuid[]) as gone (id, survivor)
     where canonical_record.id = gone.id`,
    pairs,
  );
  await db.query(
    `update canonical_record kept set due_at = now(), kind = coalesce(kept.kind, joined.kind)
     from (select gone.survivor, max(loser.kind) as kind
           from unnest($1::uuid[], $2::uuid[]) as gone (id, survivor) join canonical_record loser on loser.id = gone.id
           group by gone.survivor) joined
     where kept.id = joined.survivor`,
    pairs,
  );
}

/** Puts pairs before a person; those already put, decided or not, stay as they are. Answers how many are new. */
export async function storeReviews(db: Db, reviews: readonly MatchReview[]): Promise<number> {
  const stored = await rows(
    db,
    `insert into match_candidate (dataflow_id, rule, left_record_id, right_record_id, reason)
     select distinct on (made.l, made.r) made.dataflow_id, made.rule, made.l, made.r, made.reason
     from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::text[]) as made (dataflow_id, rule, l, r, reason)
     on conflict do nothing
     returning id`,
    [
      reviews.map(({ pair }) => pair.dataflowId),
      reviews.map(({ pair }) => pair.rule),
      reviews.map(({ pair }) => pair.left.recordId),
      reviews.map(({ pair }) => pair.right.recordId),
      reviews.map(({ reason }) => reason),
    ],
  );
  return stored.length;
}
