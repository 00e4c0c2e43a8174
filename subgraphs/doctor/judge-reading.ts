import { valueAt } from '../../shared/mapping/mapping.js';
import { differs, fine, inSheet, note, unknown, type Judge, type Judged, type Subject } from './finding.js';
import { judgeProperties } from './judge-properties.js';
import type { ReadingMeasured } from './reading.js';

/** What is held against a reading, in the order in which it is told. */
export const readingJudges: readonly Judge<ReadingMeasured>[] = [
  judgeSpeed,
  judgeOrder,
  judgeRepeats,
  judgeLookup,
  judgeProperties,
  judgePlaces,
];

function judgeSpeed(_subject: Subject, { records, readMs, isComplete }: ReadingMeasured): Judged[] {
  const what = isComplete ? `${records.length} records` : `the first ${records.length} records`;
  return [note('reading', `${what} in ${Math.round(readMs)} ms`)];
}

function judgeOrder(_subject: Subject, { listed: [first, second] }: ReadingMeasured): Judged[] {
  if (first.length < 2) return [unknown('order', `${first.length} records have no order`)];
  const remedy = 'see that nobody edits meanwhile and try again; else the connector must ask for an order by id';
  const moved = first.filter((id, index) => second[index] !== id).length;
  if (first.length !== second.length || moved > 0)
    return [differs('order', `listed twice, ${moved} of ${first.length} records stand elsewhere`, remedy)];
  return [fine('order', `the first ${first.length} records, listed twice, come in one order`)];
}

function judgeRepeats(_subject: Subject, { records, listed: [first] }: ReadingMeasured): Judged[] {
  const repeated = records.length - new Set(records.map(({ id }) => id)).size;
  if (new Set(first).size < first.length)
    return [differs('duplicates', 'a list shows records twice', 'the connector must ask for an order by id')];
  const found = `${repeated} records come twice in one reading`;
  return [repeated > 0 ? note('duplicates', `${found}, which does no harm`) : fine('duplicates', found)];
}

function judgeLookup({ connector }: Subject, { lookup }: ReadingMeasured): Judged[] {
  const remedy = `mend reading by id in subgraphs/${connector.system}`;
  if (lookup === 'right') return [fine('lookup', 'a missing id answers nothing, a present one its record')];
  if (lookup === 'invents') return [differs('lookup', 'an id that nothing has answers a record', remedy)];
  if (lookup === 'misses') return [differs('lookup', 'a record that is listed is not found by its id', remedy)];
  return [differs('lookup', `reading by id fails: ${lookup.message}`, remedy)];
}

/** The places a sheet names must be on the records. */
function judgePlaces(subject: Subject, { records }: ReadingMeasured): Judged[] {
  const { externalRef, createdAt, since } = subject.entityType.capabilities;
  const places = { 'externalRef.path': externalRef?.path, createdAt, 'since.stamp': since?.stamp };
  return Object.entries(places).flatMap(([claim, path]) => {
    if (path === null || path === undefined || records.length === 0) return [];
    const carried = records.filter(({ fields }) => valueAt(fields, path) !== undefined).length;
    if (carried > 0) return [fine(claim, `${path} is there`)];
    const found = `${path} is on none of ${records.length} records`;
    return [differs(claim, found, inSheet(subject, claim, 'the name it has now'))];
  });
}
