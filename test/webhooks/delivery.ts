import { createHmac, randomUUID } from 'node:crypto';

export const secret = 'whsec_c2FtYmFuZC10ZXN0LXNlY3JldC1vZi0zMi1ieXRlcw==';

export interface Delivery {
  readonly id?: string;
  /** When it says that it was sent, ms. */
  readonly at?: number;
  readonly secret?: string;
}

/** The headers of a delivery of `body`, signed as the Standard Webhooks scheme says. */
export function signedHeaders(body: string, delivery: Delivery = {}): Record<string, string> {
  const { id = `msg_${randomUUID()}`, at = Date.now() } = delivery;
  const timestamp = String(Math.floor(at / 1000));
  const key = Buffer.from((delivery.secret ?? secret).replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** A body that says that these rows of a collection changed. */
export function changesOf(collection: string, recordIds: readonly string[], at = new Date()): string {
  const event = (recordId: string) => ({ id: randomUUID(), collection, recordId, type: 'updated', at });
  return JSON.stringify({ events: recordIds.map(event) });
}
