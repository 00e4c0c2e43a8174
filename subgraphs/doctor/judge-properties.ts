import { fieldOf } from '../../shared/canonical/types.js';
import type { RawRecord } from '../../shared/connector.js';
import { text } from '../../shared/mapping/codec.js';
import { valueAt, type FieldMapping } from '../../shared/mapping/mapping.js';
import { wireFields } from '../../shared/subgraph/wire.js';
import { differs, fine, note, unknown, type Judged, type Subject } from './finding.js';
import type { ReadingMeasured } from './reading.js';

/** Whether every mapped property is on the records and holds what its codec understands. */
export function judgeProperties(subject: Subject, { records }: ReadingMeasured): readonly Judged[] {
  const { mapping } = subject.entityType;
  if (records.length === 0) return [unknown('properties', 'there is no record to look at')];
  const findings = Object.entries(mapping.fields).flatMap(([name, field]) => {
    const isSecret = fieldOf(mapping.canonicalType, name).secret === true;
    return isSecret ? judgeSecret(field, records) : judgeProperty(subject, field, records);
  });
  if (findings.some(({ verdict }) => verdict === 'differs')) return findings;
  return [fine('properties', `${Object.keys(mapping.fields).length} mapped properties are there`), ...findings];
}

function judgeProperty(subject: Subject, field: FieldMapping, records: readonly RawRecord[]): Judged[] {
  const { path, codec = text } = field;
  const carried = records.map(({ fields }) => valueAt(fields, path)).filter((value) => value !== undefined);
  if (carried.length === 0) return [missing(subject, path, records)];
  const values = carried.filter((value) => value !== null);
  const misread = values.filter((value) => codec.read(value) === undefined).length;
  if (misread === 0) return judgeTypes(path, codec.wireType, values);
  const found = `${path}: ${misread} of ${values.length} values are not what the codec ${codec.name} understands`;
  const remedy = `a value new to us or another type: give ${path} a codec that knows it in ${mappingsOf(subject)}`;
  return [differs('properties', found, remedy)];
}

/** What records carry by the common contract, beside their fields. */
const ofTheContract: ReadonlySet<string> = new Set(['deletedAt', 'version']);

function missing(subject: Subject, path: string, records: readonly RawRecord[]): Judged {
  const known = new Set(wireFields(subject.entityType.graph.type).map((field) => field.path.split('.')[0]));
  const present = new Set(records.flatMap(({ fields }) => Object.keys(fields)));
  const strangers = [...present].filter((name) => !known.has(name) && !ofTheContract.has(name));
  const hint = strangers.length > 0 ? `; new to us: ${strangers.join(', ')}` : '';
  const found = `${path} is on none of ${records.length} records${hint}`;
  return differs('properties', found, `name it as it is called now in ${mappingsOf(subject)}, or ask its makers`);
}

function judgeTypes(path: string, wireType: string, values: readonly unknown[]): Judged[] {
  const expected = wireType === 'integer' ? 'number' : wireType;
  const others = values.filter((value) => typeof value !== expected);
  const kinds = [...new Set(others.map((value) => typeof value))].join(', ');
  return others.length === 0
    ? []
    : [note('properties', `${path}: ${others.length} of ${values.length} values are of the type ${kinds}`)];
}

/** A secret value may be withheld for want of a privilege; nothing is said of what it holds. */
function judgeSecret({ path }: FieldMapping, records: readonly RawRecord[]): Judged[] {
  const carried = records.filter(({ fields }) => valueAt(fields, path) !== undefined).length;
  return carried > 0 ? [] : [note('properties', `${path} is withheld, so no one is matched by it`)];
}

const mappingsOf = ({ connector }: Subject): string => `subgraphs/${connector.system}/mappings.ts`;
