/** One field of a record as the page's form offers it; a property that has no field is shown but not offered. */
export interface PageField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'group';
  /** Whether it can be set in a new record only, or in any. */
  readonly when: 'add' | 'always';
  readonly choices?: readonly string[];
  /** The text fields of a group. */
  readonly parts?: readonly string[];
  readonly required?: boolean;
  /** What stands for nothing in this field; null without it. */
  readonly empty?: '';
}

/** A call to the system that does what its user asked for. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** The content type, if it is not JSON's. */
  readonly type?: string;
}

/** A record by its id and what the store holds of it. */
export interface Held {
  readonly id: string;
  readonly row: Readonly<Record<string, unknown>>;
}

type Values = Readonly<Record<string, unknown>>;

/** How a system's user works with one entity type: always by the system's own calls, so that its rules and stamps hold. */
export interface Desk {
  /** The store's table. */
  readonly table: string;
  readonly title: string;
  /** The properties a list shows. */
  readonly columns: readonly string[];
  readonly fields: readonly PageField[];
  readonly read: (held: Held) => Ask;
  readonly add: (values: Values) => Ask;
  readonly save: (held: Held, change: Values) => Ask;
  /** What the system does instead of deleting ("Deactivate"), or its word for deleting; null when it can do neither. */
  readonly removal: string | null;
  readonly remove: (held: Held) => Ask | null;
}
