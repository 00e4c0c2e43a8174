import { setTimeout as delay } from 'node:timers/promises';
import type { RawRecord } from '../connector.js';
import { RateLimited, Unavailable } from '../errors.js';
import { noteDown, noteOf, type RequestContext } from './context.js';
import type { Reads } from './reads.js';

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

type Answer = RawRecord | Error | null;

interface Patient {
  readonly recall: Recall | null;
  readonly deadlineMs: number;
}

/**
 * Reads records; those that were seen before are answered as they were then, and noted as stale, where their system
 * does not answer in time, asks to slow down, or could not be asked in time. An error stands for one that never was.
 */
export async function readOrRecall(
  place: Place,
  ids: readonly string[],
  reads: Reads,
  patience: Patient,
  context: RequestContext,
): Promise<readonly Answer[]> {
  const crowded = reads.waiting(place.entityType, ids, patience.deadlineMs);
  const spared = await recalled(place, crowded, patience.recall, 'RATE_LIMITED', context);
  const others = ids.filter((id) => !spared.has(id));
  const answers = await answersOf(place, others, reads, patience, context);
  return ids.map((id) => spared.get(id) ?? answers.get(id) ?? null);
}

async function answersOf(
  place: Place,
  ids: readonly string[],
  reads: Reads,
  { recall, deadlineMs }: Patient,
  context: RequestContext,
): Promise<ReadonlyMap<string, Answer>> {
  if (ids.length === 0) return new Map();
  try {
    const read = () => reads.readMany(place.entityType, ids);
    const records = await answeredInTime(place.system, reads, deadlineMs, context, read);
    return new Map(ids.map((id, index) => [id, records[index] ?? null]));
  } catch (error) {
    const isPassing = error instanceof Unavailable || error instanceof RateLimited;
    if (!isPassing || !recall) throw error;
    const seen = await recalled(place, ids, recall, error.code, context);
    return new Map(ids.map((id) => [id, seen.get(id) ?? error]));
  }
}

/** Those that were seen before, noted as stale; `code` tells why their system was not asked, or did not answer. */
async function recalled(
  { system, entityType }: Place,
  ids: readonly string[],
  recall: Recall | null,
  code: string,
  context: RequestContext,
): Promise<ReadonlyMap<string, RawRecord>> {
  if (!recall || ids.length === 0) return new Map();
  const seen = await recall(entityType, ids);
  return new Map(
    [...seen].map(([id, { fields, observedAt }]) => {
      const stale: StaleRecord = { system, entityType, id, observedAt: observedAt.toISOString(), code };
      noteOf(context, 'stale').push(stale);
      return [id, { id, version: null, fields }];
    }),
  );
}

/** So much of the time there is for an answer may be waited for a system; the rest is for what is remembered. */
const partForSystem = 0.8;

/**
 * What a system answers within `deadlineMs` and the time there is for the answer; that it is down is noted where it does not. While
 * it is, nobody waits to see whether it answers again. What is being read goes on, and fills the cache. @throws Unavailable
 */
export async function answeredInTime<T>(
  system: string,
  reads: Reads,
  deadlineMs: number,
  context: RequestContext,
  read: () => Promise<T>,
): Promise<T> {
  const { endsAt } = context;
  const isDown = reads.outage() !== null;
  const reading = read();
  const left = endsAt === undefined ? Infinity : Math.max(0, endsAt - performance.now()) * partForSystem;
  const ms = isDown ? 0 : Math.min(deadlineMs, left);
  const timer = new AbortController();
  const late = delay(ms, null, { signal: timer.signal }).then(() => {
    const message = isDown
      ? `${system} has failed every request lately; whether it answers again is being found out`
      : `${system} did not answer within ${(ms / 1000).toFixed(1)} seconds`;
    throw new Unavailable(message, { system });
  });
  late.catch(() => 'told by the race, or not needed');
  reading.catch(() => 'told by the race, or too late');
  try {
    return await Promise.race([reading, late]);
  } catch (error) {
    const outage = reads.outage();
    if (outage) noteDown(context, system, outage);
    throw error;
  } finally {
    timer.abort();
  }
}
