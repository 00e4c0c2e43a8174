import type { Env } from '../../shared/config.js';
import type { Connection, Connector } from '../../shared/connector.js';
import { configure } from './configuration.js';
import { examineSystem } from './examine.js';
import type { Finding } from './finding.js';

export interface DoctorOptions {
  readonly connectors: readonly Connector[];
  /** The environment that connectors read their variables from. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly connect: (connector: Connector, env: Env) => Connection;
  readonly writes: boolean;
  readonly signal?: AbortSignal;
}

/** Examines one system after the other, so that no one's measure is another's load, and closes them all. */
export async function runDoctor({ connectors, values, connect, ...options }: DoctorOptions): Promise<Finding[]> {
  const { opened, findings } = configure(connectors, values, connect);
  const found = [...findings];
  try {
    for (const { connector, connection } of opened) {
      if (options.signal?.aborted) break;
      found.push(...(await examineSystem(connector, connection, options)));
    }
  } finally {
    await Promise.all(opened.map(({ connection }) => connection.close()));
  }
  return found;
}
