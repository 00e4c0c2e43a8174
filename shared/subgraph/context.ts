/** The scope that shows national identity numbers. */
export const nationalIdScope = 'national-id';

/** What every resolver of one request shares. */
export interface RequestContext {
  /** For the log and the systems' own logs. */
  readonly requestId: string;
  /** What the caller may do. */
  readonly scopes: ReadonlySet<string>;
  /** Loaders made during this request, by a name their maker chooses. */
  readonly loaders: Map<string, unknown>;
}
