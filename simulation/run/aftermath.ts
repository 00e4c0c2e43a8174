import { entityKey } from '../../shared/dataflows/dataflow.js';
import { slotOf } from '../../shared/sync/state.js';
import { converged } from '../invariants/agreement.js';
import { complete } from '../invariants/existence.js';
import { undone, unheard } from '../invariants/arrival.js';
import type { Evidence, HumanAct, Violation } from '../invariants/evidence.js';
import type { Random } from '../outside/random.js';
import type { MemoryStore } from '../store/memory.js';
import { life } from './life.js';
import type { Operators } from './operators.js';
import type { Outside } from './outside.js';
import type { engineOf } from './process-engine.js';

export type Work = (engine: ReturnType<typeof engineOf>) => Promise<unknown>;

/** What is looked at once a history is over. */
export interface Stage {
  readonly store: MemoryStore;
  readonly outside: Outside;
  readonly operators: Operators;
  readonly random: Random;
  /** Runs work side by side, each in a process of its own. */
  work(all: readonly Work[]): Promise<void>;
  evidence(): Evidence;
  note(violation: Violation): void;
}

/** I-13: at rest a full sync writes nothing; nor after a restart, without shadows, or when every webhook comes again. */
export async function stayAtRest(stage: Stage): Promise<void> {
  const { store, outside, random, work } = stage;
  await mustNotWrite(stage, 'on the next full sync', () => work([life.sync]));
  store.dropShadows();
  await mustNotWrite(stage, 'once what records looked like is forgotten', () => work([life.sync]));
  await mustNotWrite(stage, 'when every hint comes again', async () => {
    const told = random.fork('again').shuffle([...outside.allHints()]);
    await work([
      async (engine) => {
        for (const { place, id } of told) await engine.store.storeHints(place, [id]);
        await life.hear(engine, outside);
        await life.tend(engine);
      },
    ]);
  });
}

async function mustNotWrite({ outside, note }: Stage, when: string, work: () => Promise<void>): Promise<void> {
  const before = outside.landed.length;
  await work();
  const written = outside.landed.slice(before);
  if (written.length === 0) return;
  const what = written.map(
    ({ kind, place, recordId, set }) => `${kind} ${place}/${recordId} ${Object.keys(set).join(',')}`,
  );
  note({ invariant: 'I-13', what: `wrote ${when}: ${what.slice(0, 3).join('; ')}` });
}

/** I-20: what changed comes by polling alone, where clocks are right and the system can tell what changed. */
export async function pollAlone({ store, outside, work, evidence, note }: Stage): Promise<void> {
  const told = outside.slots.filter(({ capabilities }) => capabilities.since);
  for (let round = 0; round < 2; round += 1) {
    outside.advance(120_000);
    for (const { key } of told) await work([(engine) => life.poll(engine, key)]);
  }
  if (outside.clocksAreRight) for (const violation of unheard(evidence(), store, told)) note(violation);
}

const roundsAtMost = 20;

/** I-1, I-7: what changed is carried on by hints, polling and the work that is due alone, though nothing is read whole. */
export async function unswept({ outside, work, evidence, note }: Stage, isIdle: () => boolean): Promise<void> {
  for (let round = 0; round < roundsAtMost; round += 1) {
    const before = outside.landed.length;
    outside.advance(120_000);
    await work([(engine) => life.hear(engine, outside)]);
    for (const { key } of outside.slots) await work([(engine) => life.poll(engine, key)]);
    await work([life.tend]);
    if (outside.landed.length === before && isIdle()) break;
  }
  for (const { invariant, what } of [...converged(evidence()), ...complete(evidence())])
    note({ invariant, what: `${what}, as long as nothing is read whole` });
}

/**
 * I-1, I-18: what is edited at rest while a dataflow is paused is held back, and carried on once it goes on, before anything
 * is read again.
 */
export async function heldBack(stage: Stage): Promise<void> {
  const { store, outside, operators, random, work, evidence, note } = stage;
  const flow = outside.policy.flows.length > 0 ? random.pick(outside.policy.flows) : null;
  if (!flow || converged(evidence()).length > 0) return;
  const ends = [flow.left, flow.right].map(entityKey);
  operators.pause(flow.id);
  const linked = [...store.everything().dossiers.values()].flatMap(({ links }) => (links.length > 1 ? links : []));
  const here = random.shuffle(linked.filter((link) => ends.includes(slotOf(link))));
  for (const link of here.slice(0, lastEditsAtMost)) outside.editOne(slotOf(link), link.externalId);
  await work([life.sync]);
  operators.resume(flow.id);
  for (let round = 0; round < 2; round += 1) {
    outside.advance(120_000);
    await work([(engine) => life.hear(engine, outside)]);
    await work([life.tend]);
  }
  for (const { what } of converged(evidence())) note({ invariant: 'I-1', what: `${what}, though ${flow.id} went on` });
}

const lastEditsAtMost = 3;
const stormyRounds = 4;

/**
 * I-3, I-17: edits made at rest, each of a thing of its own, reach every other system and nothing undoes them, whatever goes
 * wrong meanwhile and in whatever order they are heard of. @param storm lets it go wrong. @param rest ends that.
 */
export async function lastEdits(stage: Stage, storm: () => void, rest: () => Promise<void>): Promise<void> {
  const { store, outside, random, work, evidence, note } = stage;
  const linked = [...store.everything().dossiers.values()].filter(({ links }) => links.length > 1);
  storm();
  const edits = random
    .shuffle(linked)
    .slice(0, lastEditsAtMost)
    .flatMap(({ links }): LastEdit[] => {
      const { id, system, entityType, externalId } = random.pick(links);
      const edit = outside.editOne(`${system}.${entityType}`, externalId) ? outside.people.at(-1) : undefined;
      return edit ? [{ linkId: id, edit }] : [];
    });
  if (edits.length === 0) return;
  for (let round = 0; round < stormyRounds; round += 1) {
    const polls = outside.slots.map(
      ({ key }): Work =>
        (engine) =>
          life.poll(engine, key),
    );
    const hear: Work = (engine) => life.hear(engine, outside);
    await work(random.shuffle([hear, hear, life.tend, ...polls, random.pick(polls)]));
    outside.advance(random.int(0, 2500));
  }
  await rest();
  if (outside.mayBeLate) return;
  for (const { linkId, edit } of apart(edits, store))
    for (const violation of undone(evidence(), linkId, edit)) note(violation);
}

interface LastEdit {
  readonly linkId: string;
  readonly edit: HumanAct;
}

/** Edits of things that have not become one meanwhile: then one of two values must lose. */
function apart(edits: readonly LastEdit[], store: MemoryStore): LastEdit[] {
  const dossiers = [...store.everything().dossiers.values()];
  const thingOf = ({ linkId }: LastEdit): string | undefined =>
    dossiers.find(({ links }) => links.some(({ id }) => id === linkId))?.canonical.id;
  return edits.filter((one) => edits.every((other) => other === one || thingOf(other) !== thingOf(one)));
}
