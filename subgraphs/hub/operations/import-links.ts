import { CsvError, parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import type { Dossier } from '../../../shared/sync/dossier.js';
import type { View } from '../../../shared/sync/policy.js';
import { slotOf } from '../../../shared/sync/state.js';
import type { SyncContext } from '../sync/context.js';
import { joining } from '../sync/link.js';
import type { Decision } from '../sync/store.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { knownRecords, type KnownRecord } from './known-records.js';
import { clash, lifted, underWay, type Attempt } from './link.js';

/** The entity type that a column of ids is of. */
export interface Column {
  readonly system: string;
  readonly entityType: string;
}

/** Which links to import: two ids a line, of one entity type each. */
export interface LinkImport {
  readonly left: Column;
  readonly right: Column;
  readonly csv: string;
  /** Whether the first line has the columns' names. */
  readonly hasHeader: boolean;
}

/** What a line of the file comes to. */
export interface ImportedLine {
  /** As an editor counts it, from 1. */
  readonly line: number;
  readonly left: string;
  readonly right: string;
  /** LINK: the two become one. LINKED_ALREADY: they are. REFUSED: they cannot be; `message` says why. */
  readonly verdict: 'LINK' | 'LINKED_ALREADY' | 'REFUSED';
  readonly message: string | null;
}

/** What an import would do, and the name of exactly that. */
export interface ImportPreview {
  readonly lines: readonly ImportedLine[];
  readonly hash: string;
}

const linesAtMost = 5000;

/** Two canonical records that become one, the older one stays, and the two records that show it. */
interface Pair {
  readonly survivor: string;
  readonly loser: string;
  readonly shownBy: readonly string[];
}

/** A line with what it joins; null: nothing. */
interface Judged extends ImportedLine {
  readonly join: Pair | null;
}

/** What importing would do; nothing is changed. A fault where the file as a whole is none. */
export async function previewLinks(hub: Hub, asked: LinkImport): Promise<Outcome<ImportPreview>> {
  const judged = await judge(hub.context, asked);
  return judged.ok ? done(previewOf(judged.value)) : judged;
}

/**
 * Does exactly what a preview said, or nothing: where a line is refused, where anything has changed since, and where a write
 * to one of the records is not answered yet. @returns how many pairs became one.
 */
export async function importLinks(hub: Hub, asked: LinkImport, hash: string): Promise<Outcome<number>> {
  const judged = await judge(hub.context, asked);
  if (!judged.ok) return judged;
  const { lines, hash: found } = previewOf(judged.value);
  if (found !== hash)
    return refused({ field: ['hash'], code: 'CONFLICT', message: 'Something has changed since: look at it again.' });
  const faulty = lines.filter(({ verdict }) => verdict === 'REFUSED').length;
  if (faulty > 0) {
    const message = `${faulty} of the lines are refused: take them out, or mend them.`;
    return refused({ field: ['csv'], code: 'INVALID', message });
  }
  const joins = judged.value.flatMap(({ join }) => (join ? [join] : []));
  if (joins.length === 0) return done(0);
  const decide = (dossiers: readonly Dossier[], view: View) => joinedAll(hub.context, joins, dossiers, view);
  const outcome = await hub.context.store.change(
    [...new Set(joins.flatMap(({ survivor, loser }) => [survivor, loser]))],
    decide,
    { wake: true },
  );
  return outcome === 'UNDER_WAY' ? refused(underWay(['csv'])) : outcome.ok ? done(joins.length) : outcome;
}

function joinedAll(
  { policy }: SyncContext,
  joins: readonly Pair[],
  dossiers: readonly Dossier[],
  view: View,
): Decision<Attempt> {
  const known = new Map(dossiers.map((dossier) => [dossier.canonical.id, dossier]));
  const pairs = joins.map(({ survivor, loser }) =>
    [known.get(survivor), known.get(loser)].flatMap((dossier) => dossier ?? []),
  );
  const fault = pairs.flatMap((pair) => clash(pair, 'csv') ?? [])[0];
  if (fault) return { dossiers: [], answer: refused(fault) };
  const ruled = joins.map((join) => ({ ...join, rule: 'import', origin: 'MANUAL' as const }));
  const decision = joining(dossiers, ruled, view, policy);
  if (decision.merged?.size !== joins.length) return { dossiers: [], answer: 'UNDER_WAY' };
  const lift = pairs.flatMap((pair) => lifted(pair).lift);
  return { ...decision, exclusions: { add: [], lift }, answer: done('') };
}

function previewOf(judged: readonly Judged[]): ImportPreview {
  const hash = createHash('sha256').update(JSON.stringify(judged)).digest('hex');
  return { lines: judged.map(({ join: _join, ...line }) => line), hash };
}

async function judge(
  { db, slots, store }: SyncContext,
  { left, right, csv, hasHeader }: LinkImport,
): Promise<Outcome<Judged[]>> {
  const [of, to] = [left, right].map((column) => slots.get(slotOf(column)));
  if (!of || !to) return refused(unknownColumn(of ? 'right' : 'left'));
  if (of.key === to.key || of.mapping.canonicalType !== to.mapping.canonicalType) {
    const message = `${of.key} and ${to.key} never hold the same thing.`;
    return refused({ field: ['right'], code: 'INVALID', message });
  }
  const rows = linesOf(csv, hasHeader);
  if (!Array.isArray(rows)) return refused(rows);
  const [lefts, rights] = await Promise.all([
    knownRecords(
      db,
      rows.map(({ left: externalId }) => ({ ...left, externalId })),
    ),
    knownRecords(
      db,
      rows.map(({ right: externalId }) => ({ ...right, externalId })),
    ),
  ]);
  const ids = [...lefts, ...rights].flatMap((record) => record?.canonicalId ?? []);
  const dossiers = new Map((await store.read([...new Set(ids)])).map((dossier) => [dossier.canonical.id, dossier]));
  const taken = new Set<string>();
  return done(rows.map((row, index) => verdictOn(row, lefts[index], rights[index], dossiers, taken)));
}

type Line = Pick<ImportedLine, 'line' | 'left' | 'right'>;

function verdictOn(
  row: Line,
  left: KnownRecord | undefined,
  right: KnownRecord | undefined,
  dossiers: ReadonlyMap<string, Dossier>,
  taken: Set<string>,
): Judged {
  const refusedFor = (message: string): Judged => ({ ...row, verdict: 'REFUSED', message, join: null });
  if (!left) return refusedFor('The hub knows no such record on the left.');
  if (!right) return refusedFor('The hub knows no such record on the right.');
  const ids = [left, right].sort((a, b) => a.seq - b.seq).map(({ canonicalId }) => canonicalId);
  const [survivor = '', loser = ''] = ids;
  if (ids.some((id) => taken.has(id))) return refusedFor('An earlier line has one of the two already.');
  for (const id of ids) taken.add(id);
  if (survivor === loser) return { ...row, verdict: 'LINKED_ALREADY', message: null, join: null };
  const fault = clash(
    ids.flatMap((id) => dossiers.get(id) ?? []),
    'csv',
  );
  if (fault) return refusedFor(fault.message);
  return {
    ...row,
    verdict: 'LINK',
    message: null,
    join: { survivor, loser, shownBy: [left.recordId, right.recordId] },
  };
}

/** The lines of a file; between the ids semicolons or tabs where there are any, or else commas. */
function linesOf(csv: string, hasHeader: boolean): Line[] | UserFault {
  const delimiter = [';', '\t'].find((sign) => csv.includes(sign)) ?? ',';
  let parsed: { record: string[]; info: { lines: number } }[];
  try {
    parsed = parse(csv, {
      ...{ bom: true, delimiter, info: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] },
      ...{ skip_empty_lines: true, trim: delimiter !== '\t', from: hasHeader ? 2 : 1 },
    }) as unknown as typeof parsed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { field: ['csv'], code: 'INVALID', message: `Line ${String(error['lines'])} is no CSV: ${error.code}.` };
  }
  const wrong = parsed.find(({ record }) => record.length !== 2 || record.includes(''));
  if (wrong) return { field: ['csv'], code: 'INVALID', message: `Line ${wrong.info.lines} has not two ids.` };
  if (parsed.length > linesAtMost) {
    const message = `It has ${parsed.length} lines; ${linesAtMost} are taken at a time.`;
    return { field: ['csv'], code: 'INVALID', message };
  }
  return parsed.map(({ record: [left = '', right = ''], info }) => ({ line: info.lines, left, right }));
}

function unknownColumn(field: 'left' | 'right'): UserFault {
  return { field: [field], code: 'NOT_FOUND', message: 'No system that is switched on has such an entity type.' };
}
