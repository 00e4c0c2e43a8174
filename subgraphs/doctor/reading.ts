import type { RawRecord, Resource } from '../../shared/connector.js';
import { HubError } from '../../shared/errors.js';

/** What reading one entity type showed. */
export interface ReadingMeasured {
  /** All records in the order they came, or the first of them. */
  readonly records: readonly RawRecord[];
  readonly isComplete: boolean;
  readonly readMs: number;
  /** Where a reading of changes starts after this; null where reading stopped before the end. */
  readonly cursor: string | null;
  /** The ids of the first records, listed twice in windows of different sizes. */
  readonly listed: readonly [readonly string[], readonly string[]];
  /** What a read of a missing and of a present record answered. */
  readonly lookup: Lookup;
}

/** `null` as it should be; a record although there is none; nothing although there is one; the error it threw. */
export type Lookup = 'right' | 'invents' | 'misses' | HubError;

/** Beyond this a reading is a sample: enough to judge by, and no burden to the system. */
export const mostRecords = 20_000;

const listedRecords = 120;
const windowSizes = [50, 40] as const;
const noOnesId = '987654321';

/** Reads lists, everything (up to `mostRecords`) and two records by id. */
export async function measureReading(resource: Resource): Promise<ReadingMeasured> {
  const first = await listIds(resource, windowSizes[0]);
  const second = await listIds(resource, windowSizes[1]);
  const started = performance.now();
  const everything = await readRows(resource, null, mostRecords);
  const readMs = performance.now() - started;
  const lookup = await lookUp(resource, everything.records[0]?.id ?? null);
  return { ...everything, readMs, listed: [first, second], lookup };
}

/** The rows of a reading of changes up to `most`; the cursor is null where it was cut off there. */
export async function readRows(
  resource: Resource,
  from: string | null,
  most: number,
): Promise<Pick<ReadingMeasured, 'records' | 'isComplete' | 'cursor'>> {
  const records: RawRecord[] = [];
  for await (const page of resource.readChanges(from)) {
    records.push(...page.records);
    if (page.cursor !== null) return { records, isComplete: true, cursor: page.cursor };
    if (records.length >= most) break;
  }
  return { records, isComplete: false, cursor: null };
}

async function listIds(resource: Resource, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ids.length < listedRecords;) {
    const page = await resource.list({ first: Math.min(size, listedRecords - ids.length), after });
    ids.push(...page.records.map(({ id }) => id));
    after = page.cursors.at(-1) ?? null;
    if (!page.hasNextPage || after === null) break;
  }
  return ids;
}

async function lookUp(resource: Resource, id: string | null): Promise<Lookup> {
  try {
    const [missing = null, present = null] = await resource.readMany(id === null ? [noOnesId] : [noOnesId, id]);
    if (missing !== null) return 'invents';
    return id !== null && present?.id !== id ? 'misses' : 'right';
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
}
