import { randomBytes } from 'node:crypto';
import type { Env } from '../shared/config.js';
import type { Connector } from '../shared/connector.js';
import type { WebhookSender } from './hub/operations/receive-webhook.js';
import type { OnlineSystem } from './systems.js';

/** Secrets by system. */
export type WebhookSecrets = ReadonlyMap<string, string>;

const shortest = 24;

/** The webhook secrets that are set; one that could be guessed is a fault. */
export function readWebhookSecrets(env: Env, connectors: readonly Connector[]): WebhookSecrets {
  const secrets = new Map<string, string>();
  for (const { system, webhook } of connectors) {
    const secret = webhook ? env.optionalText(webhook.secretVariable) : null;
    if (!webhook || secret === null) continue;
    if (secret.length < shortest)
      env.fault(`${webhook.secretVariable} must have at least ${shortest} characters`, null);
    secrets.set(system, secret);
  }
  return secrets;
}

/** A new secret for each system that has a webhook. */
export function makeWebhookSecrets(connectors: readonly Connector[]): WebhookSecrets {
  const senders = connectors.filter(({ webhook }) => webhook !== undefined);
  return new Map(senders.map(({ system }) => [system, `whsec_${randomBytes(32).toString('base64')}`]));
}

/** The systems that are switched on and whose deliveries are taken. */
export function webhookSenders(
  systems: ReadonlyMap<string, OnlineSystem>,
  secrets: WebhookSecrets,
): ReadonlyMap<string, WebhookSender> {
  const senders = new Map<string, WebhookSender>();
  for (const [system, { connector, reads }] of systems) {
    const secret = secrets.get(system);
    if (!connector.webhook || secret === undefined) continue;
    const { webhook } = connector;
    senders.set(system, {
      secret,
      hints: (body) => webhook.hints(body),
      forget: ({ entityType, externalId }) => reads.forget(entityType, externalId),
    });
  }
  return senders;
}
