import type { Observed } from '../../shared/canonical/field.js';
import { basesOfCreated, confirmBases, differs, resolveDoubt } from '../../shared/sync/confirm.js';
import { merge } from '../../shared/sync/merge.js';
import type { Base } from '../../shared/sync/state.js';
import { canonical, link, mappings, policy, type Values } from './support.js';

const before = { name: { c: 'A', m: 'A' } } satisfies Record<string, Base>;
const record = link('crm', { name: 'A', email: 'a@b.no' }, { bases: before });

describe('after a write was answered', () => {
  test.each<[string, Observed, Base]>([
    ['what came back as meant is agreed', 'B', { c: 'B', m: 'B' }],
    ['what came back spelled another way is agreed as it was spelled', ' B ', { c: 'B', m: ' B ' }],
    ['what came back as it was before stays as it was, so that it is written again', 'A', { c: 'A', m: 'A' }],
    ['what came back as a third value stays visible as an edit', 'X', { c: 'B', m: 'B' }],
    ['what came back empty stays visible as an edit', null, { c: 'B', m: 'B' }],
    ['what did not come back changes nothing', undefined, { c: 'A', m: 'A' }],
  ])('%s', (_case, got, base) => {
    expect(confirmBases(record, { name: 'B' }, { name: got })).toEqual({ name: base });
  });

  test('the third value is then taken up by the merge, as a person’s', () => {
    const bases = confirmBases(record, { name: 'B' }, { name: 'X' });
    const { edits } = merge(canonical({ name: 'B' }), [link('crm', { name: 'X' }, { bases })], policy);
    expect(edits).toMatchObject([{ before: 'B', after: 'X', linkId: 'crm-link' }]);
  });

  test('the system’s own form of the value is what was meant', () => {
    const pms = link('pms', { name: 'A' }, { bases: before });
    const long = 'Fjellheim Bygg og Anlegg AS';
    expect(confirmBases(pms, { name: long }, { name: 'Fjellheim By' })).toEqual({
      name: { c: long, m: 'Fjellheim By' },
    });
  });

  test('a field that was not written keeps its base, whatever came back in it', () => {
    expect(confirmBases(record, { name: 'B' }, { name: 'B', email: 'x@y.no' })).not.toHaveProperty('email');
  });

  test('a clear is confirmed by emptiness', () => {
    expect(confirmBases(record, { name: null }, { name: null })).toEqual({ name: { c: null, m: null } });
  });
});

describe('after an update whose answer never came', () => {
  test('a field that holds the meant value landed', () => {
    expect(resolveDoubt(record, { name: 'B' }, { name: 'B' })).toEqual({ name: { c: 'B', m: 'B' } });
  });

  test.each(['A', 'X', null, undefined])('a field that holds %p is left to the merge', (got) => {
    expect(resolveDoubt(record, { name: 'B' }, { name: got })).toEqual(before);
  });

  test('a landed write is no edit, although the canonical value has moved on meanwhile', () => {
    const bases = resolveDoubt(record, { name: 'B' }, { name: 'B' });
    const { canonical: after, edits } = merge(
      canonical({ name: 'C' }),
      [link('crm', { name: 'B' }, { bases })],
      policy,
    );
    expect([after.fields, edits]).toEqual([{ name: 'C' }, []]);
  });
});

describe('a record that the hub made', () => {
  const sent: Values = { name: 'Fjellheim Bygg og Anlegg AS' };

  test('agrees to what was sent, in its own form, whatever it holds by now', () => {
    expect(basesOfCreated(mappings.pms, sent, { name: 'Fjell' })).toEqual({
      name: { c: sent['name'], m: 'Fjellheim By' },
    });
  });

  test('meets for the first time what its system filled in', () => {
    expect(basesOfCreated(mappings.crm, {}, { name: undefined, website: 'x.no', phone: null })).toEqual({
      ...{ website: { m: 'x.no' }, phone: { m: null } },
    });
  });

  test('shows a person’s immediate edit as an edit', () => {
    const bases = basesOfCreated(mappings.crm, { name: 'A' }, { name: 'X' });
    expect(merge(canonical({ name: 'A' }), [link('crm', { name: 'X' }, { bases })], policy).canonical.fields).toEqual({
      name: 'X',
    });
  });
});

describe('two observations differ', () => {
  test.each<[string, Record<string, Observed>, Record<string, Observed>, boolean]>([
    ['not when equal', { name: 'A' }, { name: 'A' }, false],
    [
      'not by mere spelling',
      { email: 'A@b.no', phone: '22000000' },
      { email: 'a@B.no', phone: '+47 22 00 00 00' },
      false,
    ],
    ['not by what one does not carry', { name: 'A', email: undefined }, { name: 'A', email: 'a@b.no' }, false],
    ['not by what is not mapped', { isActive: true }, { isActive: false }, false],
    ['when a value is another', { name: 'A' }, { name: 'B' }, true],
    ['when one is empty', { name: 'A' }, { name: null }, true],
  ])('%s', (_case, a, b, expected) => {
    expect(differs(record, a, b)).toBe(expected);
  });
});
