import { fieldOf } from '../../../shared/canonical/types.js';
import type { CanonicalType, Observed, Value } from '../../../shared/canonical/field.js';
import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { readFields } from '../../../shared/mapping/mapping.js';
import type { Base, CanonicalState, LinkState, Provenance } from '../../../shared/sync/state.js';
import { rows, type Db, type Slot, type SyncContext } from '../sync/context.js';
import { canonicalIdsOf, survivorsOf, type ExternalRef } from './references.js';

/** A canonical record with all that a merge needs. */
export interface Loaded {
  readonly canonical: CanonicalState;
  readonly links: readonly LinkState[];
  /** Record ids by link id. */
  readonly recordIds: ReadonlyMap<string, string>;
}

interface CanonicalRow {
  readonly id: string;
  readonly type: CanonicalType;
  readonly kind: CanonicalState['kind'];
  readonly version: number;
  readonly fields: Record<string, Value | null>;
  readonly provenance: Record<string, Provenance>;
  readonly frozen: string[];
}

interface LinkRow {
  readonly id: string;
  readonly canonicalId: string;
  readonly system: string;
  readonly entityType: string;
  readonly origin: LinkState['origin'];
  readonly bases: Record<string, Base>;
  readonly inDoubt: boolean;
  readonly recordId: string;
  readonly externalId: string;
  readonly wire: Record<string, unknown>;
  readonly previouslyObservedAt: Date;
  readonly observedAt: Date;
}

/**
 * Loads canonical records with their live links, locked in id order until the transaction ends. Records of systems that
 * are switched off are left out. Ids that were merged or do not exist are left out, too.
 */
export async function loadForUpdate(context: SyncContext, db: Db, ids: readonly string[]): Promise<Loaded[]> {
  const canonicals = await rows<CanonicalRow>(
    db,
    `select id, type, kind, version, fields, provenance, frozen from canonical_record
     where id = any($1::uuid[]) and merged_into is null
     order by id
     for update`,
    [ids],
  );
  const links = await rows<LinkRow>(
    db,
    `select link.id, link.canonical_id as "canonicalId", link.system, link.entity_type as "entityType", link.origin, link.bases,
            link.in_doubt as "inDoubt", record.id as "recordId", record.external_id as "externalId", record.wire,
            record.previously_observed_at as "previouslyObservedAt", record.observed_at as "observedAt"
     from link join record on record.id = link.record_id
     where link.canonical_id = any($1::uuid[]) and link.state = 'ACTIVE'
     order by link.created_at, record.id`,
    [canonicals.map((row) => row.id)],
  );
  const slots = context.slots;
  const read = links.flatMap((row) => {
    const slot = slots.get(entityKey(row));
    return slot ? [{ row, slot, observed: readFields(slot.mapping, row.wire, row.origin === 'CREATED') }] : [];
  });
  const targets = await canonicalIdsOf(
    db,
    read.flatMap(({ slot, observed }) => referencesIn(slot, observed)),
  );
  const survivors = await survivorsOf(db, [
    ...canonicals.flatMap(referenceValues),
    ...read.flatMap(({ row, slot }) => baseReferences(slot, row.bases)),
  ]);
  const byCanonical = grouped(read);
  return canonicals.map((row) => assemble(row, byCanonical.get(row.id) ?? [], targets, survivors));
}

function grouped(links: readonly ReadLink[]): Map<string, ReadLink[]> {
  const groups = new Map<string, ReadLink[]>();
  for (const link of links) {
    const group = groups.get(link.row.canonicalId);
    if (group) group.push(link);
    else groups.set(link.row.canonicalId, [link]);
  }
  return groups;
}

interface ReadLink {
  readonly row: LinkRow;
  readonly slot: Slot;
  readonly observed: Record<string, Observed>;
}

function assemble(
  row: CanonicalRow,
  links: readonly ReadLink[],
  targets: ReadonlyMap<string, string>,
  survivors: ReadonlyMap<string, string>,
): Loaded {
  const follow = (field: string, value: Value | null): Value | null =>
    fieldOf(row.type, field).type === 'reference' && value !== null ? (survivors.get(String(value)) ?? value) : value;
  const fields = Object.fromEntries(Object.entries(row.fields).map(([field, value]) => [field, follow(field, value)]));
  return {
    canonical: { ...row, fields },
    links: links.map((link, rank) => linkState(link, rank, targets, follow)),
    recordIds: new Map(links.map(({ row: { id, recordId } }) => [id, recordId])),
  };
}

function linkState(
  { row, slot, observed }: ReadLink,
  rank: number,
  targets: ReadonlyMap<string, string>,
  follow: (field: string, value: Value | null) => Value | null,
): LinkState {
  const translated = Object.entries(observed).map(([field, value]): [string, Observed] => {
    const reference = referenceIn(slot, field, value);
    return [field, reference ? targets.get(keyOf(reference)) : value];
  });
  const bases = Object.entries(row.bases).map(([field, base]): [string, Base] => {
    const c = base.c === undefined ? {} : { c: follow(field, base.c) };
    return [field, { ...base, ...c, m: follow(field, base.m) }];
  });
  return {
    id: row.id,
    system: row.system,
    entityType: row.entityType,
    mapping: slot.mapping,
    externalId: row.externalId,
    origin: row.origin,
    rank,
    observed: Object.fromEntries(translated),
    previouslyObservedAt: row.previouslyObservedAt.getTime(),
    observedAt: row.observedAt.getTime(),
    bases: Object.fromEntries(bases),
    inDoubt: row.inDoubt,
  };
}

function referenceIn(slot: Slot, field: string, value: Observed): ExternalRef | null {
  const entityType = slot.mapping.fields[field]?.reference;
  if (entityType === undefined || value === undefined || value === null) return null;
  return { system: slot.system, entityType, externalId: String(value) };
}

function referencesIn(slot: Slot, observed: Readonly<Record<string, Observed>>): ExternalRef[] {
  return Object.entries(observed).flatMap(([field, value]) => referenceIn(slot, field, value) ?? []);
}

function referenceValues(row: CanonicalRow): string[] {
  return Object.entries(row.fields).flatMap(([field, value]) =>
    fieldOf(row.type, field).type === 'reference' && value !== null ? [String(value)] : [],
  );
}

function baseReferences(slot: Slot, bases: Readonly<Record<string, Base>>): string[] {
  return Object.entries(bases).flatMap(([field, base]) =>
    slot.mapping.fields[field]?.reference
      ? [base.c, base.m].flatMap((value) => (typeof value === 'string' ? [value] : []))
      : [],
  );
}

/** `system.EntityType/id`: the form in which references are looked up. */
export function keyOf(reference: ExternalRef): string {
  return `${reference.system}.${reference.entityType}/${reference.externalId}`;
}
