import type { DataSource } from 'typeorm';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import { HubError, Rejected } from '../../../shared/errors.js';
import { toGraphQLError } from '../../../shared/subgraph/errors.js';
import { canonicalList, type CanonicalRow } from '../store/queries/canonical.js';
import { canonicalOrder, type Ordering } from '../store/queries/canonical-order.js';
import { predicateOf, type CanonicalFilter } from '../store/queries/filter.js';
import { all, everything, type Predicate } from '../store/queries/predicate.js';
import {
  areCommon,
  likelyWords,
  likenessPredicate,
  wordsOf,
  wordsPredicate,
  type SearchMode,
} from '../store/queries/search.js';
import { canonicalValue } from './canonical-value.js';
import { orderNamedBy, windowConnection, type ConnectionValue, type WindowArgs } from './window.js';

/** What is asked of a list of canonical records; null: nothing. */
export interface Asked {
  readonly filter: CanonicalFilter | null;
  readonly orderings: readonly Ordering[] | null;
  readonly search: string | null;
}

const orderingsAtMost = 3;
const lettersAtMost = 200;

/** A window of the canonical records of a type. @throws GraphQLError for what cannot be asked so. */
export async function canonicalConnection(
  db: DataSource,
  type: CanonicalType,
  args: WindowArgs,
  asked: Asked,
): Promise<ConnectionValue> {
  const filter = understood(() => (asked.filter ? predicateOf(type, asked.filter) : everything));
  const orderings = asked.orderings ?? [];
  if (orderings.length > orderingsAtMost) throw refused('orderBy', `orderBy has more than ${orderingsAtMost} entries`);
  const listed = (found: Predicate, prefix = ''): Promise<ConnectionValue> => {
    const order = canonicalOrder(type, orderings.map(complete), prefix);
    return windowConnection<CanonicalRow>(canonicalList(db, type, all([filter, found]), order), args, canonicalValue);
  };
  const search = asked.search ?? '';
  if (search.length > lettersAtMost) throw refused('search', `search is longer than ${lettersAtMost} letters`);
  const words = wordsOf(search);
  if (words.length === 0) return listed(everything);
  const found = async (mode: SearchMode): Promise<ConnectionValue> =>
    listed(await (mode === 'likeness' ? alike(db, type, words) : spelled(db, type, words)), mode);
  const begun = orderNamedBy(args)?.split(',')[0];
  if (begun === 'likeness') return found('likeness');
  const byWords = await found('words');
  return byWords.edges.length > 0 || begun !== undefined ? byWords : found('likeness');
}

async function spelled(db: DataSource, type: CanonicalType, words: readonly string[]): Promise<Predicate> {
  return wordsPredicate(type, words, await areCommon(db, words));
}

async function alike(db: DataSource, type: CanonicalType, words: readonly string[]): Promise<Predicate> {
  const likely = await likelyWords(db, words);
  const likeliest = likely.flatMap(([first]) => first ?? []);
  return likenessPredicate(type, likely, await areCommon(db, likeliest));
}

function complete({ field, direction }: Ordering): Ordering {
  return { field, direction: direction ?? 'ASC' };
}

function understood<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof HubError ? toGraphQLError(error) : error;
  }
}

function refused(field: string, message: string): Error {
  return toGraphQLError(new Rejected(message, { field }));
}
