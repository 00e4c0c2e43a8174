import type { Access } from './access.js';
import { gatewayOptions } from './gateway-options.js';
import { composeSupergraph } from './gateway/compose.js';
import { loadGuard } from './gateway/guard/load.js';
import { startGateway, type Gateway } from './gateway/server.js';
import { localSubgraph } from './gateway/subgraph.js';
import { operatingOf } from './operating.js';
import type { Log } from './shared/log.js';
import type { Settings } from './shared/settings.js';
import { buildSystemSubgraph, type BuiltSubgraph } from './shared/subgraph/build.js';
import type { LastSeen, Recall } from './shared/subgraph/recall.js';
import { firstQuery } from './subgraphs/hub/first-query.js';
import { buildHubSubgraph } from './subgraphs/hub/graphql/build.js';
import { exportFile } from './subgraphs/hub/operations/export.js';
import type { Hub } from './subgraphs/hub/operations/hub.js';
import { webhookReceiver } from './subgraphs/hub/operations/receive-webhook.js';
import { recordsByRef, refKey } from './subgraphs/hub/store/queries/records.js';
import type { OnlineSystem } from './subgraphs/systems.js';
import { webhookSenders, type WebhookSecrets } from './subgraphs/webhooks.js';

/** Serves the graph, and what systems and people ask for beside it. */
export async function serve(
  hub: Hub,
  systems: ReadonlyMap<string, OnlineSystem>,
  secrets: WebhookSecrets,
  settings: Settings,
  log: Log,
  access: Access,
): Promise<Gateway> {
  const built = subgraphsOf(hub, [...systems.values()], settings.readDeadlineMs);
  const local = built.map((one) => ({ subgraph: localSubgraph(one.name, one), schema: one.schema }));
  const { subgraphSecret: secret } = settings;
  const load = loadGuard(settings.load);
  const gateway = await startGateway({
    ...(await gatewayOptions(settings, access, load, log)),
    operating: operatingOf(hub, systems, load),
    supergraphSdl: composeSupergraph(built),
    subgraphs: local.map(({ subgraph }) => subgraph),
    ...(secret === null ? {} : { shared: { secret, subgraphs: local } }),
    firstQuery,
    ...{ webhooks: webhookReceiver(hub, webhookSenders(systems, secrets)), downloads: (name) => exportFile(hub, name) },
  });
  return { ...gateway, stop: () => gateway.stop().finally(() => load.stop()) };
}

/** A subgraph for each system that is switched on, and the hub's. Nothing of the hub is touched before the first query. */
export function subgraphsOf(hub: Hub, online: readonly OnlineSystem[], deadlineMs = 10_000): BuiltSubgraph[] {
  const ofSystems = online.map(({ connector, reads, connection }) => {
    const recall = recallOf(hub, connector.system);
    return buildSystemSubgraph(connector, reads, connection, { deadlineMs, recall });
  });
  return [
    ...ofSystems,
    buildHubSubgraph(
      hub,
      online.map(({ connector }) => connector),
    ),
  ];
}

/** What the hub remembers of a system's records. */
function recallOf(hub: Hub, system: string): Recall {
  return async (entityType, ids) => {
    const seen = await recordsByRef(
      hub.context.db,
      ids.map((externalId) => refKey({ system, entityType, externalId })),
    );
    return new Map(
      [...seen.values()].flatMap(({ externalId, values, observedAt, goneAt }): [string, LastSeen][] =>
        goneAt === null ? [[externalId, { fields: values as LastSeen['fields'], observedAt }]] : [],
      ),
    );
  };
}
