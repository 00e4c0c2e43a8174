import type { CanonicalFields } from '../../../shared/canonical/field.js';
import { canonicalTypes } from '../../../shared/canonical/types.js';
import { entityKey, type Dataflow as Flow, type MatchRule as Rule } from '../../../shared/dataflows/dataflow.js';
import { text } from '../../../shared/mapping/codec.js';
import { isWritable, type Mapping } from '../../../shared/mapping/mapping.js';
import type { Dataflow, DataflowProperty, MatchRule } from './types/dataflow.js';

/** What is known of the dataflows now. */
export interface Known {
  /** Of the entity types that are switched on, by `system.EntityType`. */
  readonly mappings: ReadonlyMap<string, Mapping>;
  /** Ids of the dataflows that run, paused or not. */
  readonly enabled: ReadonlySet<string>;
  /** When those that are paused were, by id. */
  readonly pausedAt: ReadonlyMap<string, Date>;
}

/** A dataflow as the API shows it. */
export function dataflowValue(flow: Flow, { mappings, enabled, pausedAt }: Known): Dataflow {
  const [left, right] = [entityKey(flow.left), entityKey(flow.right)];
  const [leftMapping, rightMapping] = [mappings.get(left), mappings.get(right)];
  const both = leftMapping && rightMapping ? { left: leftMapping, right: rightMapping } : null;
  return {
    id: flow.id,
    left,
    right,
    establish: flow.establish,
    match: flow.match.map(ruleValue),
    properties: flow.properties.length > 0 ? flow.properties.map(listed) : both && defaultProperties(both),
    enabled: enabled.has(flow.id),
    pausedAt: pausedAt.get(flow.id) ?? null,
  };
}

function ruleValue({ by, pairs, strength, origin }: Rule): MatchRule {
  return {
    by: by === 'externalRef' ? 'EXTERNAL_REF' : 'PROPERTIES',
    pairs,
    strength: strength === 'strong' ? 'STRONG' : 'WEAK',
    origin,
  };
}

function listed(pair: Omit<DataflowProperty, 'origin'>): DataflowProperty {
  return { ...pair, origin: 'LISTED' };
}

/** Every canonical field that both sides carry, that may be shown, and that at least one side lets us write. */
function defaultProperties({ left, right }: { left: Mapping; right: Mapping }): DataflowProperty[] {
  const fields: CanonicalFields = canonicalTypes[left.canonicalType];
  return Object.entries(fields).flatMap(([name, { secret }]): DataflowProperty[] => {
    const [from, to] = [left.fields[name], right.fields[name]];
    if (!from || !to || secret || !(isWritable(from) || isWritable(to))) return [];
    return [{ left: from.path, right: to.path, type: (to.codec ?? text).wireType, origin: 'DEFAULT' }];
  });
}
