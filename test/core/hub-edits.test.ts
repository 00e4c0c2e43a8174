import { merge, type HubEdit } from '../../shared/sync/merge.js';
import type { LinkState } from '../../shared/sync/state.js';
import { canonical, link, policy, type Values } from './support.js';

const agreed = { name: 'Fjord', email: 'post@fjord.no', phone: null };
const seen = agreed;

/** What the canonical record holds of some fields after a merge, what lost, and how many edits moved it. */
function outcome(before: Values, links: readonly LinkState[], hub: HubEdit) {
  const { canonical: after, conflicts, edits } = merge(canonical(before), links, policy, hub);
  return { fields: after.fields, lost: conflicts.map(({ loser, rule }) => [loser, rule]), edits: edits.length };
}

describe('a person at the hub', () => {
  const at = 300;

  test('sets and clears fields, and leaves the others', () => {
    const hub = { values: { phone: '22000000', email: null }, at };
    expect(outcome(agreed, [link('crm', seen, { agreed })], hub)).toEqual({
      ...{ fields: { ...agreed, phone: '22000000', email: null }, edits: 2, lost: [] },
    });
  });

  test('may change the mere spelling', () => {
    expect(outcome(agreed, [], { values: { email: 'Post@fjord.no' }, at }).fields['email']).toBe('Post@fjord.no');
  });

  test('who sets what stands there makes no edit', () => {
    expect(outcome(agreed, [], { values: { name: 'Fjord' }, at }).edits).toBe(0);
  });

  test('wins over an older edit seen at the same time, which is kept as lost', () => {
    const links = [link('crm', { ...seen, name: 'B' }, { agreed })];
    expect(outcome(agreed, links, { values: { name: 'C' }, at })).toMatchObject({
      fields: { name: 'C' },
      lost: [['B', 'latest']],
    });
  });

  test('can set no secret', () => {
    const { canonical: after } = merge(canonical({}, { type: 'Employee' }), [], policy, {
      values: { nationalIdentityNumber: '1' },
      at,
    });
    expect(after.fields).toEqual({});
  });
});

describe('while the outcome of a write is unknown', () => {
  const doubtful = link('crm', { ...seen, name: 'B' }, { agreed, more: { inDoubt: true } });
  const edited = link('shop', { ...seen, name: 'C' }, { agreed });

  test('nothing is decided, on any link', () => {
    const { bases, ...rest } = merge(canonical(agreed), [doubtful, edited], policy);
    expect(rest).toEqual({ canonical: canonical(agreed), edits: [], conflicts: [], oscillating: [] });
    expect([bases.get('crm-link'), bases.get('shop-link')]).toEqual([doubtful.bases, edited.bases]);
  });

  test('a person is heard all the same', () => {
    const hub = { values: { name: 'D' }, at: 300 };
    expect(outcome(agreed, [doubtful, edited], hub)).toEqual({ fields: { ...agreed, name: 'D' }, edits: 1, lost: [] });
  });
});
