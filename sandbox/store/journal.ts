import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { linesOf } from './lines.js';
import type { Row } from './types.js';

/** A row's state after a write: for a seeded row `change` is what differs from the seed, for another one all of it. */
export interface RowEntry {
  kind: 'row';
  table: string;
  id: string;
  change: Row;
  version: number;
  seq: number;
  /** Null for a seeded row: the seed knows. */
  createdAt: string | null;
  changedAt: string;
  deletedAt: string | null;
}

/** The last number a table gave out. */
export interface NumberEntry {
  kind: 'number';
  table: string;
  number: number;
}

/** What was remembered under a key. */
export interface ValueEntry {
  kind: 'value';
  key: string;
  value: unknown;
}

/** Anything a journal keeps. */
export type Entry = RowEntry | NumberEntry | ValueEntry;

/** An append-only file of JSON lines, each an array of entries that belong together. */
export interface Journal {
  /** Hands over every entry of the whole lines, in order. */
  replay(take: (entry: Entry) => void): void;
  /** Replaces the file by these entries and opens it for appending. To be called once, before the first `append`. */
  compact(entries: Iterable<Entry>): void;
  append(entry: Entry): void;
  /** Entries from here to the matching `end` become one line. */
  begin(): void;
  end(): void;
  close(): Promise<void>;
}

/** A journal for these seed counts; a null path keeps nothing. Reading throws when the file was made for other counts or is damaged. */
export function openJournal(path: string | null, counts: Record<string, number>): Journal {
  return path === null ? forgetful : fileJournal(path, JSON.stringify({ seeds: counts }));
}

const forgetful: Journal = {
  replay() {},
  compact() {},
  append() {},
  begin() {},
  end() {},
  close: async () => {},
};

function fileJournal(path: string, header: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  let file: number | null = null;
  let depth = 0;
  let pending: Entry[] = [];
  const flush = (): void => {
    if (file === null) throw new Error(`The journal ${path} is closed.`);
    const entries = pending;
    pending = [];
    if (entries.length > 0) writeAll(file, lineOf(entries));
  };
  return {
    replay: (take) => replay(path, header, take),
    compact(entries) {
      rewrite(`${path}.new`, header, entries);
      renameSync(`${path}.new`, path);
      file = openSync(path, 'a');
    },
    append(entry) {
      pending.push(entry);
      if (depth === 0) flush();
    },
    begin: () => void (depth += 1),
    end() {
      depth -= 1;
      if (depth === 0) flush();
    },
    async close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

function replay(path: string, header: string, take: (entry: Entry) => void): void {
  let number = 0;
  for (const line of linesOf(path)) {
    number += 1;
    if (number === 1) {
      if (line !== header)
        throw new Error(`${path} was written for other seeds (another scale?). Use that scale, or remove the file.`);
    } else {
      for (const entry of entriesIn(line, path, number)) take(entry);
    }
  }
}

function entriesIn(line: string, path: string, number: number): Entry[] {
  try {
    return JSON.parse(line) as Entry[];
  } catch (cause) {
    throw new Error(`${path} is damaged in line ${number}. Remove the file to start afresh.`, { cause });
  }
}

function rewrite(path: string, header: string, entries: Iterable<Entry>): void {
  const file = openSync(path, 'w');
  try {
    let text = `${header}\n`;
    for (const entry of entries) {
      text += lineOf([entry]);
      if (text.length > 65_536) {
        writeAll(file, text);
        text = '';
      }
    }
    writeAll(file, text);
  } finally {
    closeSync(file);
  }
}

const lineOf = (entries: Entry[]): string => `${JSON.stringify(entries)}\n`;

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}
