/** A field holds a string or null, or is an object of such fields (given as their names), or null in its place. */
export type Shape = Readonly<Record<string, 'text' | readonly string[]>>;

/** The entities by their name in the address, with the property names known of the real system; `id` comes on top. */
export const entities: Readonly<Record<string, Shape>> = {
  contacts: {
    givenName: 'text',
    familyName: 'text',
    mobilePhone: 'text',
    directPhone: 'text',
    emailAddress: 'text',
    company: ['id'],
  },
  activities: {
    subject: 'text',
    ownerId: 'text',
    startsAt: 'text',
    endsAt: 'text',
    address: ['postalArea', 'country'],
  },
};

type Values = Record<string, unknown>;

/** Thrown to answer `{ message, field? }` with a status. */
export class Fault extends Error {
  override readonly name = 'Fault';
  constructor(
    readonly status: number,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

/** Every field of a row, null where it has none. */
export function complete(shape: Shape, row: Values): Values {
  return Object.fromEntries(
    Object.entries(shape).map(([name, kind]) => {
      const value = row[name] ?? null;
      return [name, kind !== 'text' && isObject(value) ? { ...nothing(kind), ...value } : value];
    }),
  );
}

/**
 * The fields a body changes, with the values they come to. Objects merge into what is there (assumed: nothing is known of
 * it). Throws a 400 fault naming the first field that is unknown or holds anything but what its shape says.
 */
export function changed(shape: Shape, change: Values, before: Values): Values {
  return Object.fromEntries(
    Object.entries(change).map(([name, wanted]) => {
      const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (kind === undefined) throw new Fault(400, `${name} cannot be set`, name);
      if (kind === 'text') return [name, textOrNull(wanted, name)];
      return [name, wanted === null ? null : merged(kind, wanted, before[name], name)];
    }),
  );
}

function merged(names: readonly string[], wanted: unknown, before: unknown, within: string): Values {
  if (!isObject(wanted)) throw new Fault(400, `${within} must be an object`, within);
  const values = { ...nothing(names), ...(isObject(before) ? before : {}) };
  for (const [name, value] of Object.entries(wanted)) {
    const path = `${within}.${name}`;
    if (!names.includes(name)) throw new Fault(400, `${path} cannot be set`, path);
    values[name] = textOrNull(value, path);
  }
  return values;
}

function textOrNull(value: unknown, path: string): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new Fault(400, `${path} must be a string or null`, path);
}

function nothing(names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** Whether a JSON value is an object: not null, not an array. */
export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
