import 'reflect-metadata';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CanonicalType, Value } from '../../../shared/canonical/field.js';
import type { Review, WriteKind, WriteStatus } from '../../../shared/sync/dossier.js';
import type { Provenance } from '../../../shared/sync/state.js';
import type { Counters, RunStatus } from './runs.js';

/** What the company holds true about one thing. */
@Entity('canonical_record')
export class CanonicalRecordEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint') seq!: string;
  @Column('text') type!: CanonicalType;
  @Column('text', { nullable: true }) kind!: 'CUSTOMER' | 'DEPARTMENT' | null;
  @Column('integer') version!: number;
  @Column('jsonb') fields!: Record<string, Value | null>;
  @Column('jsonb') provenance!: Record<string, Provenance>;
  @Column('text', { array: true }) frozen!: string[];
  @Column('uuid', { name: 'merged_into', nullable: true }) mergedInto!: string | null;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt!: Date | null;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

/** One record of one system, as last observed; secret fields are not in `wire`. */
@Entity('record')
export class RecordEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('text') system!: string;
  @Column('text', { name: 'entity_type' }) entityType!: string;
  @Column('text', { name: 'external_id' }) externalId!: string;
  @Column('jsonb') wire!: Record<string, unknown>;
  @Column('timestamptz', { name: 'observed_at' }) observedAt!: Date;
  @Column('timestamptz', { name: 'gone_at', nullable: true }) goneAt!: Date | null;
}

/** A record belongs to a canonical record. */
@Entity('link')
export class LinkEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'canonical_id' }) canonicalId!: string;
  @Column('text') system!: string;
  @Column('text', { name: 'entity_type' }) entityType!: string;
  @Column('bigint', { name: 'record_id', nullable: true }) recordId!: string | null;
  @Column('text') state!: 'CREATING' | 'ACTIVE' | 'PAUSED' | 'UNLINKED' | 'GONE';
  @Column('text') origin!: 'FIRST' | 'MATCHED' | 'CREATED' | 'MANUAL';
  @Column('text', { nullable: true }) rule!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

/** A value that lost a conflict. */
@Entity('conflict')
export class ConflictEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('uuid', { name: 'canonical_id' }) canonicalId!: string;
  @Column('text') field!: string;
  @Column('jsonb', { nullable: true }) winner!: Value | null;
  @Column('jsonb', { nullable: true }) loser!: Value | null;
  @Column('uuid', { name: 'loser_link_id', nullable: true }) loserLinkId!: string | null;
  @Column('text') rule!: string;
  @Column('text') status!: 'DECIDED' | 'OPEN' | 'RESOLVED';
  @Column('timestamptz', { name: 'made_at' }) madeAt!: Date;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
  @Column('text', { name: 'answered_by', nullable: true }) answeredBy!: string | null;
}

/** An intent to write one record of one system. */
@Entity('write')
export class WriteEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint') seq!: string;
  @Column('uuid', { name: 'canonical_id' }) canonicalId!: string;
  @Column('uuid', { name: 'link_id' }) linkId!: string;
  @Column('text') kind!: WriteKind;
  @Column('text') status!: WriteStatus;
  @Column('jsonb') values!: Record<string, Value | null>;
  @Column('integer') attempts!: number;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text', { nullable: true }) message!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt!: Date | null;
  @Column('timestamptz', { name: 'settled_at', nullable: true }) settledAt!: Date | null;
}

/** Two records that may be one thing, put before a person. */
@Entity('match_candidate')
export class MatchCandidateEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('text', { name: 'dataflow_id' }) dataflowId!: string;
  @Column('bigint', { name: 'left_record_id' }) leftRecordId!: string;
  @Column('bigint', { name: 'right_record_id' }) rightRecordId!: string;
  @Column('text') reason!: string;
  @Column('text') status!: 'OPEN' | 'ACCEPTED' | 'REJECTED' | 'CLOSED';
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
  @Column('text', { name: 'answered_by', nullable: true }) answeredBy!: string | null;
}

/** What is put before a person, other than a match: nothing is done about it meanwhile. */
@Entity('review')
export class ReviewEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('text') kind!: Review['kind'];
  @Column('uuid', { name: 'canonical_id' }) canonicalId!: string;
  @Column('text') place!: string;
  @Column('text', { nullable: true }) field!: string | null;
  @Column('text') message!: string;
  @Column('text') status!: 'OPEN' | 'CLOSED' | 'NOTED';
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'answered_at', nullable: true }) answeredAt!: Date | null;
  @Column('text', { name: 'answered_by', nullable: true }) answeredBy!: string | null;
}

/** Where the reading of one entity type stands. */
@Entity('reading')
export class ReadingEntity {
  @PrimaryColumn('text') system!: string;
  @PrimaryColumn('text', { name: 'entity_type' }) entityType!: string;
  @Column('timestamptz', { name: 'completed_at', nullable: true }) completedAt!: Date | null;
  @Column('text', { nullable: true }) fault!: string | null;
  @Column('text', { nullable: true }) missing!: string | null;
  @Column('text', { nullable: true }) drift!: string | null;
}

/** One sync, asked for or by the clock. */
@Entity('sync_run')
export class SyncRunEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('bigint') seq!: string;
  @Column('text') mode!: 'APPLY' | 'PLAN';
  @Column('text', { array: true, nullable: true }) dataflows!: string[] | null;
  @Column('text', { name: 'plan_hash', nullable: true }) planHash!: string | null;
  @Column('text', { name: 'configuration_hash', nullable: true }) configurationHash!: string | null;
  @Column('text') status!: RunStatus;
  @Column('text', { nullable: true }) phase!: string | null;
  @Column('real') progress!: number;
  @Column('jsonb') counters!: Partial<Counters>;
  @Column('text', { nullable: true }) fault!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}

/** One thing that a run which only planned would do. */
@Entity('planned')
export class PlannedEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('uuid', { name: 'run_id' }) runId!: string;
  @Column('text') kind!: 'LINK' | 'CREATE' | 'UPDATE' | 'REVIEW';
  @Column('uuid', { name: 'canonical_id', nullable: true }) canonicalId!: string | null;
  @Column('text') place!: string;
  @Column('text', { name: 'external_id', nullable: true }) externalId!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb', { nullable: true }) values!: object | null;
}

/** What changed in canonical records, for whoever follows; without a number until it is read. */
@Entity('change')
export class ChangeEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('bigint', { nullable: true }) seq!: string | null;
  @Column('uuid', { name: 'canonical_id' }) canonicalId!: string;
  @Column('text') type!: CanonicalType;
  @Column('text') kind!: 'CREATED' | 'UPDATED' | 'MERGED' | 'REMOVED';
  @Column('integer') version!: number;
  @Column('text', { array: true }) fields!: string[];
  @Column('uuid', { name: 'merged_into', nullable: true }) mergedInto!: string | null;
  @Column('timestamptz', { name: 'made_at' }) madeAt!: Date;
}

/** The tables that queries read through TypeORM, as far as they are read. */
export const entities = [
  CanonicalRecordEntity,
  RecordEntity,
  LinkEntity,
  ConflictEntity,
  WriteEntity,
  MatchCandidateEntity,
  ReviewEntity,
  ReadingEntity,
  SyncRunEntity,
  PlannedEntity,
  ChangeEntity,
];
