import { createTeller } from '../../sandbox/custom-contract/webhooks.js';
import type { Stored } from '../../sandbox/store.js';

/** Tells of changes in twelve deliveries to where nobody listens, and ends when all of them were tried twice. */
const deliveries = 12;
let tries = 0;
const teller = createTeller({ url, secret: 'a secret' }, () => new Date());
const changed = { id: '1', changedAt: '2026-01-05T08:00:00Z' } as Stored;
for (let change = 0; change < deliveries * 500; change += 1) teller.tell('customers', 'updated', changed);

function url(): string {
  tries += 1;
  if (tries === 2 * deliveries) void teller.stop();
  return 'http://127.0.0.1:1';
}
