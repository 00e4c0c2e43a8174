import { merge } from '../../shared/sync/merge.js';
import type { LinkState } from '../../shared/sync/state.js';
import { canonical, link, policy, type Values } from './support.js';

const agreed = { name: 'Fjord', email: 'post@fjord.no', phone: null };
const seen = agreed;

type Lost = readonly (readonly [value: unknown, rule: string])[];

/** What the canonical record holds of some fields after a merge, what lost, and how many edits moved it. */
function outcome(before: Values, links: readonly LinkState[]) {
  const { canonical: after, conflicts, edits } = merge(canonical(before), links, policy);
  return { fields: after.fields, lost: conflicts.map(({ loser, rule }) => [loser, rule]), edits: edits.length };
}

describe('merge', () => {
  test.each<[string, LinkState[], Values, number, Lost]>([
    ['nothing changed anywhere', [link('crm', seen, { agreed }), link('shop', seen, { agreed })], {}, 0, []],
    [
      'an edit in one system is taken',
      [link('crm', { ...seen, name: 'Fjord AS' }, { agreed }), link('shop', seen, { agreed })],
      ...([{ name: 'Fjord AS' }, 1, []] as const),
    ],
    [
      'edits of different fields in two systems are both taken',
      [
        link('crm', { ...seen, name: 'Fjord AS' }, { agreed }),
        link('shop', { ...seen, phone: '22000000' }, { agreed }),
      ],
      ...([{ name: 'Fjord AS', phone: '22000000' }, 2, []] as const),
    ],
    [
      'the same edit in two systems is one edit and no conflict',
      [link('crm', { ...seen, name: 'Fjord AS' }, { agreed }), link('shop', { ...seen, name: 'Fjord AS' }, { agreed })],
      ...([{ name: 'Fjord AS' }, 1, []] as const),
    ],
    [
      'the same edit spelled two ways is no conflict',
      [
        link('crm', { ...seen, phone: '22 00 00 00' }, { agreed }),
        link('shop', { ...seen, phone: '+4722000000' }, { agreed }),
      ],
      ...([{ phone: '22 00 00 00' }, 1, []] as const),
    ],
    [
      'a clear is an edit',
      [link('crm', { ...seen, email: null }, { agreed }), link('shop', seen, { agreed })],
      ...([{ email: null }, 1, []] as const),
    ],
    [
      'what is absent is no information, also where something was agreed',
      [link('crm', { name: 'Fjord', email: undefined }, { agreed }), link('shop', seen, { agreed })],
      ...([{}, 0, []] as const),
    ],
    [
      'the same value spelled another way is no edit',
      [link('crm', { ...seen, email: ' Post@Fjord.no' }, { agreed }), link('shop', seen, { agreed })],
      ...([{}, 0, []] as const),
    ],
    [
      'a system that missed an update does not undo it',
      [link('shop', { name: 'Fj' }, { agreed: { name: 'Fj' } })],
      {},
      0,
      [],
    ],
    [
      'a field that the system has no place for is left alone',
      [link('pms', { email: 'x@y.no', name: 'Fjord' }, { agreed })],
      {},
      0,
      [],
    ],
  ])('%s', (_case, links, changes, edits, lost) => {
    expect(outcome(agreed, links)).toEqual({ fields: { ...agreed, ...changes }, edits, lost });
  });

  test('only an edit makes a new version', () => {
    const quiet = merge(canonical(agreed), [link('crm', seen, { agreed })], policy);
    const moved = merge(canonical(agreed), [link('crm', { ...seen, name: 'B', phone: '1' }, { agreed })], policy);
    expect([quiet.canonical.version, moved.canonical.version]).toEqual([1, 2]);
  });

  test('an edit says where it came from and what it replaced', () => {
    const { edits, canonical: after } = merge(
      canonical(agreed),
      [link('crm', { ...seen, name: 'B' }, { agreed })],
      policy,
    );
    const edit = { field: 'name', before: 'Fjord', after: 'B', linkId: 'crm-link', rule: 'edit', version: 2 };
    expect(edits).toEqual([edit]);
    const made = { linkId: 'crm-link', slot: 'crm.Customer', after: 100, until: 200, edited: true, version: 2 };
    expect(after.provenance).toEqual({ name: { ...made, earlier: ['Fjord'] } });
  });
});

describe('our own write coming back', () => {
  test('is no edit: record and canonical record then agree', () => {
    const behind = { name: { c: 'Fj', m: 'Fj' } };
    const { edits, bases } = merge(
      canonical({ name: 'Fjord' }),
      [link('crm', { name: 'Fjord' }, { bases: behind })],
      policy,
    );
    expect(edits).toEqual([]);
    expect(bases.get('crm-link')).toEqual({ name: { c: 'Fjord', m: 'Fjord' } });
  });

  test('is no edit although another system has changed the field meanwhile', () => {
    const behind = { name: { c: 'Fj', m: 'Fj' } };
    const links = [
      link('crm', { name: 'Fjord' }, { bases: behind }),
      link('shop', { name: 'Fjord AS' }, { agreed: { name: 'Fjord' } }),
    ];
    for (const order of [links, [...links].reverse()]) {
      expect(outcome({ name: 'Fjord' }, order)).toEqual({ fields: { name: 'Fjord AS' }, edits: 1, lost: [] });
    }
  });
});

describe('a system that keeps less than it is given', () => {
  const long = 'Fjellheim Bygg og Anlegg AS';
  const short = 'Fjellheim By';

  test('never sends the shorter form back', () => {
    const links = [link('pms', { name: short }, { bases: { name: { c: long, m: short } } })];
    expect(outcome({ name: long }, links)).toEqual({ fields: { name: long }, edits: 0, lost: [] });
  });

  test('agrees to a longer name of which it already holds the start', () => {
    const { bases } = merge(
      canonical({ name: long }),
      [link('pms', { name: short }, { atLink: { name: short } })],
      policy,
    );
    expect(bases.get('pms-link')).toEqual({ name: { c: long, m: short } });
  });

  test('still brings what a person types there', () => {
    const links = [link('pms', { name: 'Fjell' }, { bases: { name: { c: long, m: short } } })];
    expect(outcome({ name: long }, links).fields).toEqual({ name: 'Fjell' });
  });

  test('in lower case does not undo the capitals', () => {
    const bases = { email: { c: 'Post@Fjord.no', m: 'post@fjord.no' } };
    expect(outcome({ email: 'Post@Fjord.no' }, [link('shop', { email: 'post@fjord.no' }, { bases })]).fields).toEqual({
      email: 'Post@Fjord.no',
    });
  });
});

describe('the first contact of a record with its canonical record', () => {
  const contact = (values: Values) => link('shop', values, { atLink: values });

  test('fills what is empty or unknown', () => {
    expect(outcome({ phone: null }, [contact({ name: 'Fjord', phone: '1' })]).fields).toEqual({
      name: 'Fjord',
      phone: '1',
    });
  });

  test('overwrites nothing, and keeps what it would have said', () => {
    expect(outcome({ name: 'Fjord' }, [contact({ name: 'Fj' })])).toEqual({
      ...{ fields: { name: 'Fjord' }, edits: 0, lost: [['Fj', 'older']] },
    });
  });

  test('clears nothing by being empty', () => {
    expect(outcome({ name: 'Fjord' }, [contact({ name: null })])).toEqual({
      fields: { name: 'Fjord' },
      edits: 0,
      lost: [],
    });
  });

  test('of two records takes the value of the older link', () => {
    const links = [link('ledger', { name: 'Fj' }), link('crm', { name: 'Fjord' })];
    expect(outcome({}, links)).toEqual({ fields: { name: 'Fjord' }, edits: 1, lost: [['Fj', 'initial']] });
  });

  test('counts as seen: the difference is neither an edit nor a conflict the next time', () => {
    const links = [contact({ name: 'Fj' })];
    const first = merge(canonical({ name: 'Fjord' }), links, policy);
    expect(first.bases.get('shop-link')).toEqual({ name: { c: 'Fjord', m: 'Fj', pending: true } });
    const second = merge(first.canonical, [{ ...links[0]!, bases: first.bases.get('shop-link')! }], policy);
    expect([second.edits, second.conflicts]).toEqual([[], []]);
  });

  test('gives way to an edit made since the link', () => {
    const edited = link('shop', { name: 'Fjord Nye' }, { atLink: { name: 'Fj' } });
    expect(outcome({ name: 'Fjord' }, [edited]).fields).toEqual({ name: 'Fjord Nye' });
    expect(outcome({}, [edited, link('crm', { name: 'Fjord' })])).toEqual({
      ...{ fields: { name: 'Fjord Nye' }, edits: 1, lost: [['Fjord', 'edit']] },
    });
  });

  test('gives way to a clear made since the link', () => {
    expect(outcome({ name: 'Fjord' }, [link('shop', { name: null }, { atLink: { name: 'Fj' } })]).fields).toEqual({
      name: null,
    });
  });
});
