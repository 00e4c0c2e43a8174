import { writtenInstant } from '../instant.js';
import { osloHours, osloText, shortText } from '../oslo.js';
import { propertyOf, type Entity, type Kind } from './entities.js';
import { ODataFault } from './faults.js';

const HOUR = 3_600_000;

/** What a property holds when it holds nothing. */
export function emptyOf(kind: Kind): unknown {
  if (kind === 'text') return '';
  if (kind === 'boolean') return false;
  return kind === 'integer' || kind === 'number' ? 0 : null;
}

/** The properties of a body, spelled right, checked and as they are to be stored. Throws an `ODataFault` naming the property. */
export function checkedValues(
  entity: Entity,
  body: Record<string, unknown>,
  nulls: 'refuse' | 'empty',
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(body)) {
    const property = propertyOf(entity, name);
    if (!property) throw new ODataFault(400, `The property '${name}' does not exist on type '${entity.name}'.`);
    if (entity.readOnly.has(property)) throw new ODataFault(400, `The property '${property}' is read-only.`);
    if (value === null && nulls === 'refuse') throw new ODataFault(400, `The property '${property}' must not be null.`);
    values.set(property, checked(entity, property, value));
  }
  return values;
}

function checked(entity: Entity, property: string, value: unknown): unknown {
  const kind = entity.kinds[property]!;
  if (value === null) return kind === 'text' ? '' : null;
  const fits = {
    text: () => typeof value === 'string',
    integer: () => Number.isSafeInteger(value),
    number: () => typeof value === 'number',
    boolean: () => typeof value === 'boolean',
    date: () => isDateTime(value),
    dateTime: () => isDateTime(value),
    stamp: () => false,
  }[kind]();
  if (!fits) throw new ODataFault(400, `The property '${property}' must be a value of the type ${kind}.`);
  if (kind === 'date') return (value as string).slice(0, 10);
  return kind === 'dateTime' ? dateTimeText(entity, value as string) : value;
}

function isDateTime(value: unknown): value is string {
  return typeof value === 'string' && writtenInstant(value) !== null;
}

/** A date-time as the service keeps it: in UTC, or with Oslo's offset. One without a zone is in the service's own. */
function dateTimeText(entity: Entity, value: string): string {
  const { instant, hasZone } = writtenInstant(value)!;
  if (entity.clock === 'utc') return shortText(instant);
  return osloText(hasZone ? instant : instant - osloHours(instant) * HOUR);
}
