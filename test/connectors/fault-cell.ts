import { isDeepStrictEqual } from 'node:util';
import { startSandbox, type FaultSpec, type Sandbox, type SystemName } from '../../sandbox/index.js';
import { Env } from '../../shared/config.js';
import type { Connection, Connector, EntityType, FieldValues, RawRecord, Resource } from '../../shared/connector.js';
import { HubError } from '../../shared/errors.js';
import { localHost } from '../../shared/host.js';
import { writeFields } from '../../shared/mapping/mapping.js';
import { changes, fullRecords, otherValues, unlike } from './contract-values.js';

/** What is done under a fault, in this order. */
export const deeds = ['readChanges', 'readMany', 'update', 'create'] as const;
export type Deed = (typeof deeds)[number];

/** What came of each deed in a word or two; a deed the entity type does not have is `-`. */
export type Outcome = Readonly<Record<Deed, string>>;

/** One entity type of one system under one fault. */
export interface Cell {
  readonly connector: Connector;
  readonly entityType: EntityType;
  readonly fault: FaultSpec;
  /** How big the system's company is. */
  readonly scale: number;
  /** Whether somebody edits a record while the fault is on, before it is read. */
  readonly isEdited: boolean;
  /** The path of the call that writes, where a deed makes others before it. */
  readonly writePath?: string;
  /** Called once the connection has signed in. */
  readonly signedIn: () => void;
}

/** What a cell came to: the outcomes, and every promise that was broken. */
export interface Found {
  readonly outcome: Outcome;
  readonly broken: readonly string[];
}

interface Stage extends Cell {
  readonly sandbox: Sandbox;
  /** Reaches the system by a connection of its own, with no fault on. */
  readonly calm: Resource;
  readonly calmly: Connection;
  readonly broken: string[];
}

/** Runs the four deeds under the fault, each by a fresh connection that has signed in, against a sandbox of the cell's own. */
export async function underFault(cell: Cell): Promise<Found> {
  const { connector, entityType, scale } = cell;
  const systems = [connector.system as SystemName];
  const sandbox = await startSandbox({ port: 0, dataDir: null, scale, systems, limitsRate: false });
  const calmly = connector.connect(new Env(sandbox.environment), localHost());
  const stage: Stage = { ...cell, sandbox, calmly, calm: calmly.resources[entityType.name]!, broken: [] };
  try {
    const { word, cursor, there } = await readingAll(stage);
    const readMany = await readingSome(stage);
    const update = await updating(stage, cursor);
    const create = await creating(stage, there);
    return { outcome: { readChanges: word, readMany, update, create }, broken: stage.broken };
  } finally {
    await calmly.close();
    await sandbox.stop();
  }
}

type End<T> = { readonly answer: T; readonly hits: number } | { readonly error: HubError };

/** Does something while the fault is on, by a connection that has signed in before. */
async function attempt<T>(stage: Stage, fault: FaultSpec, deed: (resource: Resource) => Promise<T>): Promise<End<T>> {
  const { connector, entityType, sandbox, signedIn } = stage;
  const connection = connector.connect(new Env(sandbox.environment), localHost());
  const address = `${sandbox.addresses[connector.system as SystemName]}/sandbox/faults`;
  try {
    const resource = connection.resources[entityType.name]!;
    await resource.list({ first: 1, after: null });
    signedIn();
    const headers = { 'content-type': 'application/json' };
    const added = await fetch(address, { method: 'POST', headers, body: JSON.stringify(fault) });
    if (added.status !== 201) throw new Error(await added.text());
    const answer = await deed(resource);
    const { faults } = (await (await fetch(address)).json()) as { faults: { hits: number }[] };
    return { answer, hits: faults[0]?.hits ?? 1 };
  } catch (error) {
    if (error instanceof HubError) return { error };
    throw error;
  } finally {
    await fetch(address, { method: 'DELETE' });
    await connection.close();
  }
}

/** What it means to be as without the fault: that it was not met, was overcome, or did no harm. */
function unharmed({ fault }: Stage, hits: number): string {
  if (hits === 0) return 'not met';
  return isInterruption(fault) ? 'recovers' : 'as is';
}

function isInterruption({ kind }: FaultSpec): boolean {
  return /^(?:timeout|tooMany|serverError|dropConnection|expiredToken)/.test(kind);
}

/** The fault of a deed that writes: where that makes calls before it, only the call that writes meets a fault of the wire. */
function ofWrite({ fault, writePath: path }: Stage): FaultSpec {
  const isOfAnswers = ['malformedJson', 'html', 'renamedProperty'].includes(fault.kind);
  return path !== undefined && (isOfAnswers || isInterruption(fault)) ? { ...fault, route: { path } } : fault;
}

/** Another value for one field of a record. */
interface Edit {
  readonly id: string;
  readonly values: Parameters<typeof unlike>[2];
  readonly fields: FieldValues;
}

/** An edit of the record at this place of the list, by someone who sees no fault. */
async function editOf({ calm, calmly, entityType: { mapping } }: Stage, at: number): Promise<Edit> {
  const record = (await fullRecords(calm, mapping))[at]!;
  const [name, value] = Object.entries(await otherValues(mapping, record, calmly))[0]!;
  const values = { [name]: value };
  return { id: record.id, values, fields: writeFields(mapping, values) };
}

function has({ entityType: { mapping } }: Stage, record: RawRecord | null | undefined, { values }: Edit): boolean {
  return record != null && unlike(mapping, record, values).length === 0;
}

/** What a whole reading came to, and one with no fault on. */
interface ReadAll {
  readonly word: string;
  readonly cursor: string | null;
  readonly there: Awaited<ReturnType<typeof changes>>;
}

async function readingAll(stage: Stage): Promise<ReadAll> {
  const { calm, isEdited, broken } = stage;
  const edit = await editOf(stage, 5);
  const end = await attempt(stage, stage.fault, async (resource) => {
    if (isEdited) await calm.update(edit.id, edit.fields);
    return changes(resource, null);
  });
  const there = await changes(calm, null);
  if ('error' in end) return { word: wordOf(end.error), cursor: null, there };
  const { records, cursor } = end.answer;
  if (records.some(({ deleted }) => deleted)) broken.push('reported a record as removed');
  const word = comparison(records, there.records) ?? unharmed(stage, end.hits);
  if (isEdited) await expectBrought(stage, cursor, edit);
  return { word, cursor, there };
}

function comparison(found: readonly RawRecord[], there: readonly RawRecord[]): string | null {
  const byId = new Map(found.map((record) => [record.id, record]));
  if (there.some(({ id }) => !byId.has(id))) return 'shorter';
  if (there.some((record) => !isAlike(byId.get(record.id), record))) return 'late';
  return found.length > there.length ? 'rows twice' : null;
}

/** No edit is lost: the next reading, with no fault on, brings it. */
async function expectBrought(stage: Stage, cursor: string | null, edit: Edit): Promise<void> {
  const { records } = await changes(stage.calm, cursor);
  const isBrought = records.some((record) => record.id === edit.id && has(stage, record, edit));
  if (!isBrought) stage.broken.push('lost an edit: the next reading does not bring it');
}

async function readingSome(stage: Stage): Promise<string> {
  const { calm, isEdited } = stage;
  const { records } = await calm.list({ first: 8, after: null });
  const ids = [6, 1, 4, 2].map((at) => records[at]!.id);
  const edit = { ...(await editOf(stage, 4)), id: ids[2]! };
  const end = await attempt(stage, stage.fault, async (resource) => {
    if (isEdited) await calm.update(edit.id, edit.fields);
    return resource.readMany(ids);
  });
  if ('error' in end) return wordOf(end.error);
  if (end.answer.some((record) => record === null)) return 'null';
  const there = await calm.readMany(ids);
  return end.answer.every((record, at) => isAlike(record, there[at])) ? unharmed(stage, end.hits) : 'late';
}

async function updating(stage: Stage, cursor: string | null): Promise<string> {
  const { calm, broken } = stage;
  const edit = await editOf(stage, 0);
  const end = await attempt(stage, ofWrite(stage), (resource) => resource.update(edit.id, edit.fields));
  const [after] = await calm.readMany([edit.id]);
  const hasLanded = has(stage, after, edit);
  if (hasLanded) await expectBrought(stage, cursor, edit);
  if ('error' in end) {
    if (hasLanded && !end.error.details.ambiguous) broken.push('an update landed whose error is sure that it did not');
    return wordOf(end.error);
  }
  if (!hasLanded) broken.push('answered an update that did not land');
  return has(stage, end.answer, edit) ? unharmed(stage, end.hits) : 'late';
}

async function creating(stage: Stage, before: ReadAll['there']): Promise<string> {
  const { calm, calmly, broken } = stage;
  const { capabilities, mapping } = stage.entityType;
  if (!calm.create) return '-';
  const fields = writeFields(mapping, await otherValues(mapping, null, calmly));
  const { keys } = capabilities;
  const options = { externalRef: 'samband-under-fault', ...(keys !== 'server' && { id: String(keys.from) }) };
  const known = new Set(before.records.map(({ id }) => id));
  const end = await attempt(stage, ofWrite(stage), (resource) => resource.create!(fields, options));
  const made = (await changes(calm, before.cursor)).records.filter(({ id }) => !known.has(id));
  if (made.length > 1) broken.push('created a record twice');
  if (calm.find) {
    const found = await calm.find(options.id === undefined ? options : { id: options.id });
    if (found.length !== made.length) broken.push('a creation cannot be found again');
  }
  if ('error' in end) {
    if (made.length > 0 && !end.error.details.ambiguous)
      broken.push('a creation landed whose error is sure it did not');
    return wordOf(end.error);
  }
  if (made[0]?.id !== end.answer.id) broken.push('answered a creation that did not land');
  return unharmed(stage, end.hits);
}

function isAlike(a: RawRecord | null | undefined, b: RawRecord | null | undefined): boolean {
  return isDeepStrictEqual(a?.fields, b?.fields);
}

function wordOf({ code, details }: HubError): string {
  return details.ambiguous ? `${code} ambiguous` : code;
}
