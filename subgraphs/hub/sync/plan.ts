import type { CanonicalType, Value } from '../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../shared/canonical/types.js';
import { reserve } from '../../../shared/sync/demand.js';
import type { Dossier, Review, Write } from '../../../shared/sync/dossier.js';
import type { Candidate, MatchReview } from '../../../shared/sync/match.js';
import { slotOf } from '../../../shared/sync/state.js';
import type { Engine } from './engine.js';
import { linkUntilNoMore, silent, type Watcher } from './full-sync.js';
import { placeOf, type Decision, type Store } from './store.js';

/** A record that would come into another canonical record. */
export interface PlannedLink {
  readonly canonicalId: string;
  /** `system.EntityType`. */
  readonly place: string;
  readonly externalId: string;
  /** The dataflow and its rule: `dataflow-id#rule`. */
  readonly rule: string | null;
}

/** A record that would be made (`externalId` null) or changed. */
export interface PlannedWrite {
  readonly canonicalId: string;
  readonly place: string;
  readonly externalId: string | null;
  readonly values: Readonly<Record<string, Value | null>>;
}

/** What would be put before a person: two records that may be one, or something about one canonical record. */
export type PlannedReview =
  /** Each as `system.EntityType/id`, by its system's own id. */
  | { readonly kind: 'MATCH'; readonly reason: string; readonly left: string; readonly right: string }
  | Pick<Review, 'kind' | 'canonicalId' | 'place' | 'field'>;

/** What a sync would do, in an order that depends on nothing but that. */
export interface Plan {
  readonly links: readonly PlannedLink[];
  readonly creates: readonly PlannedWrite[];
  readonly updates: readonly PlannedWrite[];
  readonly reviews: readonly PlannedReview[];
  /** How many values would lose against another. */
  readonly conflicts: number;
  /** How many values of records that would become one are compared with each other. */
  readonly compared: number;
  /** How many of these lose, and would be overwritten. */
  readonly overwritten: number;
}

const reservedAtOnce = 200;
const readAtOnce = 200;

/**
 * Links, settles and reserves what a full sync would, over what was last read, and sends nothing. What a made record would
 * bring about in turn is not foreseen. @param engine over a store whose changes are undone afterwards.
 * @param only ids of the dataflows whose match rules are considered; null: all.
 */
export async function planOf(engine: Engine, only: readonly string[] | null, watcher: Watcher): Promise<Plan> {
  const noted = new Noted();
  const noting: Engine = { ...engine, store: noted.noting(engine.store) };
  const following: Watcher = {
    ...silent,
    enter: (phase) => watcher.enter(phase),
    report: (done) => watcher.report(done),
  };
  for (const type of Object.keys(canonicalTypes) as CanonicalType[]) {
    await following.enter(`Linking ${type}s`);
    const busy = await linkUntilNoMore(noting, type, only, following, async () => undefined);
    await noting.store.endGathering(type, engine.now());
    await following.enter(`Creating ${type}s`);
    const demanding = busy.filter(({ demands }) => demands);
    await reserveAll(
      noting,
      demanding.map(({ canonicalId }) => canonicalId),
    );
  }
  return noted.plan(await externalIdsOf(engine.store, noted.reviewed()));
}

/** The systems' own ids of records, by the hub's. */
async function externalIdsOf({ survivors, read }: Store, records: readonly Candidate[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let start = 0; start < records.length; start += readAtOnce) {
    const ids = records.slice(start, start + readAtOnce).map(({ canonicalId }) => canonicalId);
    const moved = await survivors(ids);
    for (const { links } of await read(ids.map((id) => moved.get(id) ?? id)))
      for (const { recordId, externalId } of links) found.set(recordId, externalId);
  }
  return found;
}

async function reserveAll({ store, policy }: Engine, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += reservedAtOnce) {
    await store.change(
      ids.slice(start, start + reservedAtOnce),
      (dossiers, view) => {
        const reserved = dossiers.map((dossier) => reserve(dossier, view, policy));
        return {
          // What is put off is looked at again by who carries the plan out.
          dossiers: reserved.map(({ dossier, awaited }) => (awaited > 0 ? { ...dossier, due: true } : dossier)),
          reviews: reserved.flatMap(({ reviews }) => reviews),
          answer: null,
        };
      },
      { evidence: true },
    );
  }
}

/** Keeps account of what is decided on a store. */
class Noted {
  private readonly links = new Map<string, PlannedLink>();
  private readonly writes = new Map<string, { write: Write; planned: PlannedWrite }>();
  private readonly reviews = new Map<string, Exclude<PlannedReview, { kind: 'MATCH' }>>();
  private readonly matches = new Map<string, MatchReview>();
  private readonly counts = { conflicts: 0, compared: 0, overwritten: 0 };

  noting(store: Store): Store {
    return {
      ...store,
      change: async (ids, decide, options) => {
        let made: { given: readonly Dossier[]; decision: Decision<unknown> } | null = null;
        const answer = await store.change(
          ids,
          (given, view) => {
            const decision = decide(given, view);
            made = { given, decision };
            return decision;
          },
          options,
        );
        if (made !== null) this.note(made);
        return answer;
      },
    };
  }

  /** The records of pairs that are put before a person. */
  reviewed(): Candidate[] {
    return [...this.matches.values()].flatMap(({ pair: { left, right } }) => [left, right]);
  }

  /** @param externalIds of those that are reviewed. */
  plan(externalIds: ReadonlyMap<string, string>): Plan {
    const named = ({ slot, recordId }: Candidate): string => `${slot}/${externalIds.get(recordId) ?? recordId}`;
    const matches = [...this.matches.values()].map(({ pair: { left, right }, reason }): PlannedReview => ({
      ...{ kind: 'MATCH', reason, left: named(left), right: named(right) },
    }));
    const writes = [...this.writes.values()].filter(({ write: { status } }) => status === 'PLANNED');
    const planned = (kind: Write['kind']): PlannedWrite[] =>
      inOrder(writes.flatMap(({ write, planned: one }) => (write.kind === kind ? [one] : [])));
    return {
      links: inOrder([...this.links.values()]),
      creates: planned('CREATE'),
      updates: planned('UPDATE'),
      reviews: inOrder([...matches, ...this.reviews.values()]),
      ...this.counts,
    };
  }

  private note({ given, decision }: { given: readonly Dossier[]; decision: Decision<unknown> }): void {
    const losers = given.filter(({ canonical }) => decision.merged?.has(canonical.id));
    const moving = new Set(losers.flatMap(({ links }) => links.map(({ id }) => id)));
    for (const dossier of decision.dossiers) this.noteDossier(dossier, moving);
    for (const review of decision.reviews ?? [])
      this.matches.set(`${review.pair.left.recordId} ${review.pair.right.recordId}`, review);
    for (const { kind, canonicalId, place, field, open } of decision.journal?.reviews ?? [])
      if (open) this.reviews.set(`${kind} ${canonicalId} ${place} ${field}`, { kind, canonicalId, place, field });
    const conflicts = decision.journal?.conflicts ?? [];
    this.counts.conflicts += conflicts.length;
    if (losers.length === 0) return;
    this.counts.compared += comparedIn(given, decision.merged ?? new Map());
    this.counts.overwritten += conflicts.filter(({ review }) => !review).length;
  }

  private noteDossier({ canonical: { id: canonicalId }, links, writes }: Dossier, moving: ReadonlySet<string>): void {
    const targets = new Map(links.map((link) => [link.id, link.externalId]));
    for (const link of links) {
      const isNew = moving.has(link.id) || this.links.has(link.id);
      const { id, externalId, rule } = link;
      if (isNew) this.links.set(id, { canonicalId, place: slotOf(link), externalId, rule });
    }
    for (const write of writes) {
      const externalId = targets.get(write.linkId) ?? null;
      const { values } = write;
      this.writes.set(write.id, { write, planned: { canonicalId, place: placeOf(write), externalId, values } });
    }
  }
}

/** How many fields have a value on both sides of what becomes one. @param merged the survivor of each that goes into it. */
function comparedIn(given: readonly Dossier[], merged: ReadonlyMap<string, string>): number {
  const fields = new Map(given.map(({ canonical }) => [canonical.id, Object.entries(canonical.fields)]));
  const knownIn = (id: string): string[] =>
    (fields.get(id) ?? []).flatMap(([field, value]) => (value === null ? [] : [field]));
  const shared = [...merged].map(([loser, survivor]) => {
    const held = new Set(knownIn(survivor));
    return knownIn(loser).filter((field) => held.has(field)).length;
  });
  return shared.reduce((sum, count) => sum + count, 0);
}

function inOrder<T>(items: readonly T[]): T[] {
  return items
    .map((item): [string, T] => [JSON.stringify(item), item])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
}
