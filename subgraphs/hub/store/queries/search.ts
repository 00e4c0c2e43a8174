import type { DataSource } from 'typeorm';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { rows } from '../postgres/sql.js';
import { Parameters, type Predicate } from './predicate.js';

/** How a search looks: by whole words and their beginnings, or, where those find nothing, by words of names that are like them. */
export type SearchMode = 'words' | 'likeness';

const wordsAtMost = 20;
const likelyAtMost = 20;

/** The words of what was typed into a search box, letters and digits only; few enough for one statement. */
export function wordsOf(search: string): string[] {
  return search
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, wordsAtMost);
}

/** The canonical records in which every word is found. @param common as `areCommon` says of the words. */
export function wordsPredicate(type: CanonicalType, words: readonly string[], common: boolean): Predicate {
  // Only the last word, which may not be typed to its end: the index reads all there is of a beginning.
  return textPredicate(type, `${words.map(quoted).join(' & ')}:*`, common);
}

function quoted(word: string): string {
  return `'${word}'`;
}

/** The canonical records that a text search finds. */
function textPredicate(type: CanonicalType, query: string, common: boolean): Predicate {
  const matches = (of: string) => (name: string) =>
    `${of}.words @@ to_tsquery('norwegian', folded( ${name} )) and ${of}.type = '${type}'`;
  const parameters = new Parameters('search');
  if (common) return parameters.with(query, matches('canonical'));
  return parameters.with(
    query,
    (name) => `canonical.id = any(array(
      select hit.id from canonical_record hit
      where ${matches('hit')(name)} and hit.merged_into is null and hit.retired_at is null))`,
  );
}

/** Words of names that each word may stand for, the likest first; a word with a digit stands for itself. */
export async function likelyWords(db: DataSource, words: readonly string[]): Promise<string[][]> {
  const found = await rows<{ place: number; word: string }>(
    db,
    `select asked.place::int, likely.word
     from unnest($1::text[]) with ordinality as asked (word, place)
     cross join lateral (
       select vocabulary.word from vocabulary where folded(asked.word) <% vocabulary.word
       order by word_similarity(folded(asked.word), vocabulary.word) desc, vocabulary.word limit ${likelyAtMost}
     ) likely`,
    [words.map((word) => (/\p{N}/u.test(word) ? '' : word))],
  );
  return words.map((word, index) =>
    /\p{N}/u.test(word) ? [word] : found.flatMap(({ place, word: likely }) => (place === index + 1 ? [likely] : [])),
  );
}

/** The canonical records that have, for each word, one that it may stand for. @param common as `areCommon` says of them. */
export function likenessPredicate(
  type: CanonicalType,
  likely: readonly (readonly string[])[],
  common: boolean,
): Predicate {
  if (likely.some((words) => words.length === 0)) return { sql: 'false', parameters: {} };
  return textPredicate(type, likely.map((words) => `(${words.map(quoted).join(' | ')})`).join(' & '), common);
}

/**
 * Whether every word is among the most common ones, by the statistics that Postgres keeps. Records with such words are soon met
 * on the way through a list in its order; of others all are looked up first. The planner takes every word it does not know for
 * one of the former.
 */
export async function areCommon(db: DataSource, words: readonly string[]): Promise<boolean> {
  const [found] = await rows<{ common: boolean }>(
    db,
    `select bool_and(exists (
       select from pg_stats stats, unnest(stats.most_common_elems::text::text[]) as common
       where stats.schemaname = current_schema() and stats.tablename = 'canonical_record' and stats.attname = 'words'
         and starts_with(common, coalesce((ts_lexize('norwegian_stem', folded(asked)))[1], folded(asked)))
     )) as common
     from unnest($1::text[]) as asked`,
    [words],
  );
  return found?.common ?? false;
}
