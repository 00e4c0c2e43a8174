import { fail } from '../../shared/sync/fail.js';
import { placeAt } from '../../shared/sync/policy.js';
import { beginUpdate } from '../../shared/sync/update.js';
import { dossier, planned, policyOver, sending, viewOf } from './support.js';

const policy = policyOver(['crm', 'shop']);
const shop = placeAt(policy, 'shop.Customer');

/** When the shop's name was sent, after a try that failed. */
function sentAfter(code: string, ambiguous = false) {
  const { dossier: begun } = beginUpdate(dossier(), planned.id, null, sending, viewOf(), policy);
  const failure = { code, message: 'No.', ambiguous };
  const failed = fail(begun, { id: planned.id, attempts: 1 }, failure, shop, viewOf(), policy);
  return failed.links.find(({ system }) => system === 'shop')?.effort['name']?.sentAt;
}

test.each(['RATE_LIMITED', 'UNAVAILABLE', 'UNAUTHENTICATED'])(
  'a try that did not land counts against no budget of writes: %s',
  (code) => expect(sentAfter(code)).toEqual([]),
);

test('a try that may have landed, or was refused for its values, counts', () => {
  expect([sentAfter('UNAVAILABLE', true), sentAfter('REJECTED')]).toEqual([[sending.now], [sending.now]]);
});
