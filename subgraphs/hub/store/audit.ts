import type { CanonicalType, Value } from '../../../shared/canonical/field.js';
import { referencesOf } from '../../../shared/canonical/types.js';
import type { SyncPolicy } from '../../../shared/sync/policy.js';
import { unsound } from './audit-dossiers.js';
import { isForeseen } from './postgres/context.js';
import { survivors } from './postgres/references.js';
import { live, rows, type Db } from './postgres/sql.js';
import type { PostgresStore } from './postgres/store.js';

/**
 * Of canonical records. `edits`: their edits do not add up to their values. `tombstones`: a live link stands in a barred place.
 * `bases` (BASE_NOT_IMAGE): what a record agreed to is not its image of what the canonical record agreed to. `rest`: nothing is to
 * be done for them, and all the same something would be written if they were looked at now.
 */
export type AuditCheck = 'edits' | 'tombstones' | 'bases' | 'rest';

/** How often something did not hold, and some of the canonical records, for whoever looks into it. */
export interface Finding {
  readonly violations: number;
  readonly canonicalIds: readonly string[];
}

export type Findings = Readonly<Record<AuditCheck, Finding>>;

/** What is audited, and by which rules. */
export interface Books {
  readonly db: Db;
  readonly store: Pick<PostgresStore, 'look'>;
  readonly policy: SyncPolicy;
}

const batch = 1000;
const namedAtMost = 20;

/**
 * Checks what must hold of the books, of so many canonical records at the most, from where the last audit came to: a batch a
 * statement, each over one state of the database and without a lock. Keeps what it found, and answers it.
 */
export async function audit({ db, store, policy }: Books, recordsAtMost: number): Promise<Findings> {
  const [last] = await rows<{ seq: string }>(db, 'select after_seq as seq from audit');
  const wrong = { edits: new Set<string>(), bases: new Set<string>(), rest: new Set<string>() };
  let [seq, looked, isEnd] = [last?.seq ?? '0', 0, false];
  while (looked < recordsAtMost && !isEnd) {
    const part = await unfolded(db, seq, Math.min(batch, recordsAtMost - looked));
    const found = await store.look(part.ids, (dossiers, view) => unsound(dossiers, view, policy));
    for (const id of part.wrong) wrong.edits.add(id);
    for (const id of found.bases) wrong.bases.add(id);
    for (const id of found.rest) wrong.rest.add(id);
    isEnd = part.last === null;
    seq = part.last ?? '0';
    looked += part.count;
  }
  const findings = {
    ...{ edits: finding([...wrong.edits]), tombstones: finding(await unburied(db)) },
    ...{ bases: finding([...wrong.bases]), rest: finding([...wrong.rest]) },
  };
  await keep(db, looked, seq, findings);
  return findings;
}

function finding(ids: readonly string[]): Finding {
  return { violations: ids.length, canonicalIds: ids.slice(0, namedAtMost) };
}

interface Mismatch {
  readonly id: string;
  readonly type: CanonicalType;
  readonly field: string;
  readonly held: Value | null;
  readonly told: Value | null;
}

/** Whether one of a record's systems was read since for a plan only: what that saw is carried out by whoever reads it next. */
const waitsForReading = `exists (
  select from link join record on record.id = link.record_id
  where link.canonical_id = looked.id and link.state in ${live} and ${isForeseen})`;

/** Of the next canonical records after a number, those whose last edit of a field is not the value it holds. */
async function unfolded(
  db: Db,
  afterSeq: string,
  atMost: number,
): Promise<{ last: string | null; count: number; ids: string[]; wrong: string[] }> {
  const [part] = await rows<{ last: string | null; count: number; ids: string[]; mismatches: Mismatch[] }>(
    db,
    `with looked as (
       select id, seq, type, fields from canonical_record where seq > $1 and merged_into is null order by seq limit $2
     )
     select max(seq)::text as last, count(*)::int as count, coalesce(array_agg(id) filter (where not ${waitsForReading}), '{}')::text[] as ids, (
       select coalesce(json_agg(json_build_object('id', id, 'type', type, 'field', field, 'held', held, 'told', told)), '[]')
       from looked cross join lateral (
         select coalesce(kept.field, edited.field) as field, coalesce(kept.value, 'null') as held, coalesce(edited.after, 'null') as told
         from jsonb_each(looked.fields) kept (field, value)
         full join (
           select distinct on (field) field, after from edit where canonical_id = looked.id order by field, version desc
         ) edited on edited.field = kept.field
       ) compared
       where held <> told
     ) as mismatches
     from looked`,
    [afterSeq, atMost],
  );
  const { last = null, count = 0, ids = [], mismatches = [] } = part ?? {};
  return { last, count, ids, wrong: await withoutMoved(db, mismatches) };
}

/** A reference to what went into another since is no mismatch: it names where that lives today. */
async function withoutMoved(db: Db, mismatches: readonly Mismatch[]): Promise<string[]> {
  const isReference = ({ type, field }: Mismatch): boolean => referencesOf(type).includes(field);
  const named = mismatches.filter(isReference).flatMap(({ held, told }) => [held, told]);
  const moved = await survivors(
    db,
    named.flatMap((id) => (typeof id === 'string' ? [id] : [])),
  );
  const today = (id: Value | null): Value | null => (typeof id === 'string' ? (moved.get(id) ?? id) : id);
  return mismatches.filter((one) => !isReference(one) || today(one.held) !== today(one.told)).map(({ id }) => id);
}

/** Canonical records with a live link in a place that must not be filled again. */
async function unburied(db: Db): Promise<string[]> {
  const found = await rows<{ id: string }>(
    db,
    `select link.canonical_id as id from tombstone join link using (canonical_id, system, entity_type) where link.state in ${live}`,
  );
  return found.map(({ id }) => id);
}

/** Also how many writes were sent for an edit since the audit before. */
async function keep(db: Db, records: number, seq: string, findings: Findings): Promise<void> {
  await rows(
    db,
    `with counted as (
       select (select count(*) from write where seq > coalesce(max(after_write), 0) and attempts > 0) as writes,
              (select count(*) from edit where id > coalesce(max(after_edit), 0)) as edits
       from audit
     )
     insert into audit as kept (audited_at, records, findings, writes_per_edit, after_seq, after_edit, after_write)
     select now(), $1, $2::jsonb, writes::float8 / nullif(edits, 0), $3,
            coalesce((select max(id) from edit), 0), coalesce((select max(seq) from write), 0)
     from counted
     on conflict (is_only) do update
     set audited_at = excluded.audited_at, records = excluded.records, findings = excluded.findings,
         writes_per_edit = excluded.writes_per_edit, after_seq = excluded.after_seq, after_edit = excluded.after_edit,
         after_write = excluded.after_write`,
    [records, JSON.stringify(findings), seq],
  );
}
