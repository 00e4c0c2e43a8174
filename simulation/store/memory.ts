import type { CanonicalType } from '../../shared/canonical/field.js';
import { referencesOf } from '../../shared/canonical/types.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { placeAt, type SyncPolicy, type View } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import { keyOf, type ChangeOptions, type Decision, type Store } from '../../subgraphs/hub/sync/store.js';
import { evidenceIn } from './evidence.js';
import { Hints } from './hints.js';
import { KeyIndex } from './keys.js';
import { load } from './load.js';
import { admitAll, contradictedAmong, knownAmong, presentIn } from './records.js';
import { save } from './save.js';
import { Tables } from './tables.js';
import { presentOnly, viewOf } from './view.js';
import * as work from './work.js';

export interface MemoryOptions {
  readonly policy: SyncPolicy;
  /** By place: the wire path of the reference that records carry, where they have room for one. */
  readonly referencePaths?: ReadonlyMap<string, string>;
  /** ms since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
  /** In [0, 1). */
  readonly chance: () => number;
  /** Awaited before a method does anything, and after what it does is stored. */
  readonly step?: (name: string) => Promise<void>;
  /** Whether what no history may bring about is stored all the same: for mutants, whose faults the invariants are to see. */
  readonly lenient?: boolean;
}

/** Everything the store holds or ever held, to be looked at only. */
export type Everything = Pick<
  Tables,
  | 'dossiers'
  | 'merged'
  | 'byName'
  | 'records'
  | 'writes'
  | 'edits'
  | 'conflicts'
  | 'reviews'
  | 'candidates'
  | 'candidatesOf'
  | 'exclusions'
  | 'paused'
>;

export interface MemoryStore extends Store {
  everything(): Everything;
  /** When something is to be done next, in ms since 1970: 0 for at once, null for not before something changes. */
  nextAt(): number | null;
  /** Forgets what records looked like, so that each looks changed when it is seen next. */
  dropShadows(): void;
  /** Has a dataflow link, make and carry nothing. */
  pause(dataflowId: string): void;
  /** Has a paused dataflow go on: what stands at its ends is due. */
  resume(dataflowId: string): void;
  /** Notes that two records are two things. */
  exclude(recordId: string, otherRecordId: string): void;
}

interface World extends MemoryOptions {
  readonly tables: Tables;
  readonly keys: KeyIndex;
  readonly hints: Hints;
}

type Does<M extends keyof Store> = (...args: Parameters<Store[M]>) => Awaited<ReturnType<Store[M]>>;
type Method<M extends keyof Store> = (...args: Parameters<Store[M]>) => Promise<Awaited<ReturnType<Store[M]>>>;

/** A store in memory. What a method does happens at once, between its two steps: that is its transaction. */
export function createMemoryStore(options: MemoryOptions): MemoryStore {
  const tables = new Tables();
  const keys = new KeyIndex(tables, options.policy, options.referencePaths ?? new Map());
  const hints = new Hints();
  const world: World = { ...options, tables, keys, hints };
  return { ...dossiersOf(world), ...recordsOf(world), ...progressOf(world), ...besideThePort(world) };
}

async function stepped<T>({ step }: World, name: string, act: () => T): Promise<T> {
  await step?.(`store/${name}:before`);
  const answer = act();
  await step?.(`store/${name}:after`);
  return answer;
}

function method<M extends Exclude<keyof Store, 'change'>>(world: World, name: M, act: Does<M>): Method<M> {
  return (...args) => stepped(world, name, () => act(...args));
}

function dossiersOf(world: World) {
  const { tables, policy } = world;
  return {
    change: <T>(ids: readonly string[], decide: Decide<T>, how: ChangeOptions = {}) =>
      stepped(world, 'change', () => change(world, ids, decide, how)),
    read: method(world, 'read', (ids) => loadAll(tables, ids)),
    survivors: method(world, 'survivors', (ids) => presentOnly(ids, (id) => tables.survivorOf(id))),
    evidence: method(world, 'evidence', (scope) => evidenceIn(tables, world.keys, policy, scope)),
    walk: method(world, 'walk', (...asked) => work.walkOver(tables, ...asked)),
    due: method(world, 'due', (at, atMost) => work.dueRecords(tables, policy, at, atMost)),
    markAllDue: method(world, 'markAllDue', () => work.markAll(tables)),
    parents: method(world, 'parents', (place, records) => work.parentsOf(tables, place, records)),
    contradicted: method(world, 'contradicted', (...asked) => contradictedAmong(tables, ...asked)),
    openCreations: method(world, 'openCreations', (place) => openCreationsIn(tables, place)),
    takeKey: method(world, 'takeKey', (place) => work.nextKey(tables, policy, place)),
  };
}

function recordsOf(world: World) {
  const { tables, keys, policy, now, newId } = world;
  return {
    known: method(world, 'known', (place, records) => knownAmong(tables, place, records)),
    admit: method(world, 'admit', (place, sightings) =>
      admitAll({ tables, keys, now: now(), newId }, placeAt(policy, place), sightings),
    ),
    placesOf: method(world, 'placesOf', (references) =>
      presentOnly(references.map(keyOf), (name) => tables.placed(name)),
    ),
    externalIds: method(world, 'externalIds', (ids) => externalIdsIn(tables, ids)),
    renewReferenceKeys: method(world, 'renewReferenceKeys', (type) => renewKeys(world, type)),
    present: method(world, 'present', (...asked) => presentIn(tables, ...asked)),
  };
}

function progressOf(world: World) {
  const { tables, hints, policy } = world;
  return {
    lastReading: method(world, 'lastReading', (place) => work.lastReadingIn(tables, place)),
    beginReading: method(world, 'beginReading', (place) => work.beginReadingIn(tables, place)),
    endReading: method(world, 'endReading', (place, end) => work.endReadingIn(tables, place, end)),
    endGathering: method(world, 'endGathering', (type) => work.endGatheringIn(tables, policy, type)),
    failReading: method(world, 'failReading', (place, fault) => work.failReadingIn(tables, place, fault)),
    noteMissing: method(world, 'noteMissing', (place, said) => work.noteMissingIn(tables, place, said)),
    storeHints: method(world, 'storeHints', (place, ids, at) => hints.store(place, ids, at)),
    nextHints: method(world, 'nextHints', (...asked) => hints.next(...asked)),
    dropHints: method(world, 'dropHints', (followed) => hints.drop(followed)),
  };
}

function besideThePort({ tables, policy, hints, now }: World) {
  return {
    everything: (): Everything => {
      loadAll(tables, [...tables.dossiers.keys()]);
      return tables;
    },
    nextAt: () => work.nextTime(tables, policy, now(), hints.times()),
    dropShadows: (): void => {
      for (const record of tables.records.values()) record.hasShadow = false;
    },
    pause: (dataflowId: string): void => void tables.paused.add(dataflowId),
    resume: (dataflowId: string): void => {
      tables.paused.delete(dataflowId);
      work.markDueAt(tables, policy, dataflowId);
    },
    exclude: (recordId: string, otherRecordId: string): void => {
      tables.exclusions.push([recordId, otherRecordId]);
    },
  };
}

type Decide<T> = (dossiers: readonly Dossier[], view: View) => Decision<T>;

function change<T>(world: World, ids: readonly string[], decide: Decide<T>, how: ChangeOptions): T {
  const { tables, keys, lenient = false } = world;
  const given = loadAll(tables, ids);
  const decision = decide(given, viewOf(world, given, how));
  save({ tables, keys, lenient, now: world.now() }, given, decision);
  return decision.answer;
}

function loadAll(tables: Tables, ids: readonly string[]): Dossier[] {
  return [...new Set(ids)].flatMap((id) => load(tables, id) ?? []);
}

function externalIdsIn(tables: Tables, ids: readonly string[]): Map<string, string> {
  const entries = ids.flatMap((id) =>
    (tables.dossiers.get(id)?.links ?? []).map((link): [string, string] => [`${id}/${slotOf(link)}`, link.externalId]),
  );
  return new Map(entries);
}

function openCreationsIn(tables: Tables, place: string) {
  const open = [...tables.openCreations.values()].filter(({ write }) => slotOf(write) === place);
  return open
    .sort((a, b) => a.seq - b.seq)
    .map(({ write: { id, externalRef, externalId, firstSentAt }, canonicalId }) => ({
      ...{ writeId: id, canonicalId, externalRef, externalId, firstSentAt },
    }));
}

function renewKeys({ tables, keys }: World, type: CanonicalType): void {
  if (referencesOf(type).length === 0) return;
  for (const { links } of tables.dossiers.values())
    for (const { recordId, mapping, origin } of links) {
      const record = tables.records.get(recordId);
      if (record && mapping.canonicalType === type) keys.renew(record, mapping, origin === 'CREATED');
    }
}
