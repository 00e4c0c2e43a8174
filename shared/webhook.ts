import { createHmac, timingSafeEqual } from 'node:crypto';

/** A record that a system says to look at. */
export interface Hint {
  readonly entityType: string;
  readonly externalId: string;
}

/** How a system tells the hub of changes. */
export interface Webhook {
  /** The variable with the secret that both sides sign with, `CUSTOMERP_WEBHOOK_SECRET`; where it is unset nothing is taken. */
  readonly secretVariable: string;
  /** What a delivery says to look at; null where its body is not what the system's contract says. */
  hints(body: unknown): readonly Hint[] | null;
}

/** A request's headers by their lower-case names. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** How far the sender's clock may be from ours, and how long a delivery may be on its way. */
const windowMs = 5 * 60_000;

/**
 * The id of a delivery that whoever has the secret signed, by the Standard Webhooks scheme, and sent less than five
 * minutes ago; null for any other. Nothing of the body is looked at.
 */
export function genuineId(secret: string, headers: WebhookHeaders, body: Buffer, now: Date): string | null {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return null;
  if (!/^[!-~]{1,255}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return null;
  const expected = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest();
  const isSigned = signatures.split(' ').filter((signature) => isSame(signature, expected)).length > 0;
  const isRecent = Math.abs(now.getTime() - Number(timestamp) * 1000) < windowMs;
  return isSigned && isRecent ? id : null;
}

function isSame(signature: string, expected: Buffer): boolean {
  const [version, encoded = ''] = signature.split(',');
  const given = Buffer.from(encoded, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

/** `whsec_` stands before the base64 of the key; any other secret is the key itself. */
function keyOf(secret: string): Buffer {
  const prefix = 'whsec_';
  return secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret);
}
