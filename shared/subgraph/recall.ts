import { setTimeout as delay } from 'node:timers/promises';
import type { RawRecord } from '../connector.js';
import { RateLimited, Unavailable } from '../errors.js';
import { noteOf, type RequestContext } from './context.js';

/** A record as it was last seen. */
export interface LastSeen {
  readonly fields: RawRecord['fields'];
  readonly observedAt: Date;
}

/** What somebody remembers of one system's records, by id; one never seen, or known to be removed, is not in it. */
export type Recall = (entityType: string, ids: readonly string[]) => Promise<ReadonlyMap<string, LastSeen>>;

/** A record that is shown as it was last seen, as the answer's `extensions.stale` tells of it. */
export interface StaleRecord {
  readonly system: string;
  readonly entityType: string;
  readonly id: string;
  /** When it was first seen to be as it is shown. */
  readonly observedAt: string;
  /** Why its system was not asked, or did not answer. */
  readonly code: string;
}

export interface Place {
  readonly system: string;
  readonly entityType: string;
}

type Answers = readonly (RawRecord | Error | null)[];

/**
 * Reads records; where their system does not answer in time, or asks to slow down, those that were seen before are
 * answered as they were then, and noted as stale. An error stands for one that never was.
 */
export async function readOrRecall(
  { system, entityType }: Place,
  ids: readonly string[],
  read: () => Promise<readonly (RawRecord | null)[]>,
  { recall, deadlineMs }: { readonly recall: Recall | null; readonly deadlineMs: number },
  context: RequestContext,
): Promise<Answers> {
  try {
    return await within(deadlineMs, system, read());
  } catch (error) {
    const isPassing = error instanceof Unavailable || error instanceof RateLimited;
    if (!isPassing || !recall) throw error;
    const seen = await recall(entityType, ids);
    return ids.map((id) => {
      const last = seen.get(id);
      if (!last) return error;
      const { fields, observedAt } = last;
      const stale: StaleRecord = { system, entityType, id, observedAt: observedAt.toISOString(), code: error.code };
      noteOf(context, 'stale').push(stale);
      return { id, version: null, fields };
    });
  }
}

/** What is being read goes on after the deadline, and fills the cache. @throws Unavailable */
async function within<T>(ms: number, system: string, reading: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(ms, null, { signal: timer.signal }).then(() => {
    throw new Unavailable(`${system} did not answer within ${ms / 1000} seconds`, { system });
  });
  late.catch(() => 'told by the race, or not needed');
  reading.catch(() => 'told by the race, or too late');
  return Promise.race([reading, late]).finally(() => timer.abort());
}
