import type { CanonicalType } from '../../../shared/canonical/field.js';
import type { Connector } from '../../../shared/connector.js';
import { federate, type BuiltSubgraph, type ReferenceResolver } from '../../../shared/subgraph/build.js';
import type { Hub } from '../operations/hub.js';
import { loadCanonical } from './canonical-value.js';
import { apiKeyResolver } from './resolvers/api-keys.js';
import { belongingResolvers } from './resolvers/belonging.js';
import { customerFields, employeeFields, projectFields } from './resolvers/canonical-fields.js';
import { canonicalMutations } from './resolvers/canonical-mutations.js';
import { canonicalQueries, nodeQuery } from './resolvers/canonical-queries.js';
import { canonicalRecordResolver } from './resolvers/canonical-record.js';
import { watchingResolvers } from './resolvers/change-feed.js';
import { configurationResolver } from './resolvers/configuration.js';
import { dataflowResolvers } from './resolvers/dataflows.js';
import { decisionMutations } from './resolvers/decision-mutations.js';
import { erasureMutations } from './resolvers/erasure.js';
import { journalQueries } from './resolvers/journal-queries.js';
import { linkImport } from './resolvers/link-import.js';
import { linkMutations } from './resolvers/link-mutations.js';
import { stubResolvers } from './resolvers/stubs.js';
import { syncRunResolvers } from './resolvers/sync-runs.js';
import { systemQueries } from './resolvers/system-queries.js';
import { writingResolver } from './resolvers/writing.js';
import { canonicalClasses, type CanonicalClasses } from './types/canonical-classes.js';

/**
 * The hub as a subgraph: the canonical types, the links, the sync. `connectors` are those of the systems that are switched
 * on: only their records are led to.
 */
export function buildHubSubgraph(hub: Hub, connectors: readonly Connector[]): BuiltSubgraph {
  const classes = canonicalClasses();
  const resolvers = [
    nodeQuery(hub),
    canonicalRecordResolver(hub),
    customerFields(hub, classes),
    employeeFields(hub, classes),
    projectFields(hub, classes),
    systemQueries(hub),
    ...dataflowResolvers(hub),
    ...journalQueries(hub),
    ...syncRunResolvers(hub),
    linkMutations(hub),
    linkImport(hub),
    erasureMutations(hub),
    configurationResolver(hub),
    writingResolver(hub),
    apiKeyResolver(hub),
    ...decisionMutations(hub),
    ...belongingResolvers(hub),
    ...watchingResolvers(hub),
    ...typeNames(classes).flatMap((name) => [
      canonicalQueries(hub, name, classes[name]),
      canonicalMutations(hub, name, classes[name]),
    ]),
    ...connectors.flatMap(({ system, entityTypes }) =>
      entityTypes.flatMap((entityType) => stubResolvers(hub, system, entityType, classes)),
    ),
  ];
  return { name: 'hub', ...federate(resolvers, references(hub, classes, connectors)) };
}

function typeNames(classes: CanonicalClasses): CanonicalType[] {
  return Object.keys(classes) as CanonicalType[];
}

/** Entities by key: canonical records are looked up, systems' records are taken at their word. */
function references(
  hub: Hub,
  classes: CanonicalClasses,
  connectors: readonly Connector[],
): Record<string, ReferenceResolver> {
  const canonical = typeNames(classes).map((name): [string, ReferenceResolver] => [
    name,
    ({ id }, context) => loadCanonical(hub, context, String(id), name),
  ]);
  const stubs = connectors.flatMap(({ entityTypes }) =>
    entityTypes.map(({ graph }): [string, ReferenceResolver] => [
      graph.type.name,
      ({ id }) => ({ __typename: graph.type.name, id: String(id) }),
    ]),
  );
  return Object.fromEntries([...canonical, ...stubs]);
}
