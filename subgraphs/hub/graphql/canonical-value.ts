import type { CanonicalType, Value } from '../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../shared/canonical/types.js';
import type { RequestContext } from '../../../shared/subgraph/context.js';
import type { Hub } from '../operations/hub.js';
import { canonicalsById, type CanonicalRow } from '../store/queries/canonical.js';
import { canonicalAt } from '../store/queries/past.js';
import { load } from './load.js';

/** A canonical record as its GraphQL type shows it: beside the row, every canonical field, groups as objects. */
export interface CanonicalValue extends CanonicalRow {
  readonly __typename: CanonicalType;
  /** By field: the edit that its value came by, where that is known with the record. */
  readonly editIds?: ReadonlyMap<string, string>;
  readonly [field: string]: unknown;
}

/** The row with its canonical fields; a group none of whose members has a value is null. */
export function canonicalValue(row: CanonicalRow): CanonicalValue {
  const shown: Record<string, unknown> = {};
  for (const name of Object.keys(canonicalTypes[row.type])) {
    const value = row.fields[name] ?? null;
    const [group = '', member] = name.split('.');
    if (member === undefined) shown[name] = value;
    else shown[group] = withMember(shown[group], member, value);
  }
  return { ...shown, ...row, kind: row.kind ?? 'CUSTOMER', __typename: row.type };
}

function withMember(group: unknown, member: string, value: Value | null): unknown {
  return value === null ? (group ?? null) : { ...(group as object | null), [member]: value };
}

/** A canonical record as it stood at a time; null where there was none, or it is of another type. */
export async function pastValue(hub: Hub, id: string, type: CanonicalType, at: Date): Promise<CanonicalValue | null> {
  const row = await canonicalAt(hub.context.db, id, at);
  return row?.type === type ? canonicalValue(row) : null;
}

/** A live canonical record, also by an id that was merged; null where there is none, or it is of another type. */
export async function loadCanonical(
  hub: Hub,
  context: RequestContext,
  id: string,
  type: CanonicalType | null = null,
): Promise<CanonicalValue | null> {
  const row = await load(context, 'canonical', id, (ids) => canonicalsById(hub.context.db, ids));
  return row && (type === null || row.type === type) ? canonicalValue(row) : null;
}
