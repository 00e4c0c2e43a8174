import type { DataSource } from 'typeorm';
import { same } from '../shared/canonical/same.js';
import { fieldOf } from '../shared/canonical/types.js';
import type { CanonicalType, Value } from '../shared/canonical/field.js';
import { canSay, imageOf, isWritable, readFields } from '../shared/mapping/mapping.js';
import type { Desk, Held } from './desk.js';

/** Every record of every system, as its own people see it, by `system.EntityType` and id. */
export type Standing = ReadonlyMap<string, ReadonlyMap<string, Held>>;

export async function standingOf(desks: readonly Desk[]): Promise<Standing> {
  const all = desks.map(async ({ place, list }) => {
    const held = await list();
    return [place, new Map(held.map((one) => [one.id, one]))] as const;
  });
  return new Map(await Promise.all(all));
}

interface LinkedRow {
  readonly canonicalId: string;
  readonly type: CanonicalType;
  readonly fields: Readonly<Record<string, Value | null>>;
  readonly frozen: readonly string[];
  readonly place: string;
  readonly externalId: string;
  readonly origin: string;
  /** Fields that the system refused, or takes and does not keep. */
  readonly barred: readonly string[];
}

async function linkedRows(db: DataSource): Promise<LinkedRow[]> {
  return db.query(`
    select canonical.id as "canonicalId", canonical.type, canonical.fields, canonical.frozen, link.origin,
           link.system || '.' || link.entity_type as place, record.external_id as "externalId",
           array(select jsonb_object_keys(write."values") from write where write.link_id = link.id and write.status = 'REFUSED'
                 union all
                 select review.field from review where review.canonical_id = canonical.id and review.kind = 'NOT_WRITABLE'
                   and review.place = link.system || '.' || link.entity_type) as barred
    from canonical_record canonical
    join link on link.canonical_id = canonical.id and link.state = 'ACTIVE'
    join record on record.id = link.record_id
    where canonical.merged_into is null and canonical.retired_at is null`);
}

/** Fields of linked records that are not what the hub says they are, by asking the systems. */
export async function unequal(db: DataSource, desks: readonly Desk[], standing: Standing): Promise<string[]> {
  const rows = await linkedRows(db);
  const idOf = new Map(rows.map(({ canonicalId, place, externalId }) => [`${canonicalId}/${place}`, externalId]));
  const mappings = new Map(desks.map(({ place, mapping }) => [place, mapping]));
  return rows.flatMap(({ canonicalId, fields, frozen, place, externalId, origin, barred }) => {
    const mapping = mappings.get(place);
    const held = standing.get(place)?.get(externalId);
    if (!mapping || !held) return [`${place}/${externalId} is linked and not there`];
    const observed = readFields(mapping, held.record, origin === 'CREATED');
    return Object.entries(mapping.fields).flatMap(([field, mapped]) => {
      const [wanted, now] = [fields[field], observed[field]];
      if (wanted === undefined || now === undefined || frozen.includes(field) || barred.includes(field)) return [];
      if (!isWritable(mapped) || !canSay(mapped, wanted)) return [];
      const { type } = fieldOf(mapping.canonicalType, field);
      const target =
        mapped.reference && wanted !== null
          ? idOf.get(`${String(wanted)}/${mapping.system}.${mapped.reference}`)
          : imageOf(mapped, wanted);
      if (target === undefined || same(type, now, target)) return [];
      return [`${place}/${externalId}.${field} of ${canonicalId}`];
    });
  });
}

/** Records that changed between two looks: in a company at rest, none. */
export function changed(before: Standing, after: Standing): string[] {
  return [...after].flatMap(([place, records]) =>
    [...records].flatMap(([id, held]) => {
      const was = before.get(place)?.get(id);
      return was && JSON.stringify(was.record) === JSON.stringify(held.record) ? [] : [`${place}/${id}`];
    }),
  );
}
