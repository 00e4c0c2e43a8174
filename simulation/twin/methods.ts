import type { KnownRecord, Store } from '../../subgraphs/hub/sync/store.js';
import type { Names } from './names.js';
import { byName, plainDossier, plainEvidence, type Tongue } from './plain.js';

export type Asked = Exclude<keyof Store, 'change'>;

/** How a method is repeated: of the arguments that it takes and the answer that it gives. */
export interface Repeat<A extends unknown[] = unknown[], R = unknown> {
  /** What is asked of Postgres, in its own names; the same where absent. */
  asks?(...asked: A): A;
  /** What both must answer alike; the answer as it is where absent. */
  plain?(answer: R, tongue: Tongue): unknown;
  /** Takes in what the two answered alike. */
  learn?(ours: R, theirs: R): void;
}

type Repeats = { readonly [M in Asked]: Repeat<Parameters<Store[M]>, Awaited<ReturnType<Store[M]>>> };

const asMap = { plain: (found: ReadonlyMap<string, unknown>) => byName(found) };

/** Every method of the port but `change`. */
export function repeatsWith(names: Names): Repeats {
  return {
    ...{ admit: {}, takeKey: {}, openCreations: {}, markAllDue: {}, renewReferenceKeys: {}, storeHints: {} },
    ...{ lastReading: {}, beginReading: {}, endReading: {}, endGathering: {}, failReading: {}, noteMissing: {} },
    ...{ placesOf: asMap, externalIds: asMap, survivors: asMap, parents: asMap, contradicted: asMap },
    read: { plain: (dossiers, tongue) => dossiers.map((dossier) => plainDossier(dossier, tongue)) },
    known: { plain: (found, tongue) => byName([...found].map(([id, one]) => [id, plainKnown(one, tongue)])) },
    evidence: { plain: plainEvidence },
    walk: {
      asks: (type, afterSeq, atMost) => [type, names.age(afterSeq), atMost],
      plain: (found) => found.map(({ id }) => id),
      learn: (ours, theirs) => names.sameAges(ours, theirs),
    },
    due: { plain: (found) => byName(found.map(({ canonicalId, at }) => [canonicalId, at])) },
    present: {
      asks: (place, seenBefore, after, atMost) => [place, seenBefore, after && names.translated(after), atMost],
      plain: (found, tongue) => found.map(({ recordId }) => tongue.record(recordId)),
    },
    nextHints: {
      asks: (place, afterSeq, now, atMost) => [place, names.hintSeq(afterSeq), now, atMost],
      plain: (hints) => hints.map(({ externalId }) => externalId),
      learn: (ours, theirs) => names.sameHints(ours, theirs),
    },
    dropHints: { asks: (hints) => [hints.map((hint) => ({ ...hint, seq: names.hintSeq(hint.seq) }))] },
  };
}

function plainKnown({ recordId, ...rest }: KnownRecord, { record }: Tongue): object {
  return { ...rest, record: record(recordId) };
}
