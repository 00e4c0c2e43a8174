import { randomBytes } from 'node:crypto';
import type { CreateOptions, RawRecord } from '../../shared/connector.js';
import { Conflict, HubError } from '../../shared/errors.js';
import type { Subject } from './finding.js';
import { isTrial, retirement, trialFields } from './trial-values.js';

/** A record of the doctor's own, and how it came to be. */
export interface Trial {
  readonly options: CreateOptions;
  /** All that it made: one, or more where the system does not keep its promise. The first is the one examined. */
  readonly records: readonly [RawRecord, ...RawRecord[]];
  /** Whether it was left by an earlier examination, since the system removes nothing. */
  readonly isReused: boolean;
  /** What a second creation with the same reference and key came to; null where none was tried. */
  readonly again: null | 'same record' | 'refused' | 'second record';
}

/** Why an entity type cannot be examined by writing; null where it can. */
export function whyNotWritten({ entityType, resource }: Subject): string | null {
  if (!resource.create) return 'the connector makes no records here';
  const canEnd = resource.remove !== undefined || retirement(entityType.mapping) !== null;
  return canEnd ? null : 'what is made here can be neither removed nor put out of use';
}

/** Under a new reference where records can be removed; else under one that finds the record of the last time again. */
export function trialOptions({ entityType, resource }: Subject): CreateOptions {
  const { keys } = entityType.capabilities;
  const externalRef = resource.remove ? `samband-doctor-${randomBytes(8).toString('hex')}` : 'samband-doctor';
  return keys === 'server' ? { externalRef } : { externalRef, id: String(keys.to) };
}

/** The records that bear the reference or the key; null where the system cannot be asked. */
export async function findTrials(
  { entityType, resource }: Subject,
  options: CreateOptions,
): Promise<RawRecord[] | null> {
  const { externalRef, keys } = entityType.capabilities;
  const isAskable = keys !== 'server' || externalRef !== null;
  if (!resource.find || !isAskable) return null;
  const by = options.id === undefined ? { externalRef: options.externalRef } : { id: options.id };
  const found = await resource.find(by);
  return found.filter((record) => record.deleted !== true);
}

/** The first record, made now or left by the last examination. `keep` is told of every record as soon as it is there. */
export async function makeTrial(
  subject: Subject,
  options: CreateOptions,
  keep: (record: RawRecord) => void,
): Promise<Pick<Trial, 'records' | 'isReused'>> {
  const { entityType, resource } = subject;
  const [left] = resource.remove ? [] : ((await findTrials(subject, options)) ?? []);
  if (left && !isTrial(entityType.mapping, left)) throw taken(subject, options);
  const made = left
    ? await resource.update(left.id, trialFields(entityType.mapping))
    : await resource.create!(trialFields(entityType.mapping), options);
  keep(made);
  return { records: [made], isReused: left !== undefined };
}

/** Tries the creation once more, where something is promised of that; a second record is kept to be removed too. */
export async function makeAgain(
  subject: Subject,
  { options, records: [first] }: Pick<Trial, 'options' | 'records'>,
  keep: (record: RawRecord) => void,
): Promise<Trial['again']> {
  const { entityType, resource } = subject;
  const { keys, externalRef, idempotencyKey } = entityType.capabilities;
  const isPromised = idempotencyKey || externalRef?.unique === true || keys !== 'server';
  if (!isPromised) return null;
  try {
    const second = await resource.create!(trialFields(entityType.mapping), options);
    if (second.id !== first.id) keep(second);
    return second.id === first.id ? 'same record' : 'second record';
  } catch (error) {
    if (error instanceof Conflict) return 'refused';
    if (error instanceof HubError && error.code === 'REJECTED') return 'refused';
    throw error;
  }
}

function taken({ connector, entityType }: Subject, { id }: CreateOptions): Conflict {
  const message = `${connector.system} has a ${entityType.name} ${id ?? ''} in the doctor's place that is not the doctor's`;
  return new Conflict(message, { system: connector.system, entityType: entityType.name });
}
