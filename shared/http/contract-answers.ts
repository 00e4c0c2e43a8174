import * as z from 'zod';
import type { RawRecord } from '../connector.js';
import { Unavailable } from '../errors.js';
import type { HttpAnswer } from './client.js';

/** What a message about an answer names. */
export interface Asked {
  readonly system: string;
  readonly entityType: string;
}

/** A page of a collection under the common contract. */
export interface Page {
  readonly records: readonly RawRecord[];
  /** Where the next page starts; null on the last. */
  readonly next: string | null;
  readonly total: number;
  /** Stands for the moment of the answer: given back later, it brings what changed since. */
  readonly syncCursor: string;
}

/** The page in an answer. @throws Unavailable when it is not one. */
export function pageIn({ json }: HttpAnswer, asked: Asked): Page {
  const read = page.safeParse(json);
  if (!read.success) throw unreadable(asked, read.error, false);
  const { items, nextCursor: next, total, syncCursor } = read.data;
  return { records: items.map((fields) => toRecord(fields, versionOf(fields))), next, total, syncCursor };
}

/** The record in an answer, with its version. @throws Unavailable when there is none, ambiguous after a write. */
export function recordIn({ json, headers }: HttpAnswer, asked: Asked, after: 'read' | 'write'): RawRecord {
  const read = item.safeParse(json);
  if (!read.success) throw unreadable(asked, read.error, after === 'write');
  return toRecord(read.data, headers['etag'] ?? versionOf(read.data));
}

/** The field and the reason in a body of type `application/problem+json`, where it has them. */
export function explainProblem(body: unknown): { field?: string | undefined; reason?: string | undefined } {
  const read = problem.safeParse(body);
  if (!read.success) return {};
  const first = read.data.errors?.[0];
  return { field: first?.field, reason: first?.message ?? read.data.detail ?? read.data.title };
}

const problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string().optional() })).optional(),
});
const item = z.looseObject({
  id: z.string().min(1),
  deletedAt: z.string().nullish(),
  version: z.number().int().nonnegative().nullish(),
});
const page = z.object({
  items: z.array(item),
  nextCursor: z.string().nullable(),
  total: z.number(),
  syncCursor: z.string(),
});

/** The entity tag that the row's own version stands for; null for a row without one. */
function versionOf({ version }: z.infer<typeof item>): string | null {
  return version === undefined || version === null ? null : `"${version}"`;
}

function toRecord(fields: z.infer<typeof item>, version: string | null): RawRecord {
  return { id: fields.id, version, fields, ...(fields.deletedAt && { deleted: true as const }) };
}

function unreadable({ system, entityType }: Asked, fault: z.ZodError, written: boolean): Unavailable {
  const path = fault.issues[0]?.path.join('.') || 'the body';
  const message = `${system} does not answer for ${entityType} as its contract says: see ${path}.`;
  return new Unavailable(message, { system, entityType, ...(written && { ambiguous: true }) });
}
