import { fieldOf } from '../canonical/types.js';
import { text } from './codec.js';
import { valueAt, type Mapping } from './mapping.js';

/** How the records of a reading differ from what the mapping expects of them. */
export interface Drift {
  /** Mapped wire paths that no record carried so far. */
  readonly absent: readonly string[];
  /** Mapped wire paths where a record held a value outside the fixed set that the mapping knows. */
  readonly unknown: readonly string[];
}

type Wire = Readonly<Record<string, unknown>>;

/** Before any record was seen. Secret fields are left out: a system may hide them. */
export function noneSeen(mapping: Mapping): Drift {
  const fields = Object.entries(mapping.fields).filter(([name]) => !fieldOf(mapping.canonicalType, name).secret);
  return { absent: [...new Set(fields.map(([, { path }]) => path))], unknown: [] };
}

/** After these records too. */
export function seen(mapping: Mapping, drift: Drift, records: readonly Wire[]): Drift {
  const absent = drift.absent.filter((path) => records.every((wire) => valueAt(wire, path) === undefined));
  return { absent, unknown: [...new Set([...drift.unknown, ...unknownIn(mapping, records)])] };
}

function unknownIn(mapping: Mapping, records: readonly Wire[]): string[] {
  return Object.values(mapping.fields).flatMap(({ path, codec = text, when }) => {
    const isUnknown = (wire: Wire): boolean => {
      const member = valueAt(wire, path);
      const says = !when || valueAt(wire, when.path) === when.is;
      return says && member !== undefined && codec.read(member) === undefined;
    };
    return codec.isFixedSet && records.some(isUnknown) ? [path] : [];
  });
}

/**
 * What a person is told; null where all is as the mapping expects. Neither kind of field is information: it is not taken
 * for cleared, and not written over.
 * @param isWhole whether every record was read: a property that a few do not carry may still be there.
 */
export function driftFault({ system, entityType }: Mapping, drift: Drift, isWhole: boolean): string | null {
  const { absent, unknown } = drift;
  const lines = [
    absent.length > 0 &&
      isWhole &&
      `${system} sends no ${absent.join(', ')} with any ${entityType}, so what is mapped there stands still: see whether the property has a new name.`,
    unknown.length > 0 &&
      `${system} sends a value in ${unknown.join(', ')} of ${entityType} that its mapping does not know, and it is passed over: add it to the mapping.`,
  ];
  return lines.filter((line) => line !== false).join(' ') || null;
}
