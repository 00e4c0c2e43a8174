import { canonicalTypes } from '../canonical/types.js';
import type { BlocklistSetting } from './blocklist.js';
import type { CodecName } from './configuration-codecs.js';
import type { Dataflow, DeletePolicy, MatchRule } from './dataflow.js';
import { dataflows } from './dataflows.js';
import { conflictPolicy } from './policy.js';
import { sharedMailboxes } from './shared-mailboxes.js';

/** A rule that takes the place of the default ones: records are one thing where all the properties are equal. */
export interface RuleSetting {
  readonly properties: readonly { readonly left: string; readonly right: string }[];
  readonly strength: MatchRule['strength'];
}

/** One more pair of properties to keep equal; `field` is the canonical field it stands for, where neither side says. */
export interface PropertySetting {
  readonly left: string;
  readonly right: string;
  readonly field?: string | undefined;
}

export interface DataflowSetting {
  readonly enabled: boolean;
  readonly deletes: DeletePolicy;
  readonly reflect: boolean;
  readonly weakMatches: Dataflow['weakMatches'];
  /** Null: the default rules. */
  readonly match: readonly RuleSetting[] | null;
  readonly properties: readonly PropertySetting[];
}

/** Where a canonical field stands in a system's entity; what is absent stays as it is by default. */
export interface FieldSetting {
  readonly path: string;
  readonly codec?: CodecName | undefined;
  readonly readOnly?: boolean | undefined;
  readonly unique?: boolean | undefined;
  readonly required?: boolean | undefined;
}

/** By `system.EntityType` and canonical field; null: the field is not mapped. */
export type MappingSettings = Readonly<Record<string, Readonly<Record<string, FieldSetting | null>>>>;

/** Everything a company may set of the sync, complete, as plain data. */
export interface SyncConfiguration {
  /** By the dataflow's id. */
  readonly dataflows: Readonly<Record<string, DataflowSetting>>;
  /** By `Type.field`: entity types from highest to lowest authority. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
  readonly systemOrder: readonly string[];
  /** `Type.field` of every field that freezes in a conflict. */
  readonly critical: readonly string[];
  readonly blocklists: BlocklistSetting;
  /** How long a record just edited is left alone in a system without conditional writes. */
  readonly quietPeriodSeconds: number;
  /** The most writes of one field of one link without a person's new value. */
  readonly budgets: { readonly writesPerQuarter: number; readonly writesPerDay: number };
  /** More removals than the larger of the two, in one entity type and reading, stop it. */
  readonly massDeleteStop: { readonly records: number; readonly percent: number };
  readonly mappings: MappingSettings;
}

type Some<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What stands in the file: only what differs from the defaults need be there. */
export interface ConfigurationFile extends Some<
  Omit<SyncConfiguration, 'dataflows' | 'critical' | 'blocklists' | 'budgets' | 'massDeleteStop'>
> {
  readonly dataflows?: Readonly<Record<string, Some<DataflowSetting>>> | undefined;
  /** By `Type.field`: whether it freezes in a conflict. */
  readonly critical?: Readonly<Record<string, boolean>> | undefined;
  readonly blocklists?: BlocklistFile | undefined;
  readonly budgets?: Some<SyncConfiguration['budgets']> | undefined;
  readonly massDeleteStop?: Some<SyncConfiguration['massDeleteStop']> | undefined;
}

interface BlocklistFile extends Some<Pick<BlocklistSetting, 'emailDomains' | 'values'>> {
  readonly sharedMailboxes?: Some<{ added: readonly string[]; removed: readonly string[] }> | undefined;
}

/** What a dataflow of which nothing is said does. */
export function usualSetting({ deletes, reflect, weakMatches }: Dataflow): DataflowSetting {
  return { enabled: true, deletes, reflect, weakMatches, match: null, properties: [] };
}

/** The file's settings with the defaults for all it does not say, so that a changed default is a change as well. */
export function completed(file: ConfigurationFile, flows: readonly Dataflow[] = dataflows): SyncConfiguration {
  const settings = flows.map((flow) => [flow.id, { ...usualSetting(flow), ...stated(file.dataflows?.[flow.id]) }]);
  const owners = Object.entries({ ...conflictPolicy.owners, ...file.owners });
  const mappings = Object.entries(file.mappings ?? {});
  return {
    dataflows: Object.fromEntries(settings) as Record<string, DataflowSetting>,
    owners: Object.fromEntries(owners.filter(([, places]) => places.length > 0)),
    systemOrder: [...new Set([...(file.systemOrder ?? []), ...conflictPolicy.systemOrder])],
    critical: criticalFields(file.critical ?? {}),
    blocklists: blocklists(file.blocklists ?? {}),
    quietPeriodSeconds: file.quietPeriodSeconds ?? 60,
    budgets: { writesPerQuarter: 4, writesPerDay: 20, ...stated(file.budgets) },
    massDeleteStop: { records: 10, percent: 2, ...stated(file.massDeleteStop) },
    mappings: Object.fromEntries(mappings.filter(([, fields]) => Object.keys(fields).length > 0)),
  };
}

/** Text that is the same for equal settings, whatever the order of their names: what a hash is taken of. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join(',')}}`;
}

function stated<T extends object>(given: Some<T> | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function criticalFields(given: Readonly<Record<string, boolean>>): string[] {
  const all = Object.entries(canonicalTypes).flatMap(([type, fields]) =>
    Object.entries(fields).map(([name, { critical }]) => [`${type}.${name}`, critical ?? false] as const),
  );
  return all.filter(([name, usual]) => given[name] ?? usual).map(([name]) => name);
}

function blocklists({ sharedMailboxes: mailboxes, emailDomains, values }: BlocklistFile): BlocklistSetting {
  const removed = new Set(mailboxes?.removed?.map(lower));
  const kept = sharedMailboxes.filter((mailbox) => !removed.has(mailbox));
  return {
    sharedMailboxes: sortedSet([...kept, ...(mailboxes?.added ?? [])].map(lower)),
    emailDomains: sortedSet((emailDomains ?? []).map(lower)),
    values: sortedSet(values ?? []),
  };
}

function lower(text: string): string {
  return text.trim().toLowerCase();
}

function sortedSet(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** What the hub does where no file says otherwise. */
export const defaultConfiguration: SyncConfiguration = completed({});

/** A configuration that was stored, maybe by a release that knew fewer settings: those are as by default. */
export function restored(stored: Partial<SyncConfiguration>): SyncConfiguration {
  return { ...defaultConfiguration, ...stored };
}
