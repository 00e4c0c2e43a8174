import { judge } from '../../simulation/invariants/all.js';
import type { Evidence, LandedWrite } from '../../simulation/invariants/evidence.js';
import { sentOnce } from '../../simulation/invariants/doubles.js';
import { grounded } from '../../simulation/invariants/removals.js';
import { couldBeTold } from '../../simulation/invariants/successors.js';
import { linkedFirst } from '../../simulation/invariants/intents.js';
import { soundCursors } from '../../simulation/outside/cursors.js';
import { World } from '../../simulation/outside/world.js';
import { History } from '../../simulation/run/history.js';
import { hear, last, people, projects, sync, tend, withLedger, type Step } from '../../simulation/run/scenario.js';
import { slotOf } from '../../shared/sync/state.js';

const customerOfAll: readonly Step[] = [
  ...[sync, people('create', 'ledger.Customers'), people('create', 'erp.Customer'), hear, tend, sync],
  ...[people('edit', 'erp.Customer', last, 'phone'), hear, tend],
];

/** What a sound history leaves: nothing is violated in it. */
async function lived(script: readonly Step[] = customerOfAll): Promise<{ evidence: Evidence; outside: World }> {
  const outside = new World('forged', 'clean', soundCursors, { theme: withLedger });
  const plan = { adversary: 0, operators: 0, killed: 0, stopped: 0, sweeps: true, processes: 1, acts: 0, off: {} };
  const history = new History(outside, { ...plan, seed: 'forged', script }, outside.referencePaths);
  expect((await history.told()).violations).toEqual([]);
  return { evidence: history.evidence(), outside };
}

/** The invariants that are violated if one more write had taken effect, the last one's like but for some of it. */
function after(evidence: Evidence, kind: LandedWrite['kind'], changed: Partial<LandedWrite>): string[] {
  const like = evidence.landed.findLast((write) => write.kind === kind);
  if (!like) throw new RangeError(`there was no ${kind}`);
  const forged = { ...evidence, landed: [...evidence.landed, { ...like, ...changed }] };
  return [...new Set(judge(forged).violations.map(({ invariant }) => invariant))];
}

test('no record is made under a reference while another that was made under it stands (I-6)', async () => {
  const { evidence } = await lived();
  const made = evidence.landed.findLast(({ kind, place }) => kind === 'CREATE' && place === 'tid.Kunde');
  const again = { ...made, recordId: 'again', seq: Infinity } as LandedWrite;
  const found = (people: Evidence['people']): string[] =>
    sentOnce({ ...evidence, people, landed: [...evidence.landed, again] }).map(({ what }) => what);
  expect(found(evidence.people)).toEqual([`tid.Kunde/again was made although ${made?.recordId} stood for the same`]);
  const removal = { ...evidence.people[0], kind: 'DELETE', place: 'tid.Kunde', recordId: made?.recordId };
  expect(found([...evidence.people, removal as Evidence['people'][0]])).toEqual([]);
});

describe('a write that took effect is judged', () => {
  test('by the record that its intent was for, not by the place (I-8)', async () => {
    const { evidence } = await lived();
    const update = evidence.landed.findLast(({ kind }) => kind === 'UPDATE');
    const [other] = [...(evidence.live.get(update?.place ?? '')?.keys() ?? [])].filter((id) => id !== update?.recordId);
    expect(after(evidence, 'UPDATE', { recordId: other ?? '' })).toContain('I-8');
  });

  test('by the fields that its intent was for (I-8)', async () => {
    const { evidence } = await lived();
    expect(after(evidence, 'UPDATE', { set: { email: 'an@other.example' } })).toContain('I-8');
  });

  test('by whether anybody emptied the field before (I-4)', async () => {
    const { evidence } = await lived();
    expect(after(evidence, 'UPDATE', { set: { phone: null }, before: { phone: '+47 40000000' } })).toContain('I-4');
    const cleared = await lived([...customerOfAll, people('clear', 'erp.Customer', last, 'phone'), hear, tend]);
    expect(cleared.evidence.landed.some(({ set }) => set['phone'] === null)).toBe(true);
  });

  test('by how many values there were to carry on (I-14)', async () => {
    const { evidence } = await lived();
    const update = evidence.landed.findLast(({ kind }) => kind === 'UPDATE');
    const again = Array.from({ length: 40 }, () => update).flatMap((write) => write ?? []);
    const { violations } = judge({ ...evidence, landed: [...evidence.landed, ...again] });
    expect(violations.map(({ invariant }) => invariant)).toEqual(['I-14']);
  });
});

test('a record that the engine made and linked to nothing is excused by a review of its own canonical record alone (I-6)', async () => {
  const { evidence } = await lived();
  const made = evidence.landed.findLast(({ kind }) => kind === 'CREATE');
  const place = made?.place ?? '';
  const parent = evidence.writes.find(({ write }) => write.externalRef === made?.reference)?.canonicalId ?? '';
  const stranger = evidence.dossiers.find(({ canonical }) => canonical.id !== parent)?.canonical.id ?? '';
  const dossiers = evidence.dossiers.map((dossier) => ({
    ...dossier,
    links: dossier.links.filter((link) => slotOf(link) !== place || link.externalId !== made?.recordId),
  }));
  const found = (canonicalId: string): string[] => {
    const about = { kind: 'DUPLICATE', canonicalId, place, field: null, message: '', open: true, at: 0 } as const;
    return judge({ ...evidence, dossiers, reviews: [...evidence.reviews, about] }).violations.map(
      (one) => one.invariant,
    );
  };
  expect(found(stranger)).toContain('I-6');
  expect(found(parent)).not.toContain('I-6');
});

test('a tombstone stands only for a record that was removed itself, not for another of its place (I-12)', async () => {
  const { evidence, outside } = await lived([...customerOfAll, people('remove', 'pms.Customer', 0), sync]);
  const dossier = evidence.dossiers.findLast(({ links }) => links.some((link) => slotOf(link) === 'pms.Customer'));
  if (!dossier) throw new RangeError('nothing was made in pms');
  const without = {
    ...dossier,
    links: dossier.links.filter((link) => slotOf(link) !== 'pms.Customer'),
    tombstones: ['pms.Customer'],
  };
  expect([...grounded([dossier], { dossiers: [without], answer: null }, outside)]).toHaveLength(1);
  const removed = dossier.links.find((link) => slotOf(link) === 'pms.Customer')?.externalId ?? '';
  const act = {
    ...outside.people[0],
    kind: 'DELETE',
    place: 'pms.Customer',
    recordId: removed,
  } as Evidence['people'][0];
  const truth = { ...outside, people: [act], landed: [], heldSince: () => [] };
  expect([...grounded([dossier], { dossiers: [without], answer: null }, truth)]).toEqual([]);
});

test('no write is begun to a record that only matches reach and that stands alone (I-8)', async () => {
  const { evidence } = await lived();
  const alone = evidence.dossiers.find(({ links: [link, ...more] }) => link?.system === 'ledger' && more.length === 0);
  const { write } = evidence.writes.find((one) => one.write.kind === 'UPDATE') ?? {};
  const [link] = alone?.links ?? [];
  if (!alone || !write || !link) throw new RangeError('there is no such record, or no update');
  const begun = {
    ...write,
    linkId: link.id,
    system: link.system,
    entityType: link.entityType,
    status: 'SENDING',
  } as const;
  const decision = { dossiers: [{ ...alone, writes: [begun] }], answer: null };
  expect([...linkedFirst([alone], decision, evidence.policy)]).toHaveLength(1);
});

test('references that people edit and clear are judged like other fields (I-2, I-4, I-21)', async () => {
  const outside = new World('references', 'clean', soundCursors, { theme: projects });
  const plan = { adversary: 0, operators: 0, killed: 0, stopped: 0, sweeps: true, processes: 1, acts: 25, off: {} };
  const history = new History(outside, { ...plan, seed: 'references' }, outside.referencePaths);
  expect((await history.told()).violations).toEqual([]);
  const evidence = history.evidence();
  expect(outside.counts.get('references edited by people')).toBeGreaterThan(0);
  const found = (forged: Partial<Evidence>): string[] =>
    judge({ ...evidence, ...forged }).violations.map(({ invariant }) => invariant);
  const others = evidence.edits.filter(({ field }) => field !== 'customer');
  const conflicts = evidence.conflicts.filter(({ field }) => field !== 'customer');
  expect(found({ edits: others, conflicts })).toEqual(expect.arrayContaining(['I-2', 'I-21']));
  const people = evidence.people.filter(({ field }) => field !== 'customer');
  expect(found({ people })).toContain('I-4');
});

test('a removal is carried on only if nobody could tell that the record had become another one (I-12)', async () => {
  const { evidence } = await lived([
    ...[...customerOfAll, people('edit', 'erp.Customer', last, 'orgNo'), hear, tend, sync],
    ...[people('become', 'erp.Customer', last), hear, tend, sync],
  ]);
  const gone = evidence.people.findLast(({ kind }) => kind === 'DELETE');
  const removal = { ...evidence.landed.at(-1), kind: 'REMOVE', seq: Infinity } as LandedWrite;
  if (!gone) throw new RangeError('nothing was removed');
  expect(couldBeTold(evidence, gone, Infinity, removal)).toBe(true);
  expect(couldBeTold(evidence, gone, gone.at, removal)).toBe(false);
  const other = { place: gone.place, recordId: gone.became ?? '', at: gone.at, seq: gone.seq + 1 };
  const renumbered = { ...other, kind: 'EDIT', field: 'organizationNumber', before: null, after: '1' } as const;
  const removed = { ...other, kind: 'DELETE', field: null, before: undefined, after: undefined } as const;
  for (const act of [renumbered, removed])
    expect(couldBeTold({ ...evidence, people: [...evidence.people, act] }, gone, Infinity, removal)).toBe(false);
});
