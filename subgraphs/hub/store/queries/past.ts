import type { DataSource } from 'typeorm';
import type { Value } from '../../../../shared/canonical/field.js';
import type { Provenance } from '../../../../shared/sync/state.js';
import { isUuid } from '../../operations/patch.js';
import { rows } from '../postgres/sql.js';
import type { CanonicalRow } from './canonical.js';

/** A canonical record as it was, with the edit that each of its values came by. */
export interface PastRow extends CanonicalRow {
  readonly editIds: ReadonlyMap<string, string>;
}

/** Where a merged record's trail led to by then: a merge is the last change of what went into another. */
const standing = `
  with recursive trail (id, merged_into, gone) as (
    select id, merged_into, merged_into is not null and updated_at <= $2 from canonical_record where id = $1
    union all
    select step.id, step.merged_into, step.merged_into is not null and step.updated_at <= $2
    from trail join canonical_record step on step.id = trail.merged_into
    where trail.gone
  )
  select canonical.id, canonical.type, canonical.kind, canonical.created_at as "createdAt"
  from trail join canonical_record canonical on canonical.id = trail.id
  where not trail.gone and canonical.created_at <= $2 and (canonical.retired_at is null or canonical.retired_at > $2)`;

interface PastEdit {
  readonly id: string;
  readonly field: string;
  readonly after: Value | null;
  readonly version: number;
  readonly linkId: string | null;
  readonly slot: string | null;
  readonly from: number;
  readonly until: number;
  readonly madeAt: Date;
}

/**
 * A canonical record as it stood at a time, told by its edits. Null where the hub did not know it yet, or it was removed. The
 * id of one that was merged since leads to what it was itself.
 */
export async function canonicalAt(db: DataSource, id: string, at: Date): Promise<PastRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await rows<Pick<CanonicalRow, 'id' | 'type' | 'kind' | 'createdAt'>>(db, standing, [id, at]);
  if (!found) return null;
  const edits = await rows<PastEdit>(
    db,
    `select distinct on (edit.field) edit.id, edit.field, edit.after, edit.version, edit.link_id as "linkId",
            link.system || '.' || link.entity_type as slot, edit.made_at as "madeAt",
            extract(epoch from coalesce(edit.made_after, edit.made_at))::float8 * 1000 as "from",
            extract(epoch from coalesce(edit.made_until, edit.made_at))::float8 * 1000 as until
     from edit left join link on link.id = edit.link_id
     where edit.canonical_id = $1 and edit.made_at <= $2
     order by edit.field, edit.id desc`,
    [found.id, at],
  );
  return {
    ...found,
    version: Math.max(0, ...edits.map(({ version }) => version)),
    updatedAt: new Date(Math.max(found.createdAt.getTime(), ...edits.map(({ madeAt }) => madeAt.getTime()))),
    fields: Object.fromEntries(edits.map(({ field, after }) => [field, after])),
    provenance: Object.fromEntries(edits.map((edit) => [edit.field, provenanceOf(edit)])),
    editIds: new Map(edits.map((edit) => [edit.field, edit.id])),
  };
}

function provenanceOf({ linkId, slot, from, until, version }: PastEdit): Provenance {
  return { linkId, slot, after: from, until, version };
}
