import { setTimeout as pause } from 'node:timers/promises';
import type { RawRecord } from '../../shared/connector.js';
import { Conflict } from '../../shared/errors.js';
import { valueAt, writeFields } from '../../shared/mapping/mapping.js';
import type { Subject } from './finding.js';
import { msUntil } from './patience.js';
import { readRows } from './reading.js';
import { findTrials, makeAgain, makeTrial, type Trial } from './trial.js';
import { changesOf, lostPaths, untidyValues, type Change } from './trial-values.js';
import { answersBody, watchWire } from './wire-watch.js';

/** What writing to the doctor's own record showed. Times are null where something did not show within ten seconds. */
export interface WritingMeasured {
  readonly isReused: boolean;
  readonly again: Trial['again'];
  /** How many records bear the reference or key after all creations; null where the system cannot be asked. */
  readonly bearers: number | null;
  /** Whether the update's own answer was enough; null where nothing was sent. */
  readonly answersBody: boolean | null;
  readonly writeMs: number;
  /** How soon the new record, and then its change, showed when read alone. */
  readonly newLagMs: number | null;
  readonly readLagMs: number | null;
  /** How soon the change showed in a reading of changes; undefined where that would read everything of a big list. */
  readonly listLagMs: number | null | undefined;
  /** Whether the next reading of changes shows it once more, by an opaque cursor; null where not asked. */
  readonly repeats: boolean | null;
  readonly hasVersion: boolean;
  /** Whether the stamp of the last change moved with the change; null where the sheet names none. */
  readonly stampMoves: boolean | null;
  readonly changes: readonly Change[];
  readonly lost: readonly string[];
  readonly staleWrite: 'refused' | 'taken';
}

/** Where a reading of changes since before the examination starts, and whether one without a filter is a small matter. */
export interface Before {
  readonly cursor: string | null;
  readonly isSmall: boolean;
}

/** Makes a record, changes it and looks how the system takes that. Every record it makes goes to `keep` at once. */
export async function measureWriting(
  subject: Subject,
  options: Trial['options'],
  before: Before,
  keep: (record: RawRecord) => void,
): Promise<WritingMeasured> {
  const { mapping } = subject.entityType;
  const made = await makeTrial(subject, options, keep);
  const [first] = made.records;
  const newLagMs = await msUntil(async () => (await readOne(subject, first.id)) !== null);
  const again = made.isReused ? null : await makeAgain(subject, { options, ...made }, keep);
  const bearers = (await findTrials(subject, options))?.length ?? null;
  const old = (await readOne(subject, first.id)) ?? first;
  const values = untidyValues(mapping);
  const fields = writeFields(mapping, values);
  // A stamp can move by its grain at the least.
  await pause(subject.entityType.capabilities.since?.granularityMs ?? 0);
  const started = performance.now();
  const { result: answered, seen } = await watchWire(() => subject.resource.update(first.id, fields));
  const writeMs = performance.now() - started;
  const lags = await measureLags(subject, { old, first, paths: Object.keys(fields), before });
  const after = (await readOne(subject, first.id)) ?? answered;
  return {
    ...{ isReused: made.isReused, again, bearers, newLagMs, writeMs, ...lags },
    answersBody: answersBody(seen),
    hasVersion: old.version !== null,
    stampMoves: stampMoves(subject, old, after),
    changes: changesOf(mapping, after, values),
    lost: lostPaths(mapping, old, after, fields),
    staleWrite: await writeStale(subject, old),
  };
}

interface Written {
  /** The record before the change. */
  readonly old: RawRecord;
  readonly first: RawRecord;
  /** The wire paths that the change named. */
  readonly paths: readonly string[];
  readonly before: Before;
}

async function measureLags(
  subject: Subject,
  { old, first, paths, before }: Written,
): Promise<Pick<WritingMeasured, 'readLagMs' | 'listLagMs' | 'repeats'>> {
  const isNew = (record: RawRecord | undefined | null): boolean =>
    paths.some((path) => record && valueAt(record.fields, path) !== valueAt(old.fields, path));
  const readLagMs = await msUntil(async () => isNew(await readOne(subject, first.id)));

  const { since } = subject.entityType.capabilities;
  const from = since === null ? null : since.stamp === null ? before.cursor : stampOf(first, since.stamp);
  if (from === null && !before.isSmall) return { readLagMs, listLagMs: undefined, repeats: null };
  let next: string | null = null;
  const listLagMs = await msUntil(async () => {
    const { records, cursor } = await readRows(subject.resource, from, Infinity);
    next = cursor;
    return isNew(records.findLast(({ id }) => id === first.id));
  });
  if (since === null || since.stamp !== null || next === null) return { readLagMs, listLagMs, repeats: null };
  const { records } = await readRows(subject.resource, next, Infinity);
  return { readLagMs, listLagMs, repeats: records.some(({ id }) => id === first.id) };
}

/** A write on the version from before the last change: a connector that cannot say so just writes. */
async function writeStale({ entityType, resource }: Subject, old: RawRecord): Promise<WritingMeasured['staleWrite']> {
  try {
    const fields = writeFields(entityType.mapping, untidyValues(entityType.mapping));
    await resource.update(old.id, fields, { ifVersion: old.version ?? 'samband-doctor-stale' });
    return 'taken';
  } catch (error) {
    if (error instanceof Conflict) return 'refused';
    throw error;
  }
}

function stampMoves({ entityType }: Subject, old: RawRecord, after: RawRecord): boolean | null {
  const stamp = entityType.capabilities.since?.stamp ?? null;
  return stamp === null ? null : stampOf(old, stamp) !== stampOf(after, stamp);
}

function stampOf({ fields }: RawRecord, path: string): string | null {
  const stamp = valueAt(fields, path);
  return typeof stamp === 'string' ? stamp : null;
}

async function readOne({ resource }: Subject, id: string): Promise<RawRecord | null> {
  return (await resource.readMany([id]))[0] ?? null;
}
