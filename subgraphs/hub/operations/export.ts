import { stringify } from 'csv-stringify/sync';
import type { DataSource } from 'typeorm';
import type { CanonicalType } from '../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../shared/canonical/types.js';
import { exportedLinks, exportedRecords, type ExportedLink, type ExportedRecord } from '../store/queries/export.js';
import type { Hub } from './hub.js';

const types: Readonly<Record<string, CanonicalType>> = {
  customers: 'Customer',
  employees: 'Employee',
  projects: 'Project',
};

/** A file to send, piece by piece. */
export interface ExportFile {
  readonly contentType: string;
  readonly pieces: AsyncIterable<string>;
}

/**
 * What the hub holds, as a file: `customers.csv`, `employees.jsonl`, `projects.csv`, `links.jsonl`. CSV has a line of names
 * and then one for each record, values as they stand; JSON lines have an object on each. Null where there is no such file.
 * Each page is read as it is then: what is changed while the file is sent may show as it was before or after.
 */
export function exportFile({ context: { db, slots } }: Hub, name: string): ExportFile | null {
  const [, what = '', form] = /^(\w+)\.(csv|jsonl)$/.exec(name) ?? [];
  const type = Object.hasOwn(types, what) ? types[what] : undefined;
  if (what === 'links') return fileOf(linkSource(db), form);
  if (!type) return null;
  const places = [...slots].flatMap(([key, { mapping }]) => (mapping.canonicalType === type ? [key] : []));
  return fileOf(recordSource(db, type, places), form);
}

function fileOf<Row>(source: Source<Row>, form: string | undefined): ExportFile {
  return form === 'csv'
    ? { contentType: 'text/csv; charset=utf-8', pieces: csv(source) }
    : { contentType: 'application/jsonl; charset=utf-8', pieces: jsonLines(source) };
}

/** Rows to export, with the names of their columns; a row as an object and as the cells of those columns. */
interface Source<Row> {
  readonly columns: readonly string[];
  readonly pages: AsyncIterable<readonly Row[]>;
  readonly object: (row: Row) => object;
  readonly cells: (row: Row) => readonly unknown[];
}

function recordSource(db: DataSource, type: CanonicalType, places: readonly string[]): Source<ExportedRecord> {
  const fields = Object.entries(canonicalTypes[type]).flatMap(([name, { secret }]) => (secret ? [] : [name]));
  const own = (row: ExportedRecord): unknown[] => [
    row.id,
    row.kind,
    row.version,
    time(row.createdAt),
    time(row.updatedAt),
  ];
  return {
    columns: ['id', 'kind', 'version', 'createdAt', 'updatedAt', ...fields, ...places],
    pages: exportedRecords(db, type),
    object: ({ id, kind, version, createdAt, updatedAt, fields: values, links }) => ({
      ...{ id, kind, version, createdAt, updatedAt },
      fields: Object.fromEntries(fields.map((name) => [name, values[name] ?? null])),
      links,
    }),
    cells: (row) => [
      ...own(row),
      ...fields.map((name) => row.fields[name] ?? null),
      ...places.map((place) => row.links[place] ?? null),
    ],
  };
}

function linkSource(db: DataSource): Source<ExportedLink> {
  const columns = ['canonicalId', 'type', 'system', 'entityType', 'externalId', 'origin', 'rule', 'state'] as const;
  return {
    columns: [...columns, 'createdAt'],
    pages: exportedLinks(db),
    object: (row) => Object.fromEntries([...columns, 'createdAt' as const].map((name) => [name, row[name]])),
    cells: (row) => [...columns.map((name) => row[name]), time(row.createdAt)],
  };
}

function time(at: Date): string {
  return at.toISOString();
}

async function* csv<Row>({ columns, pages, cells }: Source<Row>): AsyncGenerator<string> {
  const options = { cast: { boolean: String } };
  yield stringify([[...columns]], options);
  for await (const page of pages)
    yield stringify(
      page.map((row) => [...cells(row)]),
      options,
    );
}

async function* jsonLines<Row>({ pages, object }: Source<Row>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((row) => `${JSON.stringify(object(row))}\n`).join('');
}
