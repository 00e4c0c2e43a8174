import { entityKey, type Dataflow, type EntityRef } from '../../../../shared/dataflows/dataflow.js';
import type { Candidate, MatchEvidence, MatchPair } from '../../../../shared/sync/match.js';
import type { MatchScope } from '../../sync/store.js';
import type { StoreContext } from './context.js';
import { identitiesOf } from './identities.js';
import { live, rows, type Db } from './sql.js';

/** A key carried by more records than this on one side names nobody; its pairs are not listed, and nothing is linked by it. */
const bearersAtMost = 20;

/**
 * Pairs by the keys of the records near those asked for: theirs, and those of every record that shares one of theirs. Each
 * step is linear in those records, however wrong the planner's idea of their number: nothing joins one list with another.
 */
const pairsQuery = `
  with mine as materialized (
    select distinct match_key.name, match_key.digest
    from link join match_key on match_key.record_id = link.record_id and match_key.side in ('LEFT', 'RIGHT')
    where link.canonical_id = any($3::uuid[]) and link.state = 'ACTIVE'
  ), near_record as materialized (
    select distinct shared.record_id from mine join match_key shared on shared.name = mine.name and shared.digest = mine.digest
  ), near_key as materialized (
    select distinct match_key.name, match_key.digest
    from near_record join match_key on match_key.record_id = near_record.record_id and match_key.side in ('LEFT', 'RIGHT')
    where match_key.name = any($1)
  ), bearer as materialized (
    select match_key.name, match_key.digest,
           array_agg(row(record.id, link.canonical_id, record.system || '.' || record.entity_type))
             filter (where match_key.side = 'LEFT') as lefts,
           array_agg(row(record.id, link.canonical_id, record.system || '.' || record.entity_type))
             filter (where match_key.side = 'RIGHT') as rights
    from near_key join match_key on match_key.name = near_key.name and match_key.digest = near_key.digest
    join record on record.id = match_key.record_id and record.gone_at is null
    join link on link.record_id = record.id and link.state = 'ACTIVE'
    group by match_key.name, match_key.digest
  ), pair as materialized (
    select bearer.name, l.id as l_id, l.canonical_id as l_canonical, l.slot as l_slot, cardinality(bearer.lefts) as l_count,
           r.id as r_id, r.canonical_id as r_canonical, r.slot as r_slot, cardinality(bearer.rights) as r_count
    from bearer
    cross join lateral unnest(bearer.lefts) as l (id bigint, canonical_id uuid, slot text)
    cross join lateral unnest(bearer.rights) as r (id bigint, canonical_id uuid, slot text)
    where cardinality(bearer.lefts) <= $2 and cardinality(bearer.rights) <= $2
  ), open as materialized (
    select l_id as id from pair where l_canonical <> r_canonical
    union
    select r_id from pair where l_canonical <> r_canonical
  )
  select name, l_id as "leftRecordId", l_canonical as "leftCanonicalId", l_slot as "leftSlot", l_count as "leftCount",
         r_id as "rightRecordId", r_canonical as "rightCanonicalId", r_slot as "rightSlot", r_count as "rightCount"
  from pair
  where l_id in (select id from open) or r_id in (select id from open)
  order by name collate "C", l_id, r_id`;

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

/**
 * Pairs of records that match under some rule of the type's dataflows, as far as they bear on records not yet linked to
 * each other (those that already are count as rivals), with what must not be mixed up.
 */
export async function evidence(context: StoreContext, db: Db, scope: MatchScope): Promise<MatchEvidence> {
  const flows = flowsOf(context, scope, (await context.halts.read(db)).paused);
  const names = [...flows.values()].flatMap((flow) => flow.match.map((_, index) => `${flow.id}#${index}`));
  if (names.length === 0) return { pairs: [], identities: new Map(), isExcluded: () => false };
  const found = await rows<PairRow>(db, pairsQuery, [names, bearersAtMost, scope.near]);
  const ids = [
    ...new Set(found.flatMap(({ leftCanonicalId, rightCanonicalId }) => [leftCanonicalId, rightCanonicalId])),
  ];
  return {
    pairs: found.map((row) => pairOf(row, flows)),
    identities: await identitiesOf(db, ids),
    isExcluded: await exclusions(db, ids),
  };
}

type Flows = ReadonlyMap<string, Dataflow>;

function flowsOf({ policy }: StoreContext, { type, only }: MatchScope, paused: ReadonlySet<string>): Flows {
  const isOfType = (ref: EntityRef): boolean => policy.places.get(entityKey(ref))?.mapping.canonicalType === type;
  const isAsked = (id: string): boolean => !paused.has(id) && (only === null || only.includes(id));
  const chosen = policy.flows.filter(({ id, left }) => isOfType(left) && isAsked(id));
  return new Map(chosen.map((flow) => [flow.id, flow]));
}

function pairOf(row: PairRow, flows: Flows): MatchPair {
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

/** A pair that a person said are two things keeps apart all that their canonical records hold. */
async function exclusions(db: Db, near: readonly string[]): Promise<(a: Candidate, b: Candidate) => boolean> {
  const found = await rows<{ one: string; other: string }>(
    db,
    `select low.canonical_id as one, high.canonical_id as other
     from link_exclusion excluded
     join link low on low.record_id = excluded.low_record_id and low.state in ${live}
     join link high on high.record_id = excluded.high_record_id and high.state in ${live}
     where low.canonical_id = any($1::uuid[]) or high.canonical_id = any($1::uuid[])`,
    [near],
  );
  const apart = new Set(found.flatMap(({ one, other }) => [`${one}/${other}`, `${other}/${one}`]));
  return (a, b) => apart.has(`${a.canonicalId}/${b.canonicalId}`);
}
