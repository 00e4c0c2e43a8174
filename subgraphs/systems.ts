import type { Env } from '../shared/config.js';
import type { Connector, Host } from '../shared/connector.js';
import { readThrough, watchWrites, type Reads } from '../shared/subgraph/reads.js';
import type { ConnectedSystem } from './hub/sync/context.js';

/** A system that is switched on, with its cached reads for queries. */
export interface OnlineSystem extends ConnectedSystem {
  readonly reads: Reads;
}

/** Connectors whose system is configured as real: once there is one, the others are off, never sandboxes. */
export function configuredConnectors(env: Env, connectors: readonly Connector[]): Connector[] {
  return connectors.filter((connector) => env.has(connector.urlVariable));
}

/**
 * Connects systems. Whoever writes through the connection, a query's mutation or the sync, empties the record's place
 * in the read cache.
 */
export function connectSystems(
  connectors: readonly Connector[],
  env: Env,
  host: Host,
  options: { isSandbox: boolean; maxAgeMs: number },
): Map<string, OnlineSystem> {
  return new Map(
    connectors.map((connector) => {
      const plain = connector.connect(env, host);
      const reads = readThrough(plain, { maxAgeMs: options.maxAgeMs, now: () => performance.now() });
      const connection = watchWrites(plain, (entityType, id) => reads.forget(entityType, id));
      return [connector.system, { connector, connection, reads, isSandbox: options.isSandbox }];
    }),
  );
}
