import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { fieldOf } from '../../../../shared/canonical/types.js';
import { comparableSql, fieldSql } from './comparable.js';
import type { Order, Term } from './page.js';

/** Fields that canonical records can be ordered by; each has an index (the migration `searchable`). */
export const orderable: Readonly<Record<CanonicalType, readonly string[]>> = {
  Customer: ['name', 'organizationNumber', 'email'],
  Employee: ['lastName', 'firstName', 'employeeNumber', 'email', 'hiredDate'],
  Project: ['number', 'name', 'startDate', 'endDate'],
};

/** A field of `orderable`, or `createdAt` or `updatedAt`, and the way to go. */
export interface Ordering {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** The order that is asked for; where it leaves two records equal, and by itself, their age decides. */
export function canonicalOrder(type: CanonicalType, orderings: readonly Ordering[], prefix = ''): Order {
  const terms = orderings.filter(({ field }) => field !== 'createdAt').map((ordering) => termOf(type, ordering));
  const byAge = orderings.findIndex(({ field }) => field === 'createdAt');
  const before = byAge === -1 ? terms : terms.slice(0, byAge);
  const descending = (byAge === -1 ? before.at(-1)?.descending : orderings[byAge]?.direction === 'DESC') ?? false;
  return {
    name: [prefix, ...orderings.map(({ field, direction }) => `${field} ${direction}`)].join(','),
    terms: [...before, { by: 'canonical.seq', of: 'bigint', descending }],
  };
}

function termOf(type: CanonicalType, { field, direction }: Ordering): Term {
  const descending = direction === 'DESC';
  if (field === 'updatedAt') return { by: 'canonical.updatedAt', of: 'timestamptz', descending };
  return { by: comparableSql(fieldOf(type, field).type, fieldSql(field)), of: 'text', descending };
}
