import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { Dossier } from '../../../../shared/sync/dossier.js';
import type { Decision } from '../../sync/store.js';
import { forEach, timeOf, type Db } from './sql.js';

/** One row of the change feed. */
export interface Told {
  readonly canonicalId: string;
  readonly type: CanonicalType;
  readonly kind: 'CREATED' | 'UPDATED' | 'MERGED' | 'REMOVED';
  readonly version: number;
  /** Canonical fields that got another value. */
  readonly fields: readonly string[];
  readonly mergedInto: string | null;
}

/**
 * What a decision has to tell whoever follows: a row for each version with its changed fields, for each merge and for each
 * record that lost its last link. One that never had a value, and so was never told of, is passed over.
 * @param merged by loser: the record at the end of the chain.
 */
export function toldBy(
  before: ReadonlyMap<string, Dossier>,
  { dossiers, journal }: Decision<unknown>,
  merged: readonly (readonly [loser: string, survivor: string])[],
): Told[] {
  const versions = new Map<string, Told & { readonly fields: string[] }>();
  const types = new Map(dossiers.map(({ canonical: { id, type } }) => [id, type]));
  for (const { canonicalId, version, field } of journal?.edits ?? []) {
    const type = types.get(canonicalId);
    const known = versions.get(`${canonicalId} ${version}`);
    if (known) known.fields.push(field);
    else if (type)
      versions.set(`${canonicalId} ${version}`, {
        ...{ canonicalId, type, kind: version === 1 ? 'CREATED' : 'UPDATED', version, fields: [field] },
        mergedInto: null,
      });
  }
  const goneInto = merged.flatMap(([loser, survivor]) => ended('MERGED', before.get(loser), survivor));
  const removed = dossiers.filter(({ canonical, retired }) => retired && before.get(canonical.id)?.retired === false);
  return [...versions.values(), ...goneInto, ...removed.flatMap((dossier) => ended('REMOVED', dossier, null))];
}

function ended(kind: 'MERGED' | 'REMOVED', dossier: Dossier | undefined, mergedInto: string | null): Told[] {
  if (!dossier || dossier.canonical.version === 0) return [];
  const { id, type, version } = dossier.canonical;
  return [{ canonicalId: id, type, kind, version, fields: [], mergedInto }];
}

export async function saveFeed(db: Db, told: readonly Told[], now: number): Promise<void> {
  await forEach(
    db,
    told,
    `insert into change (canonical_id, type, kind, version, fields, merged_into, made_at)
     select made."canonicalId", made.type, made.kind, made.version, made.fields, made."mergedInto", ${timeOf('$2')}
     from jsonb_to_recordset($1::jsonb) as made ("canonicalId" uuid, type text, kind text, version integer, fields text[],
       "mergedInto" uuid)`,
    [now],
  );
}
