import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import { imageOf } from '../mapping/mapping.js';
import type { LinkState } from './state.js';

/**
 * Fields of a link whose base is none that its two sides ever agreed on: the record's half is not its image of the canonical half,
 * though nothing is pending, and no person left the two apart. Nothing would ever bring them together again.
 */
export function dishonestFields({ mapping, bases }: Pick<LinkState, 'mapping' | 'bases'>): string[] {
  return Object.entries(bases).flatMap(([field, { c, m, pending, apart }]) => {
    const mapped = mapping.fields[field];
    if (!mapped || c === undefined || pending || apart) return [];
    return same(fieldOf(mapping.canonicalType, field).type, m, imageOf(mapped, c)) ? [] : [field];
  });
}
