import fc from 'fast-check';
import type { Value } from '../../shared/canonical/field.js';
import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import { imageOf } from '../../shared/mapping/mapping.js';
import { noSuspicion, type Dossier, type Sighting } from '../../shared/sync/dossier.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { settle } from '../../shared/sync/settle.js';
import { sight } from '../../shared/sync/sight.js';
import type { LinkState } from '../../shared/sync/state.js';
import { beginUpdate, confirmUpdate } from '../../shared/sync/update.js';
import { coreRuns, lawRuns } from '../support/law-runs.js';
import { canonical, link, mappings, policyOver, type System, type Values, viewOf } from './support.js';

const systems = ['crm', 'shop', 'pms', 'ledger'] as const satisfies readonly System[];
const fields = ['name', 'email', 'phone'] as const;
type Member = (typeof systems)[number];
type Field = (typeof fields)[number];

const policy: SyncPolicy = {
  ...policyOver(systems),
  writesAtMost: { quarter: 4, day: 20 },
};

/** What each system holds, and what a person changes in it, if anything. */
interface Perturbed {
  readonly start: Readonly<Record<Field, string>>;
  readonly changes: Readonly<Record<Member, Readonly<Partial<Record<Field, Value | null>>>>>;
  readonly order: readonly number[];
}

const forms: Readonly<Record<Field, (n: number) => string>> = {
  name: (n) => `Customer number ${n}`,
  email: (n) => `Mail${n}@firma.example`,
  phone: (n) => `+47 400 00 ${String(100 + n)}`,
};
const value = (field: Field): fc.Arbitrary<string> => fc.nat(800).map(forms[field]);
const change = fc.record(
  {
    name: fc.option(value('name')),
    email: fc.option(value('email')),
    phone: fc.option(value('phone')),
  },
  { requiredKeys: [] },
);
const perturbed: fc.Arbitrary<Perturbed> = fc.record({
  start: fc.record({ name: value('name'), email: value('email'), phone: value('phone') }),
  changes: fc.record({ crm: change, shop: change, pms: change, ledger: change }),
  order: fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
});

/** One customer at rest in four systems, in which people then changed something, and the sync as the shell runs the core. */
class Company {
  readonly remote = new Map<Member, Record<string, Value | null>>();
  private dossier: Dossier;
  private clock = 1000;
  private ids = 0;
  writes = 0;

  constructor({ start, changes }: Perturbed) {
    const links = systems.map((system): LinkState => {
      const held = imagesIn(system, start);
      this.remote.set(system, { ...held, ...inSystem(system, changes[system]) });
      const bases = Object.fromEntries(
        Object.entries(held).map(([field, m]) => [field, { c: start[field as Field], m }]),
      );
      return link(system, held, { bases, between: [100, 200] });
    });
    const state = canonical(start, { version: 3 });
    const none = { reservations: [], former: [], tombstones: [], ...noSuspicion, reviewed: [], writes: [] };
    this.dossier = { canonical: state, seq: 1, due: true, retired: false, links, ...none };
  }

  get fields(): Values {
    return this.dossier.canonical.fields;
  }

  /** Looks at all systems in an order, settles, and sends what is planned; answers how many rounds it took to rest. */
  rest(order: readonly number[]): number {
    for (let round = 1; ; round += 1) {
      for (const system of shuffled(systems, order)) this.look(system);
      const { dossier, updates } = settle(this.dossier, this.view(), policy);
      this.dossier = dossier;
      if (updates === 0 || round > 20) return round;
      for (const write of shuffled(
        dossier.writes.filter(({ status }) => status === 'PLANNED'),
        order,
      ))
        this.send(write.id);
    }
  }

  /** Fields of systems that do not hold their image of the canonical value. */
  unequal(): string[] {
    return systems.flatMap((system) =>
      Object.entries(this.remote.get(system) ?? {}).flatMap(([field, held]) => {
        const wanted = imageOf(mapped(system, field), this.fields[field] ?? null);
        return same(fieldOf('Customer', field).type, held, wanted) ? [] : [`${system}.${field}`];
      }),
    );
  }

  private view(): View {
    return { ...viewOf(), now: this.clock, newId: () => `id-${(this.ids += 1)}`, reference: () => 'never' };
  }

  private look(system: Member): void {
    this.dossier = sight(this.dossier, `${system}-link`, this.sighting(system), policy).dossier;
  }

  private sighting(system: Member): Sighting {
    this.clock += 1;
    const observed = this.remote.get(system) ?? {};
    return { externalId: '1', version: null, observed, wire: observed, at: this.clock, unchangedSince: null };
  }

  private send(id: string): void {
    const write = this.dossier.writes.find((one) => one.id === id);
    const system = write?.system as Member;
    const sending = { now: this.clock, leaseUntil: this.clock + 1 };
    const begun = beginUpdate(this.dossier, id, this.sighting(system), sending, this.view(), policy);
    this.dossier = begun.dossier;
    if (!begun.write) return;
    this.writes += 1;
    this.remote.set(system, { ...this.remote.get(system), ...imagesIn(system, begun.write.values) });
    this.dossier = confirmUpdate(this.dossier, begun.write, this.sighting(system), policy);
  }
}

function inSystem(
  system: Member,
  values: Readonly<Partial<Record<string, Value | null>>>,
): Record<string, Value | null> {
  const mapped = mappings[system].fields as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, one]) => (one === undefined || !mapped[field] ? [] : [[field, one]])),
  );
}

function imagesIn(system: Member, values: Values): Record<string, Value | null> {
  const held = Object.entries(inSystem(system, values));
  return Object.fromEntries(held.map(([field, one]) => [field, imageOf(mapped(system, field), one)]));
}

function mapped(system: Member, field: string) {
  const found = policy.places.get(`${system}.Customer`)?.mapping.fields[field];
  if (!found) throw new RangeError(`${system} has no ${field}`);
  return found;
}

function shuffled<T>(items: readonly T[], order: readonly number[]): T[] {
  return [...items].sort((a, b) => (order[items.indexOf(a)] ?? 0) - (order[items.indexOf(b)] ?? 0));
}

const cases = lawRuns(2500, coreRuns);

const editor = fc.option(fc.constantFrom(...systems));

/** Of the changes those for which each field is edited in one system at most: its editor, or nobody's. */
function eachBy(editors: Readonly<Record<Field, Member | null>>, changes: Perturbed['changes']): Perturbed['changes'] {
  const by = (system: Member): Perturbed['changes'][Member] =>
    Object.fromEntries(fields.flatMap((field) => (editors[field] === system ? [[field, changes[system][field]]] : [])));
  return { crm: by('crm'), shop: by('shop'), pms: by('pms'), ledger: by('ledger') };
}

describe('one canonical record, however its systems were changed', () => {
  test('comes to rest within three rounds, and every system holds its image of the one value', () => {
    const law = fc.property(perturbed, (start) => {
      const company = new Company(start);
      expect(company.rest(start.order)).toBeLessThanOrEqual(3);
      expect(company.unequal()).toEqual([]);
    });
    fc.assert(law, cases);
  });

  test('holds only values that somebody stored: nothing is invented, nothing is cut in a system that keeps it whole', () => {
    const law = fc.property(perturbed, (start) => {
      const company = new Company(start);
      company.rest(start.order);
      for (const field of fields) {
        const typed = systems.map((system) => start.changes[system][field]).filter((one) => one !== undefined);
        expect([start.start[field], ...typed]).toContain(company.fields[field]);
      }
    });
    fc.assert(law, cases);
  });

  test('costs at most one write for each record beside the one that was edited', () => {
    const law = fc.property(perturbed, (start) => {
      const company = new Company(start);
      company.rest(start.order);
      expect(company.writes).toBeLessThanOrEqual(systems.length);
      const before = company.writes;
      company.rest(start.order);
      expect(company.writes).toBe(before);
    });
    fc.assert(law, cases);
  });

  test('ends with the same values in whatever order the systems are looked at and written, where no two edits conflict', () => {
    const one = fc.record({
      start: perturbed,
      editors: fc.record({ name: editor, email: editor, phone: editor }),
      other: fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
    });
    const law = fc.property(one, ({ start, editors, other }) => {
      const inPeace = { ...start, changes: eachBy(editors, start.changes) };
      const [first, second] = [new Company(inPeace), new Company(inPeace)];
      first.rest(start.order);
      second.rest(other);
      expect([second.fields, second.remote]).toEqual([first.fields, first.remote]);
      for (const [system, held] of Object.entries(inPeace.changes))
        for (const [field, edited] of Object.entries(inSystem(system as Member, held)))
          expect(first.fields[field]).toBe(edited);
    });
    fc.assert(law, cases);
  });
});
