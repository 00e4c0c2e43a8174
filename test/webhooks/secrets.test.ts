import { Env } from '../../shared/config.js';
import { connectors } from '../../subgraphs/registry.js';
import { makeWebhookSecrets, readWebhookSecrets } from '../../subgraphs/webhooks.js';

const variables = ['CUSTOMERP_WEBHOOK_SECRET', 'CUSTOM_PMS_WEBHOOK_SECRET', 'CUSTOM_WEBSHOP_WEBHOOK_SECRET'];

test('the company’s own systems have a webhook secret each', () => {
  const named = connectors.flatMap(({ webhook }) => (webhook ? [webhook.secretVariable] : []));
  expect(named).toEqual(expect.arrayContaining(variables));
  expect(new Set(named).size).toBe(named.length);
});

test('a secret that is not set takes nothing from its system', () => {
  const env = new Env({ CUSTOM_PMS_WEBHOOK_SECRET: 'x'.repeat(24) });
  expect([...readWebhookSecrets(env, connectors)]).toEqual([['custom-pms', 'x'.repeat(24)]]);
  expect(env.faults).toEqual([]);
});

test('a secret that could be guessed is a fault that does not repeat it', () => {
  const env = new Env({ CUSTOM_PMS_WEBHOOK_SECRET: 'hunter2' });
  readWebhookSecrets(env, connectors);
  expect(env.faults).toEqual([expect.stringContaining('CUSTOM_PMS_WEBHOOK_SECRET')]);
  expect(env.faults.join()).not.toContain('hunter2');
});

test('sandbox systems get new secrets at every start, one each', () => {
  const secrets = [...makeWebhookSecrets(connectors).values(), ...makeWebhookSecrets(connectors).values()];
  expect(secrets.length).toBeGreaterThanOrEqual(6);
  expect(new Set(secrets).size).toBe(secrets.length);
});
