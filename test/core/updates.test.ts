import { integerText } from '../../shared/mapping/codec.js';
import { merge } from '../../shared/sync/merge.js';
import { inSync, planUpdates, type ReferenceState } from '../../shared/sync/plan.js';
import type { LinkState } from '../../shared/sync/state.js';
import { canonical, link, made, mappings, policy, withBases, type Values } from './support.js';

const agreed = { name: 'Fjord', email: 'post@fjord.no', phone: null };
const there = (): ReferenceState => 'there';

/** What would be written to each system after a merge. */
function written(before: Values, links: readonly LinkState[]) {
  const { canonical: after, bases } = merge(canonical(before), links, policy);
  const plans = planUpdates(after, withBases(links, bases), there);
  return Object.fromEntries(plans.map(({ linkId, values }) => [linkId.replace('-link', ''), values]));
}

describe('what is written', () => {
  test('is nothing where everyone agrees', () => {
    expect(written(agreed, [link('crm', agreed, { agreed }), link('shop', agreed, { agreed })])).toEqual({});
  });

  test('is only the changed field, and not to where it was changed', () => {
    const links = [
      link('crm', { ...agreed, phone: '1' }, { agreed }),
      link('shop', agreed, { agreed }),
      link('ledger', agreed, { agreed }),
    ];
    expect(written(agreed, links)).toEqual({ shop: { phone: '1' }, ledger: { phone: '1' } });
  });

  test('is a clear, too', () => {
    expect(
      written(agreed, [link('crm', { ...agreed, email: null }, { agreed }), link('shop', agreed, { agreed })]),
    ).toEqual({
      shop: { email: null },
    });
  });

  test('crosses where two systems were edited in different fields', () => {
    const links = [
      link('crm', { ...agreed, phone: '1' }, { agreed }),
      link('shop', { ...agreed, name: 'B' }, { agreed }),
    ];
    expect(written(agreed, links)).toEqual({ crm: { name: 'B' }, shop: { phone: '1' } });
  });

  test('goes to a record at first contact where it differs or is empty', () => {
    const contact = link('shop', { name: 'Fj', email: null, phone: null });
    expect(written(agreed, [contact])).toEqual({ shop: { name: 'Fjord', email: 'post@fjord.no' } });
  });

  test('never touches what the record does not carry', () => {
    expect(written(agreed, [link('crm', { name: 'Fjord' }), link('shop', { name: 'B' }, { agreed })])).toEqual({
      crm: { name: 'B' },
    });
  });

  test('never touches a field that is read only', () => {
    const web = { website: 'fjord.no' };
    const links = [link('crm', { website: 'fjord.com' }, { agreed: web }), link('ledger', web, { agreed: web })];
    expect(written(web, links)).toEqual({});
  });

  test('never touches a key', () => {
    const works = link('works', { number: '17', name: 'Bro' }, { agreed: { number: '17', name: 'Bro' } });
    const project = canonical({ number: '18', name: 'Brua' }, { type: 'Project' });
    expect(planUpdates(project, [works], there).map(({ values }) => values)).toEqual([{ name: 'Brua' }]);
  });

  test('is nothing where the system already holds its own form of the value', () => {
    const long = { name: 'Fjellheim Bygg og Anlegg AS' };
    expect(written(long, [link('pms', { name: 'Fjellheim By' })])).toEqual({});
    expect(
      written(long, [
        link('pms', { name: 'Fjellheim By' }, { bases: { name: { c: 'Fjellheim Byggeservice', m: 'Fjellheim By' } } }),
      ]),
    ).toEqual({});
  });

  test('is nothing at all while a write is in doubt', () => {
    const doubtful = link('crm', agreed, { agreed, more: { inDoubt: true } });
    expect(
      planUpdates(canonical({ ...agreed, name: 'B' }), [doubtful, link('shop', agreed, { agreed })], there),
    ).toEqual([]);
  });

  test('is nothing for a field under review', () => {
    const state = canonical({ ...agreed, name: 'B', phone: '1' }, { frozen: ['name'] });
    expect(planUpdates(state, [link('crm', agreed, { agreed })], there).map(({ values }) => values)).toEqual([
      { phone: '1' },
    ]);
  });

  test('comes with what the record must still hold, all of it', () => {
    const { canonical: state, bases } = merge(
      canonical({ name: 'B' }),
      [link('crm', { name: 'A', phone: null, email: undefined })],
      policy,
    );
    const [plan] = planUpdates(
      state,
      withBases([link('crm', { name: 'A', phone: null, email: undefined })], bases),
      there,
    );
    expect(plan?.expect).toEqual({ name: 'A', phone: null });
  });
});

describe('a reference', () => {
  const before = { name: 'Bro', manager: null };
  const project = canonical(
    { name: 'Brua', manager: 'person-1' },
    { type: 'Project', provenance: { name: made(null, 1, 1) } },
  );
  const works = link('works', before, { agreed: before });
  const planned = (reference: (id: string, slot: string) => ReferenceState, state = project) =>
    planUpdates(state, [works], reference).map(({ values }) => values);

  test('is written once its target has a record in the same system', () => {
    const asked: string[] = [];
    expect(planned((id, slot) => (asked.push(`${id} in ${slot}`), 'there'))).toEqual([
      { name: 'Brua', manager: 'person-1' },
    ]);
    expect(asked).toEqual(['person-1 in works.Employee']);
  });

  test.each<ReferenceState>(['coming', 'never'])('waits while its target is %s, and other fields do not', (state) => {
    expect(planned(() => state)).toEqual([{ name: 'Brua' }]);
  });

  test('is cleared without asking', () => {
    const led = { name: 'Bro', manager: 'person-1' };
    const cleared = canonical({ ...led, manager: null }, { type: 'Project' });
    expect(
      planUpdates(cleared, [link('works', led, { agreed: led })], () => 'never').map(({ values }) => values),
    ).toEqual([{ manager: null }]);
  });
});

describe('a value that the system cannot say', () => {
  test('is not written, and clears nothing there', () => {
    const counted = {
      ...mappings.crm,
      fields: { ...mappings.crm.fields, website: { path: 'web', codec: integerText } },
    };
    const record = link('crm', { website: '17' }, { agreed: { website: '17' }, more: { mapping: counted } });
    expect(planUpdates(canonical({ website: 'fjord.no' }), [record], there)).toEqual([]);
    expect(planUpdates(canonical({ website: '18' }), [record], there)).toHaveLength(1);
  });
});

describe('a field of a link is in sync', () => {
  const state = canonical({ name: 'A' });

  test.each<[string, LinkState, boolean]>([
    ['when both sides are as agreed', link('crm', { name: 'A' }, { agreed: { name: 'A' } }), true],
    [
      'when the system keeps less, as agreed',
      link('pms', { name: 'x' }, { bases: { name: { c: 'A', m: 'x' } } }),
      true,
    ],
    ['not when the canonical value moved on', link('crm', { name: 'B' }, { agreed: { name: 'B' } }), false],
    ['not when the record was edited', link('crm', { name: 'B' }, { agreed: { name: 'A' } }), false],
    [
      'not when it was only met',
      link('crm', { name: 'B' }, { bases: { name: { c: 'A', m: 'B', pending: true } } }),
      false,
    ],
    ['not when nothing was ever agreed', link('crm', { name: 'B' }, { atLink: { name: 'B' } }), false],
    ['as far as anyone can tell, when it is not carried', link('crm', {}, { agreed: { name: 'B' } }), true],
  ])('%s', (_case, one, expected) => {
    expect(inSync(state, one, 'name')).toBe(expected);
  });
});
