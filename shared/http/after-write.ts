import { HubError, Unavailable } from '../errors.js';
import { withPatience } from './lane.js';

/** A write that has landed is not given up for being late. */
const patienceMs = 30_000;

/**
 * The outcome of a reading that a write which was taken needs for its answer. @throws Unavailable, ambiguous, for whatever
 * the reading fails with: the write has landed all the same.
 */
export async function afterWrite<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await withPatience(patienceMs, read);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new Unavailable(error.message, { ...error.details, ambiguous: true }, { cause: error });
  }
}
