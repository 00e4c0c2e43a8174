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
  /** What goes beside the answer, in its `extensions`: lists by name. */
  readonly notes: Map<string, unknown[]>;
  /** When whoever asks stops waiting, in ms of `performance.now()`; absent: never. */
  readonly endsAt?: number;
}

/** The list of notes under a name, to be added to. */
export function noteOf({ notes }: RequestContext, name: string): unknown[] {
  const known = notes.get(name) ?? [];
  notes.set(name, known);
  return known;
}
