import type { Capabilities, Resource } from '../../../shared/connector.js';
import { entityKey } from '../../../shared/dataflows/dataflow.js';
import type { Mapping } from '../../../shared/mapping/mapping.js';
import { HubError } from '../../../shared/errors.js';
import type { ToldFailure } from '../../../shared/sync/fail.js';
import { type Place, type SyncPolicy, type Traits } from '../../../shared/sync/policy.js';
import type { SpanAttributes } from '../../../shared/trace.js';
import type { Store } from './store.js';

/** An entity type of a system that is switched on, with the way to it. */
export interface Slot extends Place {
  readonly system: string;
  readonly entityType: string;
  readonly capabilities: Capabilities;
  readonly resource: Resource;
}

/** What the engine works with: everything comes in from outside, so that a simulation can bring its own. */
export interface Engine {
  readonly store: Store;
  readonly policy: SyncPolicy;
  /** By `system.EntityType`, in the registry's order. */
  readonly slots: ReadonlyMap<string, Slot>;
  /** ms since 1970. */
  readonly now: () => number;
  /** How long a sender may be at one write, in ms; longer than any request takes. */
  readonly leaseMs: number;
  /** Tells the operator of a fault that no caller is waiting for. */
  readonly logFault: (message: string, error: unknown) => void;
}

/** @throws RangeError for an entity type that is not switched on. */
export function slotAt({ slots }: Pick<Engine, 'slots'>, key: string): Slot {
  const slot = slots.get(key);
  if (!slot) throw new RangeError(`${key} is not switched on`);
  return slot;
}

/** An entity type with the part of its sheet that decisions rest on. */
export function slotOver(
  system: string,
  type: { readonly name: string; readonly mapping: Mapping; readonly capabilities: Capabilities },
  resource: Resource,
): Slot {
  const { name: entityType, mapping, capabilities } = type;
  const key = entityKey({ system, entityType });
  return { key, system, entityType, mapping, capabilities, resource, traits: traitsOf(capabilities, resource) };
}

/** What a span tells of an entity type. */
export function placed({ system, entityType }: Pick<Slot, 'system' | 'entityType'>): SpanAttributes {
  return { 'samband.system': system, 'samband.entity_type': entityType };
}

function traitsOf(capabilities: Capabilities, resource: Resource): Traits {
  const { readLagMs, listMayLag, inFlightMs, conditionalWrite, keys, externalRef } = capabilities;
  const hasReference = externalRef !== null && resource.find !== undefined;
  const hasKeys = keys !== 'server' && resource.find !== undefined;
  return {
    ...{ readLagMs, listMayLag, inFlightMs, conditionalWrite, hasReference },
    keys: hasKeys ? keys : 'server',
    canRemove: resource.remove !== undefined,
  };
}

/** The failure as it is judged and told. @throws what is not a `HubError`: a fault of ours. */
export function failureOf(error: unknown): ToldFailure {
  if (!(error instanceof HubError)) throw error;
  const { code, message, details } = error;
  return { code, message, retryAfter: details.retryAfter, ambiguous: details.ambiguous };
}
