import fc from 'fast-check';
import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { Observed, Value } from '../../shared/canonical/field.js';
import { imageOf, isWritable } from '../../shared/mapping/mapping.js';
import { confirmBases } from '../../shared/sync/confirm.js';
import { merge, type HubEdit, type Merged } from '../../shared/sync/merge.js';
import { planUpdates } from '../../shared/sync/plan.js';
import type { Base, CanonicalState, LinkState, Provenance } from '../../shared/sync/state.js';
import { coreRuns, lawRuns } from '../support/law-runs.js';
import { canonical, link, made, mappings, policy, withBases, type System } from './support.js';

const systems: readonly System[] = ['crm', 'shop', 'pms', 'ledger'];
const long = 'Fjellheim Bygg og Anlegg AS';

/** A few values of each field, so that coincidences are common: equal spellings, equal images, clears. */
const valuesOf: Readonly<Record<string, readonly Value[]>> = {
  name: ['Fjord', 'Fjord AS', long, 'Fjellheim By', 'Fjellheim Byggeservice'],
  email: ['post@fjord.no', 'Post@Fjord.no', 'kari@fjord.no'],
  phone: ['22 00 00 00', '+4722000000', '40000000'],
  website: ['fjord.no', 'fjord.com'],
  organizationNumber: ['974760673', 'NO 974 760 673 MVA', '987654325'],
};
const fields = Object.keys(valuesOf);

const valueOf = (field: string): fc.Arbitrary<Value | null> => fc.constantFrom(null, ...valuesOf[field]!);
const span = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

/** What a link knows and sees of a field, in any relation that the sync can have brought about. */
function fieldOfLink(system: System, field: string, current: Value | null | undefined) {
  const image = (value: Value | null): Value | null => imageOf(mappings[system].fields[field as 'name'], value);
  const inSync = (c: Value | null) => ({ base: { c, m: image(c) } as Base, seen: image(c) as Observed });
  return fc
    .tuple(
      fc.constantFrom('agreed', 'edited', 'behind', 'met', 'contact', 'edited since link', 'absent'),
      valueOf(field),
      valueOf(field),
    )
    .map(([relation, one, other]): { base?: Base; seen: Observed } => {
      if (relation === 'agreed' && current !== undefined) return inSync(current);
      if (relation === 'edited' && current !== undefined) return { ...inSync(current), seen: one };
      if (relation === 'behind') return inSync(one);
      if (relation === 'met' && current !== undefined)
        return { base: { c: current, m: one, pending: true }, seen: one };
      if (relation === 'edited since link') return { base: { m: one }, seen: other };
      return relation === 'absent' ? { seen: undefined } : { seen: one };
    });
}

function linkTo(system: System, state: CanonicalState): fc.Arbitrary<LinkState> {
  const mapped = fields.filter((field) => field in mappings[system].fields);
  return fc
    .tuple(fc.tuple(...mapped.map((field) => fieldOfLink(system, field, state.fields[field]))), span)
    .map(([known, between]) => {
      const bases = mapped.flatMap((field, index) => (known[index]?.base ? [[field, known[index].base]] : []));
      const observed = mapped.map((field, index) => [field, known[index]?.seen]);
      return link(system, Object.fromEntries(observed), { bases: Object.fromEntries(bases), between });
    });
}

const canonicals: fc.Arbitrary<CanonicalState> = fc
  .tuple(
    fc.tuple(...fields.map((field) => fc.option(valueOf(field), { nil: undefined }))),
    fc.constantFrom(null, ...systems),
    span,
  )
  .map(([values, from, [after, until]]) => {
    const known = fields.flatMap((field, index): [string, Value | null][] =>
      values[index] === undefined ? [] : [[field, values[index]]],
    );
    const provenance = known.map(([field]): [string, Provenance] => [field, made(from, from ? after : until, until)]);
    return canonical(Object.fromEntries(known), { provenance: Object.fromEntries(provenance) });
  });

interface World {
  readonly state: CanonicalState;
  readonly links: readonly LinkState[];
  readonly hub: HubEdit | undefined;
}

const hubEdits = fc
  .constantFrom(...fields)
  .chain((field) => valueOf(field).map((value) => ({ values: { [field]: value }, at: 10 })));

const worlds: fc.Arbitrary<World> = canonicals.chain((state) =>
  fc.record({
    state: fc.constant(state),
    links: fc
      .shuffledSubarray([...systems], { minLength: 1 })
      .chain((chosen) => fc.tuple(...chosen.map((system) => linkTo(system, state)))),
    hub: fc.option(hubEdits, { nil: undefined, freq: 4 }),
  }),
);

const there = () => 'there' as const;
const typeOf = (field: string) => fieldOf('Customer', field).type;

function mergeWorld({ state, links, hub }: World): World & { merged: Merged } {
  const merged = merge(state, links, policy, hub);
  return { state: merged.canonical, links: withBases(links, merged.bases), hub: undefined, merged };
}

/** Every planned write succeeds: each system hands back its own image of what it was given. */
function write({ state, links, hub }: World): { world: World; writes: number } {
  const plans = planUpdates(state, links, there);
  const after = links.map((one) => {
    const plan = plans.find(({ linkId }) => linkId === one.id);
    if (!plan) return one;
    const got = Object.entries(plan.values).map(([field, value]) => [
      field,
      imageOf(one.mapping.fields[field]!, value),
    ]);
    const observed = { ...one.observed, ...Object.fromEntries(got) };
    return { ...one, observed, bases: confirmBases(one, plan.values, observed) };
  });
  return { world: { state, links: after, hub }, writes: plans.length };
}

const cases = lawRuns(5000, coreRuns);

test('after two rounds nothing is left to write, and every record holds its image of the canonical one', () => {
  const law = fc.property(worlds, (world) => {
    const first = write(mergeWorld(world));
    const second = mergeWorld(first.world);
    const rest = write(second);
    if (second.merged.edits.length > 0 || rest.writes > 0) return false;
    return rest.world.links.every((one) => fields.every((field) => isSettled(second.state, one, field)));
  });
  fc.assert(law, cases);
});

function isSettled(state: CanonicalState, one: LinkState, field: string): boolean {
  const [mapped, wanted, seen] = [one.mapping.fields[field], state.fields[field], one.observed[field]];
  if (!mapped || !isWritable(mapped) || wanted === undefined || seen === undefined || state.frozen.includes(field))
    return true;
  return same(typeOf(field), seen, imageOf(mapped, wanted));
}

test('merging again where nothing changed gives no edit, no conflict and the same plans', () => {
  const law = fc.property(worlds, (world) => {
    const first = mergeWorld(world);
    const second = mergeWorld(first);
    expect([second.merged.edits, second.merged.conflicts]).toEqual([[], []]);
    expect(planUpdates(second.state, second.links, there)).toEqual(planUpdates(first.state, first.links, there));
  });
  fc.assert(law, lawRuns(2000, coreRuns));
});

test('the edits, one after the other, make the canonical record what it became', () => {
  const law = fc.property(worlds, (world) => {
    const { merged } = mergeWorld(world);
    const folded = merged.edits.reduce((known, { field, after }) => ({ ...known, [field]: after }), world.state.fields);
    expect(folded).toEqual(merged.canonical.fields);
  });
  fc.assert(law, lawRuns(2000, coreRuns));
});

test('the canonical record never holds a value that neither it, a record nor a person brought', () => {
  const law = fc.property(worlds, (world) => {
    const { state } = mergeWorld(world);
    return Object.entries(state.fields).every(([field, value]) => {
      const brought = [
        world.state.fields[field],
        world.hub?.values[field],
        ...world.links.map(({ observed }) => observed[field]),
      ];
      return brought.includes(value);
    });
  });
  fc.assert(law, cases);
});

test('every value that someone brought and that is not taken is kept as lost, or was known already', () => {
  const law = fc.property(worlds, (world) => {
    const { merged } = mergeWorld(world);
    return world.links.every((one) =>
      Object.entries(one.observed).every(([field, value]) => {
        if (value === undefined || value === null || !(field in one.mapping.fields)) return true;
        const isKept = merged.conflicts.some(
          (conflict) => conflict.field === field && conflict.loser === value && conflict.loserLinkId === one.id,
        );
        return isKept || isKnown(merged, world, one, field, value);
      }),
    );
  });
  fc.assert(law, cases);
});

/** Whether the value was taken, is the image of one that was, or is what the record's base already had. */
function isKnown({ canonical: after }: Merged, { state }: World, one: LinkState, field: string, value: Value): boolean {
  const mapped = one.mapping.fields[field]!;
  const taken = [after.fields[field], state.fields[field]].some(
    (known) =>
      known !== undefined && (same(typeOf(field), value, known) || same(typeOf(field), value, imageOf(mapped, known))),
  );
  const base = one.bases[field];
  return taken || (base?.c !== undefined && same(typeOf(field), value, base.m));
}

test('the order in which the links stand is irrelevant', () => {
  const shuffled = worlds.chain((world) =>
    fc.tuple(fc.constant(world), fc.shuffledSubarray([...world.links], { minLength: world.links.length })),
  );
  const law = fc.property(shuffled, ([world, links]) => {
    const [one, other] = [
      merge(world.state, world.links, policy, world.hub),
      merge(world.state, links, policy, world.hub),
    ];
    const losses = ({ conflicts }: Merged) =>
      conflicts.map(({ field, loserLinkId, loser }) => `${field} ${loserLinkId} ${loser}`).sort();
    const spelled = ({ canonical: { fields: held } }: Merged) => fields.map((field) => held[field]);
    expect([spelled(one), losses(one), Object.fromEntries(one.bases)]).toEqual([
      spelled(other),
      losses(other),
      Object.fromEntries(other.bases),
    ]);
  });
  fc.assert(law, lawRuns(3000, coreRuns));
});
