import type { ReferenceState } from '../../shared/sync/plan.js';
import { settledReferences } from '../../shared/sync/removed-targets.js';
import { settle } from '../../shared/sync/settle.js';
import { canonical, dossier, link, made, policyOver, viewOf } from './support.js';

const syncPolicy = policyOver(['works']);
const held = { name: 'Bro', manager: 'old' };
const project = (manager: string, version = 1) =>
  canonical({ name: 'Bro', manager }, { type: 'Project', version, provenance: { manager: made(null, 1, 1) } });
const works = link('works', held, { agreed: held });
const matter = { kind: 'REFERENCE_GONE', canonicalId: 'c1', place: 'works.Project', field: 'manager' };

/** A project that a person, through the hub, has managed by somebody of whom the system has a record, or had one. */
function given(state: ReferenceState, values: Record<string, string> = { manager: 'new' }) {
  const before = dossier({ canonical: project('old'), links: [works], writes: [] });
  const view = { ...viewOf(), reference: () => state };
  return { before, view, ...settle(before, view, syncPolicy, { values, at: 10 }) };
}

describe('a reference to what was removed in a system', () => {
  test('stays as it is there, and is put before a person once', () => {
    const { dossier: after, journal, view } = given('gone');
    expect(after.writes).toEqual([]);
    expect(journal.reviews).toMatchObject([{ ...matter, open: true }]);
    expect(settle(after, view, syncPolicy).journal.reviews).toEqual([]);
  });

  test.each<ReferenceState>(['coming', 'never', 'there'])('is nobody’s matter while its target is %s', (state) => {
    expect(given(state).journal.reviews).toEqual([]);
  });

  test('is nobody’s matter where another field changes', () => {
    expect(given('gone', { name: 'Brua' }).journal.reviews).toEqual([]);
  });

  test('need not be decided once it is in sync, or its record is linked no longer', () => {
    const { before, dossier: open } = given('gone');
    expect(settledReferences(before, open)).toEqual([]);
    const back = settle(open, viewOf(), syncPolicy, { values: { manager: 'old' }, at: 20 }).dossier;
    expect(settledReferences(open, back)).toEqual([matter]);
    expect(settledReferences(open, { ...open, links: [] })).toEqual([matter]);
  });
});
