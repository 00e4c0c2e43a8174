import type { Observed } from '../../shared/canonical/field.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { join } from '../../shared/sync/join.js';
import { settle } from '../../shared/sync/settle.js';
import { sight } from '../../shared/sync/sight.js';
import { beginUpdate } from '../../shared/sync/update.js';
import { canonical, dossier, link, policyOver, sending, viewOf, type LinkOptions } from './support.js';

const policy = policyOver(['crm', 'shop']);
const known = canonical({ email: 'a@fjord.example' });

/** A customer of the crm and the shop, and what the shop showed of its address. */
function customer(shown: Observed, options: LinkOptions): Dossier {
  const crm = link('crm', { email: 'a@fjord.example' }, { agreed: { email: 'a@fjord.example' } });
  return dossier({ canonical: known, links: [crm, link('shop', { email: shown }, options)], writes: [] });
}

function looked(before: Dossier, at: number, email: Observed): Dossier {
  const look = { externalId: '1', version: null, observed: { email }, wire: {}, at, unchangedSince: null };
  return sight(before, 'shop-link', look, policy).dossier;
}

const shopOf = ({ links }: Dossier) => links.find(({ id }) => id === 'shop-link');
const window = (of: Dossier) => [shopOf(of)?.previouslyObservedAt, shopOf(of)?.observedAt];
const emailOf = (of: Dossier) => settle(of, viewOf(), policy).dossier.canonical.fields['email'];

describe('an edit lies between the last look that showed the old value and those that show the new one', () => {
  const agreed = customer('a@fjord.example', { agreed: { email: 'a@fjord.example' }, between: [100, 200] });

  test('also where no merge judges it before the next look', () => {
    const seen = looked(agreed, 300, 'b@fjord.example');
    expect(window(seen)).toEqual([200, 300]);
    expect(window(looked(seen, 400, 'b@fjord.example'))).toEqual([200, 400]);
  });

  test('and what comes after a merge lies behind the looks before it', () => {
    const merged = settle(looked(agreed, 300, 'b@fjord.example'), viewOf(), policy).dossier;
    expect(window(looked(merged, 400, 'c@fjord.example'))).toEqual([300, 400]);
  });
});

describe('a field that a linked record first shows while nothing is judged', () => {
  test.each([
    ['cleared', null],
    ['changed', 'b@fjord.example'],
  ])('and that is %s before it is, was edited', (_how, now) => {
    const first = looked(customer(undefined, {}), 300, 'a@fjord.example');
    expect(emailOf(looked(first, 400, now))).toBe(now);
  });

  test('and that was never there is filled in', () => {
    expect(emailOf(looked(customer(undefined, {}), 300, null))).toBe('a@fjord.example');
  });
});

describe('what a record is to give up for what it is linked with', () => {
  const shop = { canonical: canonical({ email: 'b@fjord.example' }), writes: [] };
  const joined = (alone: Dossier): Dossier => {
    const crm = link('crm', { email: 'a@fjord.example' }, { agreed: { email: 'a@fjord.example' } });
    const survivor = dossier({ canonical: known, links: [crm], writes: [] });
    const both = join(survivor, alone, { rule: 'customers#0', origin: 'MATCHED' }, policy);
    if (!both) throw new RangeError('they do not become one');
    return settle(both, viewOf(), policy).dossier;
  };

  test.each([
    ['was not shown by the last look before the link', { agreed: { email: 'b@fjord.example' } }],
    ['was shown by no look but the first, of which nothing was judged', {}],
  ])('may be cleared by a person, also where it %s', (_how, options) => {
    const first = dossier({ ...shop, links: [link('shop', { email: 'b@fjord.example' }, options)] });
    const both = joined(looked(first, 300, undefined));
    expect(emailOf(both)).toBe('a@fjord.example');
    expect(emailOf(looked(both, 400, null))).toBeNull();
  });

  test('is given up where it is still there when it shows again', () => {
    const agreed = link('shop', { email: 'b@fjord.example' }, { agreed: { email: 'b@fjord.example' } });
    const again = looked(joined(looked(dossier({ ...shop, links: [agreed] }), 300, undefined)), 400, 'b@fjord.example');
    const { dossier: settled, journal } = settle(again, viewOf(), policy);
    expect(settled.writes).toMatchObject([{ linkId: 'shop-link', values: { email: 'a@fjord.example' } }]);
    expect(journal.conflicts).toMatchObject([{ loser: 'b@fjord.example', rule: 'older' }]);
  });
});

describe('the look just before a write', () => {
  const lookedAt = (observed: Readonly<Record<string, Observed>>) => {
    const look = { externalId: '1', version: null, observed, wire: {}, at: 300, unchangedSince: null };
    return beginUpdate(dossier(), 'w1', look, sending, viewOf(), policy);
  };

  test('lets it be sent where it shows what is to be written over', () => {
    expect(lookedAt({ name: 'Fj' }).verdict).toBe('SEND');
  });

  test('that does not show it has the write give way, and it is planned anew once that is seen', () => {
    const { verdict, dossier: unseen } = lookedAt({});
    expect([verdict, unseen.writes.map(({ status }) => status)]).toEqual(['NO', ['SUPERSEDED']]);
    expect(settle(unseen, viewOf(), policy).updates).toBe(0);
    const again = { externalId: '1', version: null, observed: { name: 'Fj' }, wire: {}, at: 400, unchangedSince: null };
    expect(settle(sight(unseen, 'shop-link', again, policy).dossier, viewOf(), policy).updates).toBe(1);
  });
});
