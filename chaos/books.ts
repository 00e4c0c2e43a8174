import { join } from 'node:path';
import type { Entry } from '../sandbox/store/journal.js';
import { linesOf } from '../sandbox/store/lines.js';
import type { Desk } from './desk.js';
import type { Typed } from './people.js';

/** What a record's properties were from a moment on. */
interface Stand {
  /** ms since 1970. */
  readonly at: number;
  readonly row: Readonly<Record<string, unknown>>;
}

/** The systems' own books: every state a record ever had, oldest first, by `system/table/id`. */
export type Books = ReadonlyMap<string, readonly Stand[]>;

/** @param folder holds `<system>.jsonl` of each desk's system. */
export function readBooks(folder: string, desks: readonly Desk[]): Books {
  const books = new Map<string, Stand[]>();
  for (const system of new Set(desks.map(({ place }) => systemOf(place))))
    for (const line of linesOf(join(folder, `${system}.jsonl`))) note(books, system, JSON.parse(line) as unknown);
  return books;
}

function note(books: Map<string, Stand[]>, system: string, line: unknown): void {
  // The first line is the file's heading.
  if (!Array.isArray(line)) return;
  for (const entry of line as Entry[]) {
    if (entry.kind !== 'row') continue;
    const key = `${system}/${entry.table}/${entry.id}`;
    const stands = books.get(key) ?? [];
    stands.push({ at: Date.parse(entry.changedAt), row: entry.change });
    books.set(key, stands);
  }
}

/** From when on a typed value stood, and what stood there next; null where it still does. */
export interface Stay {
  readonly from: number;
  readonly next: { readonly value: unknown; readonly at: number } | null;
}

/** @returns null for a value that never stood in its record, and for a clear of what was empty. */
export function stayOf(books: Books, { table }: Desk, { place, id, property, value, at }: Typed): Stay | null {
  const stands = books.get(`${systemOf(place)}/${table}/${id}`) ?? [];
  const isIt = ({ row }: Stand): boolean => (row[property] || null) === value;
  const first = stands.findIndex((stand) => stand.at >= at && isIt(stand));
  const from = stands[first]?.at;
  const before = stands[first - 1];
  if (from === undefined || (value === null && before !== undefined && isIt(before))) return null;
  const next = stands.slice(first).find((stand) => !isIt(stand));
  return { from, next: next ? { value: next.row[property], at: next.at } : null };
}

function systemOf(place: string): string {
  return place.slice(0, place.indexOf('.'));
}
