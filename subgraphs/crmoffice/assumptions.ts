/**
 * What no source states of CRM-Office and this connector takes for granted, all in one place. Found, and so not here:
 * the host, the token address and its one-hour tokens, an `items` envelope on another list, and the property names.
 */
export const assumptions = {
  /** Where the entity types are, by name; a record is at `<path>/<id>`. */
  paths: { Contacts: '/contacts', Activities: '/activities' },

  /** `?page=1&pageSize=100` is the first page, and a list bears the number of all records as `total`. */
  page: { number: 'page', size: 'pageSize', first: 1, largest: 100 },

  /** Lists keep one order, and new records come last. There is no filter for what changed, so readings are full. */
  cursor: 'everything',

  /** A partial object changes only what it names, null clears, and the answer is the record or nothing. */
  updateMethod: 'PATCH',

  /** Takes a record away; only the doctor does, with what it made. */
  removeMethod: 'DELETE',

  /** An answer that names no lifetime: the hour that was seen. Seconds. */
  tokenLifetime: 3600,

  /** How long before its end a token is renewed. Seconds. */
  renewAhead: 300,

  /** Nothing is known of a rate limit; this many requests at a time are thought polite. */
  concurrency: 4,

  /** The longest time a request may still take effect after it was sent, in ms; nothing is known. */
  inFlightMs: 30_000,

  /** A read shows what was written before it. */
  readLagMs: 0,

  /** A list shows what a record read alone shows. */
  listMayLag: false,

  /** A write answers the record; where it answers nothing, the record is read again. */
  writeReturnsBody: true,
} as const;
