import fc from 'fast-check';
import type { Observed, Value } from '../../shared/canonical/field.js';
import { imageOf } from '../../shared/mapping/mapping.js';
import { confirmBases, differs, resolveDoubt } from '../../shared/sync/confirm.js';
import { merge } from '../../shared/sync/merge.js';
import { planUpdates } from '../../shared/sync/plan.js';
import type { CanonicalState, LinkState } from '../../shared/sync/state.js';
import { canonical, link, mappings, policy, withBases, type System } from './support.js';

const systems = ['crm', 'shop', 'pms', 'ledger'] as const satisfies readonly System[];
type Member = (typeof systems)[number];

/** What may happen, to one system or (null) at the hub. `lost`: it took effect, and no answer came. `dropped`: neither. */
type Happening =
  | { readonly is: 'edit'; readonly at: Member | null }
  | { readonly is: 'look' | 'find out'; readonly at: Member }
  | { readonly is: 'send'; readonly at: Member; readonly ends: 'well' | 'lost' | 'dropped' };

const place = fc.constantFrom(...systems);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ is: fc.constant('edit' as const), at: fc.option(place, { freq: 6 }) }),
  fc.record({ is: fc.constantFrom('look' as const, 'find out' as const), at: place }),
  fc.record({
    is: fc.constant('send' as const),
    at: place,
    ends: fc.constantFrom('well' as const, 'lost' as const, 'dropped' as const),
  }),
);

/** One customer's name in four systems, people who change it anywhere, and the sync as its shell runs the core. */
class World {
  readonly remote: Record<Member, Value> = { crm: 'start', shop: 'start', pms: 'start', ledger: 'start' };
  /** Tokens people typed that the sync must account for: taken or kept as lost. */
  readonly typed = new Set<Value>();
  readonly accounted = new Set<Value | null>();
  /** Values taken for a person's in a system where nobody typed them: our own writes, that is. */
  readonly mistaken: string[] = [];
  state: CanonicalState = canonical({ name: 'start' });
  private links: readonly LinkState[] = systems.map((system) =>
    link(system, { name: 'start' }, { agreed: { name: 'start' }, between: [0, 0] }),
  );
  private readonly unanswered = new Map<Member, Value | null>();
  /** What was last typed in a system, until the sync has judged it. */
  private readonly unjudged = new Map<Member, Value>();
  private readonly typedAt = new Set<string>();
  private clock = 0;

  live(event: Happening): void {
    this.clock += 1;
    if (event.is === 'edit') this.edit(event.at);
    else if (event.is === 'look') this.look(event.at);
    else if (event.is === 'send') this.send(event.at, event.ends);
    else this.findOut(event.at);
  }

  /** A person types something new; what was typed there before, and not judged yet, is theirs to give up. */
  edit(at: Member | null): Value {
    const token = `${at === 'pms' ? '' : 'customer-name '}${this.clock}`;
    this.typed.add(token);
    if (at === null) this.settle({ values: { name: token }, at: this.clock });
    else {
      this.typed.delete(this.unjudged.get(at) ?? '');
      this.unjudged.set(at, token);
      this.typedAt.add(`${at}-link ${token}`);
      this.remote[at] = token;
    }
    return token;
  }

  /** Runs until nothing is in doubt or left to write; answers whether it came to rest. */
  rest(): boolean {
    for (let round = 0; round < 10; round += 1) {
      const before = this.state.version;
      for (const system of systems) this.live({ is: 'find out', at: system });
      for (const system of systems) this.live({ is: 'look', at: system });
      const planned = planUpdates(this.state, this.links, () => 'there');
      if (planned.length === 0 && before === this.state.version) return true;
      for (const system of systems) this.live({ is: 'send', at: system, ends: 'well' });
    }
    return false;
  }

  agrees(): boolean {
    const wanted = this.state.fields['name'] ?? null;
    return systems.every((system) => this.remote[system] === imageOf(mappings[system].fields.name, wanted));
  }

  private look(at: Member): void {
    const one = this.linkOf(at);
    const between = { previouslyObservedAt: one.observedAt, observedAt: this.clock };
    this.change(at, { observed: { name: this.remote[at] }, ...between });
    this.settle();
  }

  private send(at: Member, ends: 'well' | 'lost' | 'dropped'): void {
    const one = this.linkOf(at);
    const plan = planUpdates(this.state, this.links, () => 'there').find(({ linkId }) => linkId === one.id);
    if (!plan) return;
    if (differs(one, { name: this.remote[at] }, plan.expect)) return this.look(at);
    const value = plan.values['name'] ?? null;
    if (ends !== 'dropped') this.remote[at] = imageOf(mappings[at].fields.name, value) ?? '';
    if (ends === 'well') return this.judged(at, value, confirmBases);
    this.unanswered.set(at, value);
    this.change(at, { inDoubt: true });
  }

  private findOut(at: Member): void {
    const value = this.unanswered.get(at);
    if (value === undefined) return;
    this.unanswered.delete(at);
    this.judged(at, value, resolveDoubt);
  }

  private judged(at: Member, value: Value | null, judge: typeof confirmBases): void {
    const got: Record<string, Observed> = { name: this.remote[at] };
    this.change(at, { bases: judge(this.linkOf(at), { name: value }, got), inDoubt: false });
    this.look(at);
  }

  private settle(hub?: { values: Record<string, Value>; at: number }): void {
    const merged = merge(this.state, this.links, policy, hub);
    this.state = merged.canonical;
    this.links = withBases(this.links, merged.bases);
    if (this.unanswered.size === 0)
      for (const one of this.links)
        if (one.observed['name'] === this.unjudged.get(one.system as Member))
          this.unjudged.delete(one.system as Member);
    for (const { after, linkId } of merged.edits) this.note(after, linkId);
    for (const { loser, loserLinkId } of merged.conflicts) this.note(loser, loserLinkId);
  }

  private note(value: Value | null, linkId: string | null): void {
    this.accounted.add(value);
    if (linkId && !this.typedAt.has(`${linkId} ${value}`)) this.mistaken.push(`${value} of ${linkId}`);
  }

  private linkOf(at: Member): LinkState {
    return this.links[systems.indexOf(at)]!;
  }

  private change(at: Member, to: Partial<LinkState>): void {
    this.links = this.links.map((one) => (one.system === at ? { ...one, ...to } : one));
  }
}

const histories = fc.array(happening, { minLength: 3, maxLength: 25 });
const cases = { numRuns: 3000 };

function livedThrough(history: readonly Happening[]): World {
  const world = new World();
  for (const event of history) world.live(event);
  return world;
}

describe('whatever people do and whatever becomes of the writes', () => {
  test('the sync comes to rest, and all systems then hold their image of one value', () => {
    const law = fc.property(histories, (history) => {
      const world = livedThrough(history);
      return world.rest() && world.agrees();
    });
    fc.assert(law, cases);
  });

  test('everything a person typed was taken, or is kept as lost', () => {
    const law = fc.property(histories, (history) => {
      const world = livedThrough(history);
      world.rest();
      return [...world.typed].every((token) => world.accounted.has(token));
    });
    fc.assert(law, cases);
  });

  test('nothing the sync wrote itself is ever taken for an edit', () => {
    const law = fc.property(histories, (history) => {
      const world = livedThrough(history);
      world.rest();
      expect(world.mistaken).toEqual([]);
    });
    fc.assert(law, cases);
  });

  test('the one edit made at rest reaches every system, and nothing undoes it', () => {
    const law = fc.property(histories, fc.option(place), (history, at) => {
      const world = livedThrough(history);
      world.rest();
      world.live({ is: 'look', at: 'crm' });
      const token = world.edit(at);
      return world.rest() && world.state.fields['name'] === token && world.agrees();
    });
    fc.assert(law, cases);
  });
});
