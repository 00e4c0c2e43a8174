import { Env } from '../../shared/config.js';
import type { Connection, Connector } from '../../shared/connector.js';
import type { Finding } from './finding.js';

/** A connector with its connection, opened when first used. */
export interface Opened {
  readonly connector: Connector;
  readonly connection: Connection;
}

/** Which systems can be examined, and what is wrong with the variables of the others. */
export interface Configuration {
  readonly opened: readonly Opened[];
  readonly findings: readonly Finding[];
}

/**
 * Connects the systems that are switched on, each by itself, so that one with a faulty variable keeps no other from
 * being examined. Every faulty variable is a finding; a system that is off is one that asks for nothing.
 */
export function configure(
  connectors: readonly Connector[],
  values: Readonly<Record<string, string | undefined>>,
  connect: (connector: Connector, env: Env) => Connection,
): Configuration {
  const opened: Opened[] = [];
  const findings: Finding[] = [];
  for (const connector of connectors) {
    const env = new Env(values);
    const { system, urlVariable } = connector;
    const about = { system, entityType: null, claim: 'configuration' } as const;
    if (!env.has(urlVariable)) {
      findings.push({ ...about, verdict: 'unknown', found: `off: ${urlVariable} is not set`, remedy: null });
      continue;
    }
    const connection = connect(connector, env);
    if (env.faults.length === 0) opened.push({ connector, connection });
    const remedy = `subgraphs/${system}/README.md lists its variables`;
    findings.push(...env.faults.map((found) => ({ ...about, verdict: 'failed' as const, found, remedy })));
  }
  return { opened, findings };
}
