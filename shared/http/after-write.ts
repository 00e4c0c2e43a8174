import { HubError, Unavailable } from '../errors.js';

/**
 * The outcome of a reading that a write which was taken needs for its answer. @throws Unavailable, ambiguous, for whatever
 * the reading fails with: the write has landed all the same.
 */
export async function afterWrite<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new Unavailable(error.message, { ...error.details, ambiguous: true }, { cause: error });
  }
}
