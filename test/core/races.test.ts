import { endCreation, isLate } from '../../shared/sync/create.js';
import { blank, type Dossier, type Write } from '../../shared/sync/dossier.js';
import { joining } from '../../subgraphs/hub/sync/link.js';
import { link, policyOver, viewOf } from './support.js';

const policy = policyOver(['crm', 'shop', 'pms']);
const view = viewOf();

const crm: Dossier = { ...blank('c1', 'Customer', 'CUSTOMER'), links: [link('crm', { name: 'Fjord' })] };
const shop: Dossier = {
  ...blank('c2', 'Customer', 'CUSTOMER'),
  links: [link('shop', { name: 'Fjord' }), link('pms', { name: 'Fjord' })],
};

describe('what two processes do at the same time', () => {
  test.each([
    ['both records that show it are still theirs', ['crm-record', 'shop-record'], ['c2']],
    ['one of them was removed or taken away meanwhile', ['crm-record', 'ledger-record'], []],
  ])('two canonical records become one, or not: %s', (_when, shownBy, merged) => {
    const ruling = { survivor: 'c1', loser: 'c2', rule: 'crm.Customer-shop.Customer#0', origin: 'MATCHED' } as const;
    const decision = joining([crm, shop], [{ ...ruling, shownBy }], view, policy);
    expect([...(decision.merged?.keys() ?? [])]).toEqual(merged);
  });

  test('a creation that one of them has ended is not ended again by the other', () => {
    const write = { id: 'w1', linkId: 'l1', kind: 'CREATE', status: 'PLANNED' } as Write;
    const retired: Dossier = { ...crm, links: [], due: false, retired: true };
    expect(endCreation(retired, write, 'CANCELLED', 'NOT_FOUND', 'Gone.')).toBe(retired);
    const open: Dossier = { ...crm, writes: [write], due: false };
    const ended = endCreation(open, write, 'CANCELLED', 'NOT_FOUND', 'Gone.');
    expect([ended.due, ended.writes[0]?.status]).toEqual([true, 'CANCELLED']);
  });

  test.each([
    ['it still waits to be sent', { status: 'PLANNED', attempts: 0 }, false],
    ['another process has sent it meanwhile', { status: 'SENDING', attempts: 1 }, true],
    ['it is over', { status: 'CONFIRMED', attempts: 0 }, true],
  ] as const)('what was found out about a creation before it was sent bears on it, or not: %s', (_when, now, late) => {
    const write = { id: 'w1', linkId: 'l1', kind: 'CREATE', status: 'PLANNED', attempts: 0 } as Write;
    expect(isLate({ ...crm, writes: [{ ...write, ...now }] }, write)).toBe(late);
  });
});
