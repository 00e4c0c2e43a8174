import type { CanonicalType } from '../../../shared/canonical/field.js';
import type { NumbersSeen } from './numbers.js';
import type { Store } from './store.js';

/**
 * The live canonical records of a type in order of age, so many at a time. Several may take from it at once.
 * @param without places in the order of age that are passed over.
 */
export async function* walk(
  store: Pick<Store, 'walk'>,
  type: CanonicalType,
  size: number,
  without: NumbersSeen = new Set(),
): AsyncGenerator<string[], undefined> {
  for (let after = 0; ;) {
    const found = await store.walk(type, after, size);
    const last = found.at(-1);
    if (!last) return;
    const ids = found.flatMap(({ id, seq }) => (without.has(seq) ? [] : [id]));
    if (ids.length > 0) yield ids;
    after = last.seq;
  }
}
