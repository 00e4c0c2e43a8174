import type { Access } from './access.js';
import { knownOperations } from './gateway/guard/operations.js';
import type { LoadGuard } from './gateway/guard/load.js';
import type { GatewayOptions } from './gateway/server.js';
import type { Log } from './shared/log.js';
import type { Settings } from './shared/settings.js';

type Own = 'supergraphSdl' | 'subgraphs' | 'firstQuery';

/** What a person set about serving a graph, whichever it is. @throws ConfigInvalid for operations that cannot be read. */
export async function gatewayOptions(
  settings: Settings,
  { authenticate, token }: Access,
  load: LoadGuard,
  log: Log,
): Promise<Omit<GatewayOptions, Own>> {
  const { operations, operationsOnly } = settings;
  // Where a proxy serves other hosts, others see the page.
  const pageToken = settings.hosts.length > 0 ? null : token;
  return {
    ...{ port: settings.port, host: settings.host, hosts: settings.hosts, origins: settings.corsOrigins },
    ...{ authenticate, pageToken, requestsPerMinute: settings.requestsPerMinute, load },
    ...{ introspection: settings.introspection, deadlineMs: settings.requestDeadlineMs, passedOn: settings.passedOn },
    operations: operations === null ? null : await knownOperations(operations, operationsOnly),
    logError: (error, requestId, subgraph) => log.fault('A request failed.', error, { requestId, subgraph }),
    tellRequest: log.request,
  };
}
