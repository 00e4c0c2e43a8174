import { canonicalTypes } from '../canonical/types.js';
import type { CanonicalFields } from '../canonical/field.js';
import { text } from '../mapping/codec.js';
import { isWritable, type Mapping } from '../mapping/mapping.js';
import type { ConflictPolicy } from '../sync/state.js';
import { blocklistOf, type Blocklist } from './blocklist.js';
import { withPairs, withSettings, type Mappings } from './configuration-mappings.js';
import {
  defaultConfiguration,
  usualSetting,
  type DataflowSetting,
  type RuleSetting,
  type SyncConfiguration,
} from './configuration.js';
import { entityKey, type Dataflow, type MatchRule, type PropertyPair } from './dataflow.js';

/** What the sync runs by, once a configuration is applied. */
export interface EffectiveConfiguration {
  /** Those that are switched on. */
  readonly dataflows: readonly Dataflow[];
  /** The others. */
  readonly off: readonly Dataflow[];
  /** By `system.EntityType`. */
  readonly mappings: Mappings;
  readonly conflicts: ConflictPolicy;
  /** `Type.field` of every field that freezes in a conflict. */
  readonly critical: ReadonlySet<string>;
  readonly blocklist: Blocklist;
  readonly quietMs: number;
  readonly writesAtMost: { readonly quarter: number; readonly day: number };
  /** More missing records than the larger of the two are taken for a fault of the list. */
  readonly missingAtMost: { readonly records: number; readonly part: number };
}

/** @param given the dataflows and the mappings of the systems that are switched on, as they are by default. */
export function applyConfiguration(
  configuration: SyncConfiguration,
  given: { readonly dataflows: readonly Dataflow[]; readonly mappings: Mappings },
): EffectiveConfiguration {
  const { owners, systemOrder, critical, budgets, massDeleteStop } = configuration;
  const all = given.dataflows.map((flow) => ({
    flow,
    setting: configuration.dataflows[flow.id] ?? usualSetting(flow),
  }));
  const flows = all.filter(({ setting }) => setting.enabled);
  const pairs = flows.map(({ flow, setting }) => ({ flow, pairs: setting.properties }));
  const mappings = withPairs(withSettings(given.mappings, configuration.mappings), pairs);
  return {
    dataflows: flows.map(({ flow, setting }) => effectiveFlow(flow, setting, mappings)),
    off: all.filter(({ setting }) => !setting.enabled).map(({ flow }) => flow),
    mappings,
    conflicts: { owners, systemOrder },
    critical: new Set(critical),
    blocklist: blocklistOf(configuration.blocklists),
    quietMs: configuration.quietPeriodSeconds * 1000,
    writesAtMost: { quarter: budgets.writesPerQuarter, day: budgets.writesPerDay },
    missingAtMost: { records: massDeleteStop.records, part: massDeleteStop.percent / 100 },
  };
}

/** The limits that hold where no file says otherwise. */
export const usualLimits: Pick<
  EffectiveConfiguration,
  'blocklist' | 'missingAtMost' | 'off' | 'quietMs' | 'writesAtMost'
> = applyConfiguration(defaultConfiguration, { dataflows: [], mappings: new Map() });

function effectiveFlow(flow: Dataflow, setting: DataflowSetting, mappings: Mappings): Dataflow {
  const { deletes, reflect, weakMatches, match } = setting;
  const rules = match === null ? flow.match : replacedRules(flow, match);
  const properties = [...flow.properties, ...addedProperties(flow, mappings)];
  return { ...flow, deletes, reflect, weakMatches, match: rules, properties };
}

/** The reference that the hub stamps is recognised whatever else is; it is no guess. */
function replacedRules(flow: Dataflow, rules: readonly RuleSetting[]): MatchRule[] {
  const stamped = flow.match.filter(({ by }) => by === 'externalRef');
  const replaced = rules.map(({ properties, strength }): MatchRule => ({
    by: 'properties',
    pairs: properties,
    strength,
    origin: 'LISTED',
  }));
  return [...stamped, ...replaced];
}

/** What both sides carry beside the listed properties; a dataflow that lists none has all that both sides carry anyway. */
function addedProperties(flow: Dataflow, mappings: Mappings): PropertyPair[] {
  const [left, right] = [mappings.get(entityKey(flow.left)), mappings.get(entityKey(flow.right))];
  if (!left || !right || flow.properties.length === 0) return [];
  const isListed = (pair: PropertyPair): boolean => flow.properties.some((listed) => isSamePair(listed, pair));
  return sharedProperties(left, right).filter((pair) => !isListed(pair));
}

function isSamePair(a: PropertyPair, b: PropertyPair): boolean {
  return a.left.toLowerCase() === b.left.toLowerCase() && a.right.toLowerCase() === b.right.toLowerCase();
}

function sharedProperties(left: Mapping, right: Mapping): PropertyPair[] {
  const fields: CanonicalFields = canonicalTypes[left.canonicalType];
  return Object.entries(fields).flatMap(([name, { secret }]) => {
    const [from, to] = [left.fields[name], right.fields[name]];
    if (!from || !to || secret || !(isWritable(from) || isWritable(to))) return [];
    return [{ left: from.path, right: to.path, type: (to.codec ?? text).wireType }];
  });
}
