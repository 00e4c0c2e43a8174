import { isTraceable, type Traits } from './policy.js';
import type { Rules } from './rules.js';

/** A creation that is open in a place. */
interface OpenCreation {
  readonly externalRef: string | null;
  readonly externalId: string | null;
  /** Null: never sent. */
  readonly firstSentAt: number | null;
}

/**
 * Whether a record nobody has linked may be the child of a creation under way, so that it must wait until that is known:
 * it carries the creation's reference or key, or, where records cannot be traced, it was not known when one was sent.
 * @param firstSeenAt null: just now, for the first time.
 */
export function mustHold(
  newcomer: { readonly externalId: string; readonly externalRef: string | null },
  firstSeenAt: number | null,
  open: readonly OpenCreation[],
  traits: Traits,
  rules: Rules,
): boolean {
  if (!rules.holdNewcomers) return false;
  return open.some(({ externalRef, externalId, firstSentAt }) => {
    if (externalRef !== null && newcomer.externalRef === externalRef) return true;
    if (externalId !== null && newcomer.externalId === externalId) return true;
    const isNew = firstSentAt !== null && (firstSeenAt === null || firstSeenAt >= firstSentAt);
    return isNew && !isTraceable(traits);
  });
}
