import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Value } from '../canonical/field.js';
import { entityKey, type Dataflow } from '../dataflows/dataflow.js';
import { canSay, imageOf, isWritable, type Mapping } from '../mapping/mapping.js';
import { slotOf, type CanonicalState, type LinkState } from './state.js';

/** A patch for one linked record: canonical values to write, and what the record must still hold when it is written. */
export interface PlannedUpdate {
  readonly linkId: string;
  readonly values: Readonly<Record<string, Value | null>>;
  readonly expect: Readonly<Record<string, Value | null>>;
}

/** Whether a reference's target has a record in a system already, will have one soon, or will not: it had one that was removed, or none. */
export type ReferenceState = 'there' | 'coming' | 'gone' | 'never';

export type ReferenceLookup = (canonicalId: string, slot: string) => ReferenceState;

/** Fields of a link that differ from the canonical record and may be written now, one plan per link that needs one. */
export function planUpdates(
  canonical: CanonicalState,
  links: readonly LinkState[],
  reference: ReferenceLookup,
): PlannedUpdate[] {
  if (links.some((link) => link.inDoubt)) return [];
  return links.flatMap((link) => {
    const values: Record<string, Value | null> = {};
    for (const [field, wanted] of Object.entries(canonical.fields)) {
      if (needsWrite(canonical, link, field, wanted) && isReachable(link, field, wanted, reference))
        values[field] = wanted;
    }
    return Object.keys(values).length > 0 ? [{ linkId: link.id, values, expect: expectation(link) }] : [];
  });
}

/** Whether the link's field already stands as the canonical record wants it, or cannot be told. */
export function inSync(canonical: CanonicalState, link: LinkState, field: string): boolean {
  const base = link.bases[field];
  const value = link.observed[field];
  const wanted = canonical.fields[field];
  if (!base || value === undefined || wanted === undefined) return true;
  const { type } = fieldOf(canonical.type, field);
  return !base.pending && base.c !== undefined && same(type, wanted, base.c) && same(type, value, base.m);
}

/** Whether a link's field differs from what the canonical record wants there, and is neither at rest nor under review. */
export function needsWrite(canonical: CanonicalState, link: LinkState, field: string, wanted: Value | null): boolean {
  const mapped = link.mapping.fields[field];
  const value = link.observed[field];
  if (!mapped || !isWritable(mapped) || !canSay(mapped, wanted) || value === undefined) return false;
  if (canonical.frozen.includes(field) || inSync(canonical, link, field)) return false;
  return !same(fieldOf(canonical.type, field).type, value, imageOf(mapped, wanted));
}

function isReachable(link: LinkState, field: string, wanted: Value | null, reference: ReferenceLookup): boolean {
  const target = link.mapping.fields[field]?.reference;
  if (!target || wanted === null) return true;
  return reference(String(wanted), `${link.system}.${target}`) === 'there';
}

/** What a record must still hold when it is written: what it was last seen to hold. */
export function expectation(link: LinkState): Record<string, Value | null> {
  const entries = Object.entries(link.observed).filter(
    (entry): entry is [string, Value | null] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

/** A record to be made in a system, demanded by a linked record through a dataflow. */
export interface PlannedCreate {
  readonly dataflowId: string;
  readonly demandedBy: string;
  readonly system: string;
  readonly entityType: string;
  readonly externalRef: string;
  readonly values: Readonly<Record<string, Value | null>>;
}

/** What bars a creation, by `system.EntityType`. */
export interface CreateBars {
  /** Slots that hold, are getting, or must not get a record: live links, reservations, tombstones, open reviews. */
  readonly taken: ReadonlySet<string>;
  /** Slots in which the canonical record has, or ever had, a record. */
  readonly represented: ReadonlySet<string>;
}

/**
 * What the `create` dataflows demand for one canonical record; nothing while a write is in doubt. A record the hub itself
 * made demands nothing in a system that already represents the canonical one. A reference whose target is still coming
 * delays the creation; one whose target never comes is left out.
 */
export function planCreates(
  canonical: CanonicalState,
  links: readonly LinkState[],
  flows: readonly Dataflow[],
  mappings: ReadonlyMap<string, Mapping>,
  bars: CreateBars,
  reference: ReferenceLookup,
): PlannedCreate[] {
  const planned = new Map<string, PlannedCreate>();
  if (links.some((link) => link.inDoubt)) return [];
  for (const flow of flows) {
    const slot = entityKey(flow.right);
    const source = links.find((link) => slotOf(link) === entityKey(flow.left));
    const mapping = mappings.get(slot);
    if (flow.establish !== 'CREATE' || !source || !mapping || bars.taken.has(slot) || planned.has(slot)) continue;
    if (isReflection(source, flow, bars)) continue;
    if (mapping.kind && canonical.kind && mapping.kind !== canonical.kind) continue;
    const values = valuesForCreate(canonical, mapping, reference);
    if (!values) continue;
    const externalRef = `${entityKey(flow.left)}:${source.externalId}`;
    planned.set(slot, { dataflowId: flow.id, demandedBy: source.id, ...flow.right, externalRef, values });
  }
  return [...planned.values()];
}

/**
 * Whether a dataflow would have what the hub made reflect: its record would stand in a system that represents the canonical
 * record already, by a record of another entity type. One that was there itself before, and may be made again, is no reflection.
 */
export function isReflection(
  source: Pick<LinkState, 'origin'>,
  { right, reflect }: Dataflow,
  { represented }: Pick<CreateBars, 'represented'>,
): boolean {
  if (source.origin !== 'CREATED' || reflect) return false;
  return [...represented].some((other) => other !== entityKey(right) && other.split('.')[0] === right.system);
}

/** The canonical values a new record of the mapping would get; null while a reference's target is still coming. */
export function valuesForCreate(
  canonical: CanonicalState,
  mapping: Mapping,
  reference: ReferenceLookup,
): Record<string, Value | null> | null {
  const values: Record<string, Value | null> = {};
  for (const [field, mapped] of Object.entries(mapping.fields)) {
    const value = canonical.fields[field];
    if (value === undefined || value === null || canonical.frozen.includes(field)) continue;
    if (!isWritable(mapped) || !canSay(mapped, value)) continue;
    const target = mapped.reference ? reference(String(value), `${mapping.system}.${mapped.reference}`) : 'there';
    if (target === 'coming') return null;
    if (target === 'there') values[field] = value;
  }
  return values;
}
