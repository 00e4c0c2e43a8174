import { same } from '../canonical/same.js';
import { canonicalTypes, fieldOf } from '../canonical/types.js';
import type { CanonicalType, Value } from '../canonical/field.js';
import { imageOf } from '../mapping/mapping.js';
import { alternates, provenanceOf } from './oscillation.js';
import { resolve, type Proposal } from './resolve.js';
import { everyRule, type Rules } from './rules.js';
import {
  slotOf,
  type Base,
  type Bases,
  type CanonicalState,
  type Conflict,
  type ConflictPolicy,
  type Edit,
  type LinkState,
  type Provenance,
} from './state.js';

/** Values a person sets through the hub's API; the canonical values were known to them. */
export interface HubEdit {
  readonly values: Readonly<Record<string, Value | null>>;
  /** When, in ms since 1970. */
  readonly at: number;
}

export interface Merged {
  readonly canonical: CanonicalState;
  /** The new bases of every link, by link id. */
  readonly bases: ReadonlyMap<string, Bases>;
  readonly edits: readonly Edit[];
  readonly conflicts: readonly Conflict[];
  /** Fields that two systems push back and forth: frozen, for a person to look at. */
  readonly oscillating: readonly string[];
}

/**
 * Three-way merge of a canonical record with the records linked to it, field by field. While a write is in doubt the
 * records are left alone, since its outcome must be known first; only a person's edit is taken in. Absent values are no
 * information; a clear is an edit.
 */
export function merge(
  canonical: CanonicalState,
  links: readonly LinkState[],
  policy: ConflictPolicy,
  hub?: HubEdit,
): Merged {
  const rules = policy.rules ?? everyRule;
  const bases = new Map(links.map((link) => [link.id, { ...link.bases }]));
  const judged = rules.waitForDoubt && links.some((link) => link.inDoubt) ? [] : links;
  const edits: Edit[] = [];
  const conflicts: Conflict[] = [];
  const oscillating: string[] = [];
  const state = draftOf(canonical);
  for (const field of merging[canonical.type]) {
    if (rules.agreeFirst) agree(state, field, judged, bases, rules);
    const {
      edit,
      conflicts: lost,
      oscillates,
    } = decide(state, field, proposalsFor(state, field, judged, bases, rules, hub), policy);
    if (edit) edits.push(edit);
    conflicts.push(...lost);
    if (oscillates) oscillating.push(field);
    meet(state, field, judged, bases, rules);
  }
  const version = edits.length > 0 ? canonical.version + 1 : canonical.version;
  return { canonical: { ...state, version }, bases, edits, conflicts, oscillating };
}

/** A canonical record that is being decided on, field by field, and belongs to nobody else until then. */
interface Draft extends CanonicalState {
  readonly fields: Record<string, Value | null>;
  readonly provenance: Record<string, Provenance>;
  readonly frozen: string[];
}

function draftOf(canonical: CanonicalState): Draft {
  const { fields, provenance, frozen } = canonical;
  return { ...canonical, fields: { ...fields }, provenance: { ...provenance }, frozen: [...frozen] };
}

const merging = Object.fromEntries(
  Object.entries(canonicalTypes).map(([type, fields]) => [
    type,
    Object.entries(fields).flatMap(([name, field]) => (field.secret ? [] : [name])),
  ]),
) as unknown as Readonly<Record<CanonicalType, readonly string[]>>;

/** Whoever already holds what the canonical record says agrees, before any edit is folded in: so our own writes are never taken for edits. */
function agree(
  state: CanonicalState,
  field: string,
  links: readonly LinkState[],
  bases: Map<string, Record<string, Base>>,
  rules: Rules,
): void {
  const current = state.fields[field];
  const { type } = fieldOf(state.type, field);
  for (const link of links) {
    const mapped = link.mapping.fields[field];
    const value = link.observed[field];
    if (!mapped || value === undefined || current === undefined) continue;
    if (same(type, value, imageOf(mapped, current))) basesOf(bases, link)[field] = agreed(current, value, rules);
  }
}

function agreed(c: Value | null, m: Value | null, { twoHalves }: Rules): Base {
  return { c, m: twoHalves ? m : c };
}

function proposalsFor(
  state: CanonicalState,
  field: string,
  links: readonly LinkState[],
  bases: Map<string, Record<string, Base>>,
  rules: Rules,
  hub: HubEdit | undefined,
): Proposal[] {
  const { type } = fieldOf(state.type, field);
  const fromLinks = links.flatMap((link): Proposal[] => {
    const value = link.observed[field];
    if (!link.mapping.fields[field] || value === undefined) return [];
    const base = basesOf(bases, link)[field] ?? { m: value };
    const made = { linkId: link.id, slot: slotOf(link), ...timesOf(link, rules) };
    if (base.c !== undefined)
      return same(type, value, base.m) ? [] : [{ link, value, kind: 'edit', seen: base.c, made }];
    if (!same(type, value, base.m)) return [{ link, value, kind: 'edit', seen: state.fields[field], made }];
    return value === null ? [] : [{ link, value, kind: 'initial', seen: undefined, made }];
  });
  return [...fromLinks, ...hubProposal(state, field, hub)];
}

/** Between which two looks the record came to hold its values; with the rule off, when its system says that it changed. */
function timesOf(link: LinkState, { ownTimesOnly }: Rules): { readonly after: number; readonly until: number } {
  const stamp = ownTimesOnly || link.version === null ? NaN : Number(link.version);
  return Number.isNaN(stamp)
    ? { after: link.previouslyObservedAt, until: link.observedAt }
    : { after: stamp, until: stamp };
}

function hubProposal(state: CanonicalState, field: string, hub: HubEdit | undefined): Proposal[] {
  const value = hub?.values[field];
  if (!hub || value === undefined || Object.is(value, state.fields[field])) return [];
  const made = { linkId: null, slot: null, after: hub.at, until: hub.at };
  return [{ link: null, value, kind: 'edit', seen: state.fields[field], made }];
}

/** Decides one field, in the draft itself. */
function decide(
  draft: Draft,
  field: string,
  proposals: readonly Proposal[],
  policy: ConflictPolicy,
): { edit: Edit | null; conflicts: Conflict[]; oscillates: boolean } {
  if (proposals.length === 0) return { edit: null, conflicts: [], oscillates: false };
  const { winner, rule, conflicts, freeze } = resolve(draft, field, proposals, policy);
  const named = conflicts.map((conflict) => ({ ...conflict, field }));
  const provenance = winner ? provenanceOf(draft, field, winner) : null;
  const oscillates = provenance !== null && alternates(provenance);
  if ((freeze || oscillates) && !draft.frozen.includes(field)) draft.frozen.push(field);
  if (!winner || !provenance) return { edit: null, conflicts: named, oscillates };
  const before = draft.fields[field];
  draft.fields[field] = winner.value;
  draft.provenance[field] = provenance;
  const edit: Edit = {
    ...{ field, before, after: winner.value, linkId: winner.link?.id ?? null, rule },
    version: draft.version + 1,
  };
  return { edit, conflicts: named, oscillates };
}

/** A first contact counts as seen from here on, a lost edit likewise; where they differ, it is pending until written or found equal. */
function meet(
  state: CanonicalState,
  field: string,
  links: readonly LinkState[],
  bases: Map<string, Record<string, Base>>,
  rules: Rules,
): void {
  const current = state.fields[field];
  const { type } = fieldOf(state.type, field);
  for (const link of links) {
    const mapped = link.mapping.fields[field];
    const value = link.observed[field];
    if (!mapped || value === undefined) continue;
    const own = basesOf(bases, link);
    const base = own[field];
    if (base?.c !== undefined && same(type, value, base.m)) continue;
    if (current === undefined) own[field] = { m: value };
    else if (same(type, value, imageOf(mapped, current))) own[field] = agreed(current, value, rules);
    else own[field] = { c: current, m: value, pending: true };
  }
}

function basesOf(bases: Map<string, Record<string, Base>>, link: LinkState): Record<string, Base> {
  const own = bases.get(link.id);
  if (!own) throw new RangeError(`no bases for link ${link.id}`);
  return own;
}
