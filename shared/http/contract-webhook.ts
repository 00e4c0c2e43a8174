import * as z from 'zod';
import type { Webhook } from '../webhook.js';
import type { ContractSystem } from './contract-resource.js';

/** The change webhook of the custom systems' common contract. Changes of collections the hub does not know are passed over. */
export function contractWebhook({ prefix, collections }: Pick<ContractSystem, 'prefix' | 'collections'>): Webhook {
  const entityTypes = new Map(Object.entries(collections).map(([entityType, name]) => [name, entityType]));
  return {
    secretVariable: `${prefix}_WEBHOOK_SECRET`,
    hints(body) {
      const read = delivery.safeParse(body);
      if (!read.success) return null;
      return read.data.events.flatMap(({ collection, recordId }) => {
        const entityType = entityTypes.get(collection);
        return entityType === undefined ? [] : [{ entityType, externalId: recordId }];
      });
    },
  };
}

const types = ['created', 'updated', 'deleted'] as const;
const event = z.object({
  id: z.string(),
  collection: z.string(),
  recordId: z.string().regex(/^[^\0]{1,255}$/),
  type: z.enum(types),
  at: z.iso.datetime({ offset: true }),
});
const delivery = z.object({ events: z.array(event).max(1000) });
