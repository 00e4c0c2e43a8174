import { defineMapping } from '../../shared/mapping/mapping.js';
import { noSuspicion, type Dossier, type Write } from '../../shared/sync/dossier.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { settle } from '../../shared/sync/settle.js';
import { beginUpdate } from '../../shared/sync/update.js';
import type { HolderLookup } from '../../shared/sync/turns.js';
import { canonical, link, planned, policyOver, sending, viewOf, type Values } from './support.js';

/** A pms that takes no organisation number twice. */
const mapping = defineMapping({
  ...{ system: 'pms', entityType: 'Customer', canonicalType: 'Customer' },
  fields: { name: { path: 'name' }, organizationNumber: { path: 'orgNo', unique: true } },
});
const requiring = defineMapping({
  ...mapping,
  fields: { ...mapping.fields, organizationNumber: { path: 'orgNo', unique: true, required: true } },
});
const [one, other, third] = ['923609016', '974760673', '984661185'];

interface Customer {
  readonly id: string;
  readonly seq: number;
  readonly wants: Values;
  readonly bears: Values;
  readonly writes?: readonly Write[];
  readonly frozen?: readonly string[];
  readonly missedAt?: number;
  readonly required?: boolean;
}

/** A customer that the crm edited, and that the pms is to follow. */
function customer({ id, seq, wants, bears, writes = [], frozen = [], missedAt, required = false }: Customer): Dossier {
  const more = { id: `${id}-pms`, recordId: `${id}-pms`, mapping: required ? requiring : mapping };
  return {
    canonical: canonical({ ...bears, ...wants }, { id, frozen }),
    ...{
      seq,
      due: true,
      retired: false,
      reservations: [],
      former: [],
      tombstones: [],
      ...noSuspicion,
      reviewed: [],
      writes,
    },
    links: [
      link(
        'crm',
        { ...bears, ...wants },
        { agreed: { ...bears, ...wants }, more: { id: `${id}-crm`, recordId: `${id}-crm` } },
      ),
      link('pms', bears, { agreed: bears, more: { ...more, missedAt: missedAt ?? null } }),
    ],
  };
}

const policy: SyncPolicy = policyOver(['crm', 'pms']);

function lookup(all: readonly Dossier[], busy: readonly string[] = []): HolderLookup {
  return (place, field, value) =>
    all
      .filter(({ links }) =>
        links.some((one) => `${one.system}.${one.entityType}` === place && one.observed[field] === value),
      )
      .map((dossier) => ({ dossier, isChanging: busy.includes(dossier.canonical.id) }));
}

/** What is planned for the pms, and whom the customer waits for. */
function plan(dossier: Dossier, all: readonly Dossier[], view: Partial<View> = {}) {
  const seen: View = { ...viewOf(), holders: lookup([dossier, ...all]), ...view };
  const { dossier: settled } = settle(dossier, seen, policy);
  const open = settled.writes.find(({ status }) => status === 'PLANNED');
  return {
    values: open?.values ?? null,
    from: settled.awaits?.from ?? [],
    due: settled.due,
    until: settled.awaits?.until,
  };
}

const gives = customer({ id: 'a', seq: 1, wants: { organizationNumber: null }, bears: { organizationNumber: one } });
const takes = customer({ id: 'b', seq: 2, wants: { organizationNumber: one }, bears: { organizationNumber: null } });

describe('a value that no two records of a place may bear', () => {
  it('waits for the record that is going to give it up', () => {
    expect(plan(takes, [gives])).toEqual({ values: null, from: ['a'], due: false, until: 35_000 });
    expect(plan(gives, [takes])).toMatchObject({ values: { organizationNumber: null }, from: [] });
  });

  it('waits likewise for one that is going to bear another', () => {
    const changes = customer({
      id: 'a',
      seq: 1,
      wants: { organizationNumber: other },
      bears: { organizationNumber: one },
    });
    expect(plan(takes, [changes])).toMatchObject({ values: null, from: ['a'] });
  });

  it('is looked at again soon where somebody is at the other record just now', () => {
    expect(plan(takes, [gives], { holders: lookup([takes, gives], ['a']) }).until).toBe(6000);
  });

  it('keeps no other field waiting', () => {
    const renamed = customer({
      ...{ id: 'b', seq: 2, wants: { organizationNumber: one, name: 'Fjord' } },
      bears: { organizationNumber: null, name: 'Fj' },
    });
    expect(plan(renamed, [gives])).toMatchObject({ values: { name: 'Fjord' }, from: ['a'] });
  });

  it('is written once the other record bears it no longer', () => {
    const given = customer({ id: 'a', seq: 1, wants: {}, bears: { organizationNumber: null } });
    expect(plan(takes, [given])).toMatchObject({ values: { organizationNumber: one }, from: [] });
  });

  it.each([
    ['is not to change', { wants: {} }],
    ['is frozen', { frozen: ['organizationNumber'] }],
    ['was not found at the last look', { missedAt: 4000 }],
  ])('is written, for the system to refuse, where the record that bears it %s', (_, more) => {
    const keeps = customer({
      ...{ id: 'a', seq: 1, wants: { organizationNumber: null } },
      bears: { organizationNumber: one },
      ...more,
    });
    expect(plan(takes, [keeps])).toMatchObject({ values: { organizationNumber: one }, from: [] });
  });

  it('is written where the system has refused what would free it', () => {
    const clear: Write = {
      ...planned,
      linkId: 'a-pms',
      system: 'pms',
      values: { organizationNumber: null },
      status: 'REFUSED',
    };
    const refused = { ...gives, writes: [clear] };
    expect(plan(takes, [refused])).toMatchObject({ values: { organizationNumber: one }, from: [] });
  });

  it('waits for the outcome of the write that frees it, and not for another of the same record', () => {
    const about = (values: Values): Dossier => ({
      ...gives,
      writes: [{ ...planned, linkId: 'a-pms', system: 'pms', values, status: 'IN_DOUBT', notBefore: 99_000 }],
    });
    expect(plan(takes, [about({ organizationNumber: null })]).from).toEqual(['a']);
    expect(plan(takes, [about({ name: 'Fjord' })]).from).toEqual(['a']);
  });

  it('waits for the next look where it was not looked up', () => {
    expect(plan(takes, [], { holders: () => null })).toMatchObject({ values: null, from: [], due: true });
  });

  it('is not sent after all where the other record was seen since to be going to give it up', () => {
    const write: Write = { ...planned, linkId: 'b-pms', system: 'pms', values: { organizationNumber: one } };
    const about = (values: Values): string => {
      const holder = customer({ id: 'a', seq: 1, wants: values, bears: { organizationNumber: one } });
      const view = { ...viewOf(), holders: lookup([takes, holder]) };
      return beginUpdate({ ...takes, writes: [write] }, 'w1', null, sending, view, policy).verdict;
    };
    expect([about({ organizationNumber: null }), about({})]).toEqual(['NO', 'SEND']);
  });

  it('is written at once where the system takes it twice', () => {
    const free = (dossier: Dossier): Dossier => ({
      ...dossier,
      links: dossier.links.map((each) =>
        each.system === 'pms' ? { ...each, mapping: link('pms', {}).mapping } : each,
      ),
    });
    expect(plan(free(takes), [gives])).toMatchObject({ values: { organizationNumber: one }, from: [] });
  });
});

describe('values that change places', () => {
  const elder = customer({ id: 'a', seq: 1, wants: { organizationNumber: other }, bears: { organizationNumber: one } });
  const younger = customer({
    id: 'b',
    seq: 2,
    wants: { organizationNumber: one },
    bears: { organizationNumber: other },
  });

  it('are given up by the younger record first, while the elder waits', () => {
    expect(plan(younger, [elder])).toMatchObject({ values: { organizationNumber: null }, from: [] });
    expect(plan(elder, [younger])).toMatchObject({ values: null, from: ['b'] });
  });

  it('go to the elder next, and to the younger last', () => {
    const cleared: Dossier = {
      ...younger,
      links: younger.links.map((each) =>
        each.system === 'pms'
          ? { ...each, observed: { organizationNumber: null }, bases: { organizationNumber: { c: null, m: null } } }
          : each,
      ),
    };
    expect(plan(cleared, [elder])).toMatchObject({ values: null, from: ['a'] });
    expect(plan(elder, [cleared])).toMatchObject({ values: { organizationNumber: other }, from: [] });
    const moved = customer({ id: 'a', seq: 1, wants: {}, bears: { organizationNumber: other } });
    expect(plan(cleared, [moved])).toMatchObject({ values: { organizationNumber: one }, from: [] });
  });

  it('are freed by the youngest of three, however many wait', () => {
    const a = customer({ id: 'a', seq: 1, wants: { organizationNumber: other }, bears: { organizationNumber: one } });
    const b = customer({ id: 'b', seq: 2, wants: { organizationNumber: third }, bears: { organizationNumber: other } });
    const c = customer({ id: 'c', seq: 3, wants: { organizationNumber: one }, bears: { organizationNumber: third } });
    expect([plan(a, [b, c]).from, plan(b, [a, c]).from]).toEqual([['b'], ['c']]);
    expect(plan(c, [a, b])).toMatchObject({ values: { organizationNumber: null }, from: [] });
    expect(
      plan(customer({ id: 'd', seq: 4, wants: { organizationNumber: one }, bears: { organizationNumber: null } }), [
        a,
        b,
        c,
      ]).from,
    ).toEqual(['a']);
  });

  it.each([true, false])(
    'are written, for the system to refuse, where none can be cleared (required: %s)',
    (required) => {
      const clear: Write = {
        ...planned,
        linkId: 'b-pms',
        system: 'pms',
        values: { organizationNumber: null },
        status: 'REFUSED',
      };
      const swap = (id: string, seq: number, wants: string, bears: string, writes: readonly Write[] = []): Dossier =>
        customer({
          id,
          seq,
          wants: { organizationNumber: wants },
          bears: { organizationNumber: bears },
          writes,
          required,
        });
      const pair = [swap('a', 1, other, one), swap('b', 2, one, other, required ? [] : [clear])] as const;
      expect(plan(pair[0], [pair[1]])).toMatchObject({ values: { organizationNumber: other }, from: [] });
      expect(plan(pair[1], [pair[0]])).toMatchObject({ values: { organizationNumber: one }, from: [] });
    },
  );
});
