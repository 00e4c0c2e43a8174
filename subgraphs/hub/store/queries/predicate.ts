/** A condition in SQL, with the values of the parameters that it names. */
export interface Predicate {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export const everything: Predicate = { sql: 'true', parameters: {} };

export function all(predicates: readonly Predicate[]): Predicate {
  return joined(predicates, ' and ', 'true');
}

export function any(predicates: readonly Predicate[]): Predicate {
  return joined(predicates, ' or ', 'false');
}

export function not({ sql, parameters }: Predicate): Predicate {
  return { sql: `not coalesce( ( ${sql} ), false)`, parameters };
}

function joined(predicates: readonly Predicate[], word: string, ofNone: string): Predicate {
  if (predicates.length === 0) return { sql: ofNone, parameters: {} };
  return {
    sql: predicates.map(({ sql }) => `( ${sql} )`).join(word),
    parameters: Object.assign({}, ...predicates.map(({ parameters }) => parameters)) as Record<string, unknown>,
  };
}

/** Gives every value a parameter of its own. */
export class Parameters {
  private count = 0;

  constructor(private readonly prefix: string) {}

  /** @param sql makes the condition out of the parameter's name, with its colon. */
  with(value: unknown, sql: (parameter: string) => string): Predicate {
    const name = `${this.prefix}${this.count++}`;
    return { sql: sql(Array.isArray(value) ? `:...${name}` : `:${name}`), parameters: { [name]: value } };
  }
}
