import { orderable, canonicalOrder } from '../../subgraphs/hub/store/queries/canonical-order.js';
import type { CanonicalType } from '../../shared/canonical/field.js';
import { addCanonical, withGraph } from './graphql-support.js';

const fields = Object.entries(orderable).flatMap(([type, names]) =>
  [...names, 'updatedAt', 'createdAt'].map((name) => [type as CanonicalType, name] as const),
);

test('whatever a list is ordered by, an index has in exactly that form: no page sorts the company', () =>
  withGraph(async (graph) => {
    await addCanonical(graph, 'Customer', { name: 'Fjord' });
    const sorting: string[] = [];
    for (const [type, field] of fields) {
      const { terms } = canonicalOrder(type, [{ field, direction: 'ASC' }]);
      const by = terms.map((term) => term.by.replace('canonical.updatedAt', 'canonical.updated_at')).join(', ');
      const plan = await graph.hub.context.db.transaction(async (tx) => {
        await tx.query('set local enable_seqscan = off; set local enable_bitmapscan = off');
        return tx.query<{ 'QUERY PLAN': string }[]>(
          `explain select 1 from canonical_record canonical
           where canonical.type = '${type}' and canonical.merged_into is null and canonical.retired_at is null
           order by ${by} limit 50`,
        );
      });
      if (plan.some((line) => line['QUERY PLAN'].includes('Sort'))) sorting.push(`${type} by ${field}`);
    }
    expect(fields.length).toBeGreaterThan(15);
    expect(sorting).toEqual([]);
  }));
