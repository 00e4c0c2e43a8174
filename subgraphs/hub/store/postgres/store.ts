import type { Dossier } from '../../../../shared/sync/dossier.js';
import type { View } from '../../../../shared/sync/policy.js';
import { traceNow } from '../../../../shared/trace.js';
import type { ChangeOptions, Decision, Store } from '../../sync/store.js';
import { orderedId } from '../ordered-id.js';
import { admit } from './admit.js';
import { carryOut, goesAlone, type Call } from './change.js';
import type { PostgresStoreOptions, StoreContext } from './context.js';
import { due, markAllDue, markDueIn, unasked, walk } from './due.js';
import { contradicted } from './contradicted.js';
import { evidence } from './evidence.js';
import { GroupCommit } from './group-commit.js';
import { haltsOf } from './halts.js';
import { dropHints, nextHints, storeHints } from './hints.js';
import { takeKey } from './keys.js';
import { loadDossiers } from './load.js';
import { look } from './look.js';
import { renewAllKeys, renewReferenceKeys } from './match-keys.js';
import { beginReading, endGathering, endReading, failReading, lastReading, noteMissing } from './readings.js';
import { known, openCreations, parents, present } from './records.js';
import { externalIds, placesOf, survivors } from './references.js';
import { inTurns } from './in-turns.js';
import type { Db } from './sql.js';

export type { PostgresStoreOptions };

export interface PostgresStore extends Store {
  /** Makes the match keys of all records anew, by the policy as it is now. */
  renewAllKeys(): Promise<void>;
  /** Marks the live canonical records as due that have a record in one of the places. */
  markDueIn(places: readonly string[]): Promise<void>;
  /** Canonical records with a write in doubt since a time that nobody asks after, and of which nobody was told. */
  unasked(since: number, atMost: number): Promise<string[]>;
  /**
   * The same, for what is seen for a plan: it makes nothing due and asks for no record to be looked at, and no record counts as
   * known by it, so that the next reading finds it changed.
   */
  foreseeing(): Store;
  /** What a decision would be made of, as it is; nothing is locked, and nothing changes. */
  look<T>(ids: readonly string[], judge: (dossiers: readonly Dossier[], view: View) => T): Promise<T>;
  /**
   * Lends a store bound to one transaction, which is committed if `keep` says so of the answer, and undone otherwise.
   * What it is asked is done in turns.
   */
  tentative<T>(work: (store: LentStore) => Promise<T>, keep: (answer: T) => boolean): Promise<T>;
}

export type LentStore = Pick<PostgresStore, 'renewAllKeys'> & Store;

const lanes = 4;
const callsAtMost = 64;

/** The sync's store over Postgres. Changes that are asked for at the same time share transactions. */
export function createPostgresStore(options: PostgresStoreOptions): PostgresStore {
  const { db, now } = options;
  const context: StoreContext = {
    newId: orderedId,
    chance: Math.random,
    referencePaths: new Map(),
    ...options,
    now: () => now().getTime(),
    gathered: new Set(),
    halts: haltsOf(options.haltsHeardWithinMs),
    foresees: false,
  };
  return {
    ...storeOver(context, db, lanes),
    renewAllKeys: () => renewAllKeys(context, db),
    markDueIn: (places) => markDueIn(context, db, places),
    unasked: (since, atMost) => unasked(context, db, since, atMost),
    foreseeing: () => foreseeingOver(context, db),
    look: (ids, judge) => look(context, db, ids, judge),
    tentative: (work, keep) => tentatively(context, options, work, keep),
  };
}

async function tentatively<T>(
  context: StoreContext,
  { db }: PostgresStoreOptions,
  work: (store: LentStore) => Promise<T>,
  keep: (answer: T) => boolean,
): Promise<T> {
  const runner = db.createQueryRunner();
  await runner.connect();
  try {
    await runner.startTransaction();
    const lent = { ...context, gathered: new Set(context.gathered) };
    const { manager } = runner;
    const answer = await work({
      ...inTurns(storeOver(lent, manager, 1)),
      renewAllKeys: () => renewAllKeys(lent, manager),
    });
    if (keep(answer)) await runner.commitTransaction();
    return answer;
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}

function foreseeingOver(context: StoreContext, db: Db): Store {
  return { ...storeOver({ ...context, foresees: true }, db, lanes), storeHints: () => Promise.resolve() };
}

function storeOver(context: StoreContext, db: Db, atOnce: number): Store {
  return { ...changesOver(context, db, atOnce), ...knowledgeOver(context, db), ...workOver(context, db) };
}

function changesOver(context: StoreContext, db: Db, atOnce: number): Pick<Store, 'change' | 'read' | 'admit'> {
  const group = new GroupCommit<Call>({
    ...{ lanes: atOnce, atMost: callsAtMost },
    run: (calls) => carryOut(context, db, calls),
  });
  return {
    async change<T>(ids: readonly string[], decide: Decide<T>, options: ChangeOptions = {}): Promise<T> {
      const answers: T[] = [];
      const call: Call = {
        ...{ ids, options, trace: traceNow() },
        decide: (dossiers, view) => {
          const decision = decide(dossiers, view);
          answers.splice(0, 1, decision.answer);
          return decision;
        },
      };
      await group.submit(call, ids, goesAlone(call));
      for (const answer of answers) return answer;
      throw new RangeError('a change was carried out without a decision');
    },
    read: (ids) => loadDossiers(context, db, ids),
    admit: (place, sightings) => admit(context, db, place, sightings),
  };
}

type Decide<T> = (dossiers: readonly Dossier[], view: View) => Decision<T>;

function knowledgeOver(context: StoreContext, db: Db): Omit<Store, 'change' | 'read' | 'admit' | Work> {
  return {
    known: (place, records) => known(context, db, place, records),
    placesOf: (references) => placesOf(db, references),
    externalIds: (canonicalIds) => externalIds(db, canonicalIds),
    survivors: (ids) => survivors(db, ids),
    evidence: (scope) => evidence(context, db, scope),
    renewReferenceKeys: (type) => renewReferenceKeys(context, db, type),
    openCreations: (place) => openCreations(db, place),
    parents: (place, records) => parents(db, place, records),
    contradicted: (...asked) => contradicted(db, ...asked),
    takeKey: (place) => takeKey(context, db, place),
    present: (place, seenBefore, after, atMost) => present(db, place, seenBefore, after, atMost),
  };
}

type Work = 'walk' | 'due' | 'markAllDue' | 'endGathering' | 'noteMissing' | `${string}Reading` | `${string}Hints`;

function workOver(context: StoreContext, db: Db): Pick<Store, Extract<keyof Store, Work>> {
  return {
    walk: (type, afterSeq, atMost) => walk(db, type, afterSeq, atMost),
    due: (at, atMost) => due(context, db, at, atMost),
    markAllDue: () => markAllDue(context, db),
    lastReading: (place) => lastReading(db, place),
    beginReading: (place, at) => beginReading(db, place, at),
    endReading: (place, end) => endReading(db, place, end),
    endGathering: (type, at) => endGathering(context, db, type, at),
    failReading: (place, fault) => failReading(db, place, fault),
    noteMissing: (place, said) => noteMissing(db, place, said),
    storeHints: (place, ids, at) => storeHints(db, place, ids, at ?? null),
    nextHints: (place, afterSeq, at, atMost) => nextHints(db, place, afterSeq, at, atMost),
    dropHints: (hints) => dropHints(db, hints),
  };
}
