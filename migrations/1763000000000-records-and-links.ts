import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Canonical records, the systems' records as last observed, the link table, and what the sync keeps beside them. */
export class RecordsAndLinks1763000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...records, ...sync, ...matching, ...runs]) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of [...tables].reverse()) await db.query(`drop table ${table}`);
  }
}

const tables = [
  'canonical_record',
  'record',
  'link',
  'tombstone',
  'edit',
  'conflict',
  'write',
  'key_sequence',
  'match_key',
  'match_candidate',
  'link_exclusion',
  'reading',
  'sync_run',
];

const records = [
  `create table canonical_record (
    id uuid primary key,
    seq bigint generated always as identity unique,
    type text not null check (type in ('Customer', 'Employee', 'Project')),
    kind text check (kind in ('CUSTOMER', 'DEPARTMENT')),
    version integer not null default 0,
    fields jsonb not null default '{}',
    provenance jsonb not null default '{}',
    frozen text[] not null default '{}',
    merged_into uuid references canonical_record,
    retired_at timestamptz,
    due_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create index canonical_record_live on canonical_record (type, seq) where merged_into is null and retired_at is null`,
  `create index canonical_record_due on canonical_record (type, seq) where due_at is not null`,
  `create index canonical_record_merged on canonical_record (merged_into) where merged_into is not null`,

  `create table record (
    id bigint generated always as identity primary key,
    system text not null,
    entity_type text not null,
    external_id text not null,
    wire jsonb not null,
    digest bytea not null,
    version text,
    external_ref text,
    previously_observed_at timestamptz not null,
    observed_at timestamptz not null,
    first_seen_at timestamptz not null default now(),
    gone_at timestamptz,
    unique (system, entity_type, external_id)
  )`,

  `create table link (
    id uuid primary key,
    canonical_id uuid not null references canonical_record,
    system text not null,
    entity_type text not null,
    record_id bigint references record,
    state text not null check (state in ('CREATING', 'ACTIVE', 'PAUSED', 'UNLINKED', 'GONE')),
    origin text not null check (origin in ('FIRST', 'MATCHED', 'CREATED', 'MANUAL')),
    rule text,
    bases jsonb not null default '{}',
    in_doubt boolean not null default false,
    last_write jsonb,
    created_at timestamptz not null default now(),
    linked_at timestamptz,
    ended_at timestamptz,
    check (state not in ('ACTIVE', 'PAUSED') or record_id is not null)
  )`,
  `create unique index link_one_per_record on link (record_id) where state in ('ACTIVE', 'PAUSED')`,
  `create unique index link_one_per_slot on link (canonical_id, system, entity_type) where state in ('CREATING', 'ACTIVE', 'PAUSED')`,
  `create index link_by_canonical on link (canonical_id)`,
  `create index link_by_time on link (linked_at) where linked_at is not null`,

  `create table tombstone (
    canonical_id uuid not null references canonical_record,
    system text not null,
    entity_type text not null,
    created_at timestamptz not null default now(),
    primary key (canonical_id, system, entity_type)
  )`,
];

const sync = [
  `create table edit (
    id bigint generated always as identity primary key,
    canonical_id uuid not null references canonical_record,
    field text not null,
    before jsonb,
    after jsonb,
    link_id uuid references link,
    rule text not null,
    made_at timestamptz not null default now()
  )`,
  `create index edit_by_canonical on edit (canonical_id, id)`,

  `create table conflict (
    id bigint generated always as identity primary key,
    canonical_id uuid not null references canonical_record,
    field text not null,
    winner jsonb,
    loser jsonb,
    loser_link_id uuid references link,
    rule text not null,
    status text not null check (status in ('DECIDED', 'OPEN', 'RESOLVED')),
    made_at timestamptz not null default now()
  )`,
  `create index conflict_by_canonical on conflict (canonical_id, id)`,
  `create index conflict_open on conflict (id) where status = 'OPEN'`,

  `create table write (
    id uuid primary key,
    seq bigint generated always as identity unique,
    canonical_id uuid not null references canonical_record,
    link_id uuid not null references link,
    kind text not null check (kind in ('CREATE', 'UPDATE')),
    status text not null check (status in
      ('PLANNED', 'SENDING', 'CONFIRMED', 'IN_DOUBT', 'REFUSED', 'SUPERSEDED', 'CANCELLED')),
    "values" jsonb not null,
    expect jsonb not null default '{}',
    external_ref text,
    external_id text,
    attempts integer not null default 0,
    look_ups integer not null default 0,
    not_before timestamptz,
    code text,
    message text,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    settled_at timestamptz
  )`,
  `create index write_by_canonical on write (canonical_id, seq)`,
  `create unique index write_one_open_per_link on write (link_id) where status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,
  `create index write_refused on write (link_id, seq) where status = 'REFUSED'`,
  `create index write_open on write (status) where status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,

  `create table key_sequence (
    system text not null,
    entity_type text not null,
    next bigint not null,
    primary key (system, entity_type)
  )`,
];

const matching = [
  `create table match_key (
    record_id bigint not null references record,
    name text not null,
    side text not null check (side in ('LEFT', 'RIGHT', 'IDENTITY')),
    digest bytea not null,
    primary key (record_id, name, side)
  )`,
  `create index match_key_by_digest on match_key (name, digest, side)`,

  `create table match_candidate (
    id bigint generated always as identity primary key,
    dataflow_id text not null,
    rule integer not null,
    left_record_id bigint not null references record,
    right_record_id bigint not null references record,
    reason text not null,
    status text not null default 'OPEN' check (status in ('OPEN', 'ACCEPTED', 'REJECTED', 'CLOSED')),
    created_at timestamptz not null default now(),
    unique (left_record_id, right_record_id)
  )`,
  `create index match_candidate_open on match_candidate (id) where status = 'OPEN'`,

  `create table link_exclusion (
    low_record_id bigint not null references record,
    high_record_id bigint not null references record,
    created_at timestamptz not null default now(),
    primary key (low_record_id, high_record_id),
    check (low_record_id < high_record_id)
  )`,
];

const runs = [
  `create table reading (
    system text not null,
    entity_type text not null,
    cursor text,
    started_at timestamptz,
    completed_at timestamptz,
    last_full_at timestamptz,
    fault text,
    primary key (system, entity_type)
  )`,

  `create table sync_run (
    id uuid primary key,
    seq bigint generated always as identity unique,
    mode text not null check (mode in ('APPLY', 'PLAN')),
    dataflows text[],
    status text not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    phase text,
    progress real not null default 0,
    counters jsonb not null default '{}',
    fault text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
  )`,
];
