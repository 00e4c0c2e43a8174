import { all, Parameters, type Predicate } from './predicate.js';

/** How a search looks: by whole words and their beginnings, or, where those find nothing, by likeness of the name. */
export type SearchMode = 'words' | 'likeness';

const wordsAtMost = 20;

/** The words of what was typed into a search box, letters and digits only; few enough for one statement. */
export function wordsOf(search: string): string[] {
  return search
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, wordsAtMost);
}

/** The canonical records in which every word is found. */
export function searchPredicate(words: readonly string[], mode: SearchMode): Predicate {
  const parameters = new Parameters('search');
  if (mode === 'words')
    return parameters.with(
      words.map((word) => `'${word}':*`).join(' & '),
      (name) => `to_tsvector('norwegian', searchable(canonical.fields)) @@ to_tsquery('norwegian', folded( ${name} ))`,
    );
  return all(
    words.map((word) => parameters.with(word, (name) => `folded( ${name} ) <% folded(called(canonical.fields))`)),
  );
}
