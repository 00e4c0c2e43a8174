import type { Outage } from '../connector.js';

/** The scope that shows national identity numbers. */
export const nationalIdScope = 'national-id';

/** What every resolver of one request shares. */
export interface RequestContext {
  /** For the log and the systems' own logs. */
  readonly requestId: string;
  /** Who asks, as they came with a key or a token; null or absent: nobody known. */
  readonly caller?: { readonly name: string } | null;
  /** What the caller may do. */
  readonly scopes: ReadonlySet<string>;
  /** Loaders made during this request, by a name their maker chooses. */
  readonly loaders: Map<string, unknown>;
  /** What goes beside the answer, in its `extensions`: lists by name. */
  readonly notes: Map<string, unknown[]>;
  /** When whoever asks stops waiting, in ms of `performance.now()`; absent: never. */
  readonly endsAt?: number | undefined;
}

/** The name under which the caller is known; null: nobody known. */
export function nameOf({ caller }: RequestContext): string | null {
  return caller?.name ?? null;
}

/** The list of notes under a name, to be added to. */
export function noteOf({ notes }: RequestContext, name: string): unknown[] {
  const known = notes.get(name) ?? [];
  notes.set(name, known);
  return known;
}

/** A system that fails every request, so that none is sent, as the answer's `extensions.systems` tells of it. */
export interface SystemState {
  readonly system: string;
  readonly state: 'DOWN';
  readonly since: string;
}

/** Notes, once in an answer, that a system is down. */
export function noteDown(context: RequestContext, system: string, { since }: Outage): void {
  const states = noteOf(context, 'systems') as SystemState[];
  if (states.every((known) => known.system !== system))
    states.push({ system, state: 'DOWN', since: since.toISOString() });
}
