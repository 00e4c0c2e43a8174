import { setTimeout as pause } from 'node:timers/promises';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import type { Dossier } from '../../../shared/sync/dossier.js';
import type { View } from '../../../shared/sync/policy.js';
import { barOf } from '../../../shared/sync/join.js';
import type { SyncContext } from '../sync/context.js';
import { canonicalsById } from '../store/queries/canonical.js';
import { joining } from '../sync/link.js';
import type { Decision, Exclusions } from '../sync/store.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { knownRecords, unknownRecord, type KnownRecord, type RecordRef } from './known-records.js';
import { liveId } from './update.js';
import { lastWriteSeq, written, type Written } from './write-through.js';

const pauseMs = 50;

/**
 * Links records by hand: two or more, or one or more to a canonical record. Their canonical records become one.
 * @param by who says that they are one; null: nobody known.
 */
export async function linkRecords(
  hub: Hub,
  records: readonly RecordRef[],
  canonicalId: string | null,
  waitMs: number,
  by: string | null = null,
): Promise<Outcome<Written>> {
  if (records.length + (canonicalId === null ? 0 : 1) < 2) {
    const message = 'Give two records or more, or one and a canonical id.';
    return refused({ field: ['records'], code: 'REQUIRED', message });
  }
  return untilAnswered(hub, waitMs, 'records', () => attempt(hub.context, records, canonicalId, by));
}

/** Makes canonical records one by hand: what the others hold goes over to the first, whose id stays. */
export async function mergeCanonicals(
  hub: Hub,
  survivorId: string,
  mergedIds: readonly string[],
  waitMs: number,
): Promise<Outcome<Written>> {
  if (mergedIds.length > 0)
    return untilAnswered(hub, waitMs, 'mergedIds', () => merging(hub.context, survivorId, mergedIds));
  return refused({ field: ['mergedIds'], code: 'REQUIRED', message: 'Give at least one.' });
}

/** Tries again while a write to one of them is not answered, until the time is up. @param field what the fault then names. */
export async function untilAnswered(
  { context: { db } }: Hub,
  waitMs: number,
  field: string,
  tried: () => Promise<Attempt>,
): Promise<Outcome<Written>> {
  const sinceSeq = await lastWriteSeq(db);
  const deadline = performance.now() + waitMs;
  let outcome = await tried();
  while (outcome === 'UNDER_WAY' && performance.now() < deadline) {
    await pause(pauseMs);
    outcome = await tried();
  }
  if (outcome === 'UNDER_WAY') return refused(underWay([field]));
  if (!outcome.ok) return outcome;
  return done(await written(db, outcome.value, sinceSeq, Math.max(0, deadline - performance.now())));
}

/** The fault of asking for something that must wait for a system's answer. */
export function underWay(field: string[]): UserFault {
  return { field, code: 'CONFLICT', message: 'A write to one of the records is not answered yet: try again soon.' };
}

export type Attempt = Outcome<string> | 'UNDER_WAY';

async function attempt(
  context: SyncContext,
  records: readonly RecordRef[],
  canonicalId: string | null,
  by: string | null,
): Promise<Attempt> {
  const found = await knownRecords(context.db, records);
  const missing = found.flatMap((known, index) => (known ? [] : [unknownRecord(['records', String(index)])]));
  const [first, ...more] = found.flatMap((known) => known ?? []);
  if (missing.length > 0 || !first) return refused(...missing);
  const target = canonicalId === null ? null : await liveId(context, first.type, canonicalId);
  if (canonicalId !== null && target === null) {
    const message = `There is no ${first.type.toLowerCase()} with this id.`;
    return refused({ field: ['canonicalId'], code: 'NOT_FOUND', message });
  }
  const mixed = mixedTypes([first, ...more], first.type);
  if (mixed) return refused(mixed);
  const oldestFirst = [first, ...more].sort((a, b) => a.seq - b.seq).map((record) => record.canonicalId);
  const ids = [...new Set([...(target === null ? [] : [target]), ...oldestFirst])];
  const decide = (dossiers: readonly Dossier[], view: View): Decision<Attempt> => ({
    ...joined(context, ids, dossiers, view, 'records'),
    by,
  });
  return context.store.change(ids, decide, { wake: true });
}

async function merging(context: SyncContext, survivorId: string, mergedIds: readonly string[]): Promise<Attempt> {
  const found = await canonicalsById(context.db, [survivorId, ...mergedIds]);
  const survivor = found.get(survivorId);
  if (!survivor)
    return refused({ field: ['survivorId'], code: 'NOT_FOUND', message: 'There is nothing with this id.' });
  const faults = mergedIds.flatMap((id, index): UserFault[] => {
    const field = ['mergedIds', String(index)];
    const type = found.get(id)?.type;
    if (type === undefined) return [{ field, code: 'NOT_FOUND', message: 'There is nothing with this id.' }];
    if (type === survivor.type) return [];
    const message = `A ${type.toLowerCase()} cannot become one with a ${survivor.type.toLowerCase()}.`;
    return [{ field, code: 'INVALID', message }];
  });
  if (faults.length > 0) return refused(...faults);
  const ids = [...new Set([survivor.id, ...mergedIds.flatMap((id) => found.get(id)?.id ?? [])])];
  const decide = (dossiers: readonly Dossier[], view: View) => joined(context, ids, dossiers, view, 'mergedIds');
  return context.store.change(ids, decide, { wake: true });
}

/** All become one, or nothing changes: while a write is not answered nobody can tell what the records hold. */
function joined(
  { policy }: SyncContext,
  ids: readonly string[],
  dossiers: readonly Dossier[],
  view: View,
  field: string,
): Decision<Attempt> {
  const [survivor = '', ...losers] = ids;
  if (losers.length === 0) return { dossiers: [], answer: done(survivor) };
  const fault = clash(dossiers, field);
  if (fault) return { dossiers: [], answer: refused(fault) };
  const joins = losers.map((loser) => ({ survivor, loser, rule: 'manual', origin: 'MANUAL' as const }));
  const decision = joining(dossiers, joins, view, policy);
  if (decision.merged?.size !== losers.length) return { dossiers: [], answer: 'UNDER_WAY' };
  return { ...decision, exclusions: lifted(dossiers), answer: done(survivor) };
}

function mixedTypes(known: readonly KnownRecord[], type: CanonicalType): UserFault | null {
  const other = known.findIndex((record) => record.type !== type);
  if (other === -1) return null;
  const message = `A record of a ${known[other]?.type.toLowerCase() ?? ''} cannot be linked to one of a ${type.toLowerCase()}.`;
  return { field: ['records', String(other)], code: 'INVALID', message };
}

/** Why canonical records cannot become one; null where they can. */
export function clash(dossiers: readonly Dossier[], field: string): UserFault | null {
  const bar = barOf(dossiers);
  if (bar === null) return null;
  if (bar === 'KIND')
    return { field: [field], code: 'CONFLICT', message: 'A customer and a department cannot become one.' };
  return {
    ...{ field: [field], code: 'CONFLICT' },
    message: `Both sides have a record of ${bar.place} already: unlink one first.`,
  };
}

/** A person's word overrides an earlier one: records said to be two things may be one again, in every place they fill. */
export function lifted(dossiers: readonly Dossier[]): Exclusions {
  const members = dossiers.flatMap(({ links }) => links.map(({ recordId }) => recordId));
  const lift = members.flatMap((one, index) => members.slice(index + 1).map((other) => [one, other] as const));
  return { add: [], lift };
}
