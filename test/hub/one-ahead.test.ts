import { randomUUID } from 'node:crypto';
import type { Candidate, Identity, MatchEvidence } from '../../shared/sync/match.js';
import type { Engine } from '../../subgraphs/hub/sync/engine.js';
import { linkThese, type Joined } from '../../subgraphs/hub/sync/link.js';
import { oneAhead } from '../../subgraphs/hub/sync/one-ahead.js';
import type { MatchScope } from '../../subgraphs/hub/sync/store.js';

describe('what is made one ahead', () => {
  const steps: string[] = [];
  beforeEach(() => steps.splice(0));
  const make = async (item: number): Promise<string> => {
    steps.push(`begin ${item}`);
    await Promise.resolve();
    if (item < 0) throw new Error('no such item');
    steps.push(`end ${item}`);
    return `made of ${item}`;
  };

  it('comes in order, and the next is begun before the one at hand is given out', async () => {
    for await (const { item, made } of oneAhead([1, 2, 3], make, () => true)) steps.push(`${item} is ${made}`);
    const given = [1, 2, 3].map((item) => steps.indexOf(`${item} is made of ${item}`));
    expect(given).toEqual([...given].sort((a, b) => a - b));
    expect(steps.indexOf('begin 2')).toBeLessThan(given[0] ?? -1);
    expect(steps.indexOf('begin 3')).toBeLessThan(given[1] ?? -1);
  });

  it('waits for its turn where nothing is likely to follow', async () => {
    for await (const { item, made } of oneAhead([1, 2], make, () => false)) steps.push(`${item} is ${made}`);
    expect(steps).toEqual(['begin 1', 'end 1', '1 is made of 1', 'begin 2', 'end 2', '2 is made of 2']);
  });

  it('fails when its turn comes, after those before it', async () => {
    const taken: number[] = [];
    const taking = async (): Promise<void> => {
      for await (const { item } of oneAhead([1, -2, 3], make, () => true)) taken.push(item);
    };
    await expect(taking()).rejects.toThrow('no such item');
    expect(taken).toEqual([1]);
  });

  it('has ended when whoever takes it stops early', async () => {
    for await (const { item } of oneAhead([1, 2, 3], make, () => true)) if (item === 1) break;
    expect(steps).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });
});

describe('linking window after window', () => {
  const window = (...first: readonly string[]): string[] =>
    Array.from({ length: 2000 }, (_, index) => first[index] ?? randomUUID());

  it('goes by evidence as it is after the joins of the window before', async () => {
    const world = new World({ a: 'b', b: 'c' });
    await linkThese(world.engine, { type: 'Customer', only: null, near: [...window('a'), ...window('c')] });
    expect(world.joins).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
  });

  it('gathers evidence once where the windows have nothing to do with each other', async () => {
    const world = new World({ a: 'b', c: 'd' });
    await linkThese(world.engine, { type: 'Customer', only: null, near: [...window('a'), ...window('c')] });
    expect(world.joins).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(world.gathered).toBe(2);
  });
});

/** Records that match in pairs, each at first in the canonical record of its own name; the names give their age. */
class World {
  readonly joins: string[][] = [];
  gathered = 0;
  private readonly home = new Map<string, string>();

  constructor(private readonly matches: Readonly<Record<string, string>>) {}

  get engine(): Engine {
    const store = { evidence: (scope: MatchScope) => this.evidence(scope), change: (ids: string[]) => this.join(ids) };
    return { store, policy: {} } as unknown as Engine;
  }

  private async evidence({ near }: MatchScope): Promise<MatchEvidence> {
    this.gathered += 1;
    const at = (record: string): string => this.home.get(record) ?? record;
    const pairs = Object.entries(this.matches)
      .filter(([left, right]) => at(left) !== at(right) && [left, right].some((one) => near.includes(one)))
      .map(([left, right], index) => ({
        ...{ dataflowId: `flow-${index}`, rule: 0, inOrder: false, leftCount: 1, rightCount: 1 },
        ...{ left: this.candidate(left, at(left)), right: this.candidate(right, at(right)) },
      }));
    const ids = pairs.flatMap(({ left, right }) => [left.canonicalId, right.canonicalId]);
    const identities = ids.map((id): [string, Identity] => [
      id,
      {
        canonicalId: id,
        seq: id.charCodeAt(0),
        kind: null,
        slots: new Set([`place-${id}`]),
        numbers: new Map(),
        claimedBy: new Set(),
      },
    ]);
    return { pairs, identities: new Map(identities), isExcluded: () => false };
  }

  private candidate(recordId: string, canonicalId: string): Candidate {
    return { recordId, canonicalId, slot: `place-${recordId}.Customer` };
  }

  private async join(ids: readonly string[]): Promise<Joined> {
    const [survivor = '', loser = ''] = ids;
    this.joins.push([survivor, loser]);
    for (const record of [loser, ...[...this.home].flatMap(([one, home]) => (home === loser ? [one] : []))])
      this.home.set(record, survivor);
    return { joined: [], left: [], conflicts: 0 };
  }
}
