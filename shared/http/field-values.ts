import type { FieldValues, Json } from '../connector.js';

/** Field values as nested objects: `{ 'address.city': 'Oslo' }` becomes `{ address: { city: 'Oslo' } }`. */
export function nested(fields: FieldValues): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    const level = names.reduce((above, name) => (above[name] ??= {}) as Record<string, Json>, result);
    level[last] = value;
  }
  return result;
}

/** What a creation has to say: a new record is empty where nothing is said, and a flag then takes its default. */
export function filled(fields: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
