import type { CanonicalType, Value } from '../../../../shared/canonical/field.js';
import type { Awaited, Reservation, Write } from '../../../../shared/sync/dossier.js';
import type { Bases, CanonicalState, LinkState, Provenance } from '../../../../shared/sync/state.js';
import { live, msOf, rows, type Db } from './sql.js';
import { isSuspicious } from './successors.js';

export type LinkRow = Omit<LinkState, 'mapping' | 'observed' | 'rank' | 'inDoubt' | 'wire' | 'bases'> & {
  readonly bases: Bases;
  readonly wire: Readonly<Record<string, unknown>>;
};

/** A canonical record with all that hangs on it, as the tables have it. */
export interface DossierRow {
  readonly id: string;
  readonly seq: string;
  readonly type: CanonicalType;
  readonly kind: CanonicalState['kind'];
  readonly version: number;
  readonly fields: Record<string, Value | null>;
  readonly provenance: Record<string, Provenance>;
  readonly frozen: string[];
  readonly due: boolean;
  readonly retired: boolean;
  readonly awaits: Awaited | null;
  readonly links: LinkRow[] | null;
  readonly reservations: Reservation[] | null;
  readonly former: string[] | null;
  readonly tombstones: string[] | null;
  readonly withheld: string[] | null;
  readonly certain: string[] | null;
  /** Whether any record at all may be what a removed one went into. */
  readonly suspicious: boolean;
  readonly reviewed: string[] | null;
  readonly writes: Write[] | null;
}

const link = `json_build_object(
  'id', link.id, 'recordId', link.record_id::text, 'state', link.state, 'system', link.system,
  'entityType', link.entity_type, 'externalId', record.external_id, 'origin', link.origin, 'rule', link.rule,
  'wire', record.wire, 'version', record.version, 'bases', link.bases, 'effort', link.effort,
  'previouslyObservedAt', ${msOf('record.previously_observed_at')}, 'observedAt', ${msOf('record.observed_at')},
  'missedAt', ${msOf('link.missed_at')})`;

const reservation = `json_build_object('linkId', link.id, 'system', link.system, 'entityType', link.entity_type,
  'dataflowId', link.rule)`;

const write = `json_build_object(
  'id', standing.id, 'linkId', standing.link_id, 'system', standing.system, 'entityType', standing.entity_type,
  'kind', standing.kind, 'status', standing.status, 'values', standing."values", 'expect', standing.expect,
  'causes', standing.causes, 'externalRef', standing.external_ref, 'externalId', standing.external_id,
  'sentVersion', standing.sent_version, 'attempts', standing.attempts, 'lookUps', standing.look_ups,
  'notBefore', ${msOf('standing.not_before')}, 'firstSentAt', ${msOf('standing.first_sent_at')},
  'doubtedAt', ${msOf('standing.doubted_at')}, 'toldAt', ${msOf('standing.told_at')}, 'leaseUntil', ${msOf('standing.lease_until')}, 'code', standing.code, 'message', standing.message, 'trace', standing.trace)`;

const reviewedAcross = (mine: string, theirs: string): string => `
  select other.system || '.' || other.entity_type as place
  from link
  join match_candidate candidate on candidate.${mine} = link.record_id and candidate.status = 'OPEN'
  join record other on other.id = candidate.${theirs}
  where link.canonical_id = canonical.id and link.state in ${live} and not exists (
    select from link own where own.record_id = other.id and own.canonical_id = canonical.id and own.state in ${live}
  )`;

/**
 * Open writes, and the last refused one of each link and, for creations, of each place: asked for as one, so that it is the
 * canonical record's own writes that are gone through, and not all that are open.
 */
const standingWrites = `
  select * from (
    select write.*, link.system, link.entity_type,
           row_number() over (
             partition by write.status = 'REFUSED', write.kind = 'CREATE',
               case when write.kind = 'CREATE' then link.system || '.' || link.entity_type else link.id::text end
             order by write.seq desc
           ) as place
    from write join link on link.id = write.link_id
    where write.canonical_id = canonical.id and write.status in ('PLANNED', 'SENDING', 'IN_DOUBT', 'REFUSED')
  ) write
  where status <> 'REFUSED' or place = 1`;

const query = `
  select canonical.id, canonical.seq, canonical.type, canonical.kind, canonical.version, canonical.fields,
         canonical.provenance, canonical.frozen, canonical.due_at is not null as due,
         canonical.retired_at is not null as retired,
         case when canonical.awaits_until is not null
           then json_build_object('from', canonical.awaits, 'until', ${msOf('canonical.awaits_until')}) end as awaits, held.links, held.reservations, held.former,
         barred.tombstones, barred.withheld, barred.certain, ${isSuspicious('canonical.id')} as suspicious,
         (select array_agg(distinct place) from (
            ${reviewedAcross('left_record_id', 'right_record_id')}
            union all
            ${reviewedAcross('right_record_id', 'left_record_id')}
          ) across) as reviewed,
         (select json_agg(${write} order by standing.seq)
          from (${standingWrites}) standing) as writes
  from canonical_record canonical
  left join lateral (
    select json_agg(${link} order by link.rank, link.created_at, link.id) filter (where link.state in ${live}) as links,
           json_agg(${reservation} order by link.rank, link.created_at, link.id) filter (where link.state = 'CREATING') as reservations,
           array_agg(link.system || '.' || link.entity_type order by link.ended_at, link.id)
             filter (where link.state in ('UNLINKED', 'GONE') and link.record_id is not null) as former
    from link left join record on record.id = link.record_id
    where link.canonical_id = canonical.id
  ) held on true
  left join lateral (
    select array_agg(place order by created_at, place) as tombstones, array_agg(place) filter (where withheld) as withheld,
           array_agg(place) filter (where certain) as certain
    from (select *, system || '.' || entity_type as place from tombstone where tombstone.canonical_id = canonical.id) tombstone
  ) barred on true
  where canonical.id = any($1::uuid[]) and canonical.merged_into is null`;

/**
 * Locks live canonical records until the transaction ends; in the order of their ids, so that nobody waits in a circle.
 * What hangs on them is read by a later statement, which sees what those waited for have stored.
 */
export async function lockCanonicals(db: Db, ids: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    'select id from canonical_record where id = any($1::uuid[]) and merged_into is null order by id for update',
    [ids],
  );
  return found.map(({ id }) => id);
}

export async function dossierRows(db: Db, ids: readonly string[]): Promise<DossierRow[]> {
  return ids.length === 0 ? [] : rows<DossierRow>(db, query, [ids]);
}
