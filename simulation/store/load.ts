import { referencesOf } from '../../shared/canonical/types.js';
import type { Observed, Value } from '../../shared/canonical/field.js';
import { isSameData } from '../../shared/same-data.js';
import type { Mapping } from '../../shared/mapping/mapping.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { withoutKey } from '../../shared/sync/sight.js';
import type { Base, CanonicalState, LinkState } from '../../shared/sync/state.js';
import { claimantsOf, successorsOf } from './successors.js';
import type { StoredRecord, Tables } from './tables.js';

/**
 * A dossier as it is to be seen now: what its records say of others in canonical ids as the links are today, and
 * references to what was merged as references to where that lives. The very same one where nothing of that changed.
 */
export function fresh(tables: Tables, dossier: Dossier): Dossier {
  const canonical = followed(tables, dossier.canonical);
  const links = unlessSame(
    dossier.links,
    dossier.links.map((link) => freshLink(tables, link)),
  );
  const reviewed = unlessSame(dossier.reviewed, reviewedIn(tables, dossier));
  const told = successorsOf(tables, dossier);
  const successors = isSameData(told, dossier.successors) ? dossier.successors : told;
  const claimed = tables.lost.size > 0 && claimantsOf(tables, dossier).size > 0;
  const now: Dossier = { ...dossier, canonical, links, reviewed, successors, claimed };
  const fields = ['canonical', 'links', 'reviewed', 'successors', 'claimed'] as const;
  return fields.every((field) => now[field] === dossier[field]) ? dossier : now;
}

/** The live dossier as it is now. */
export function load(tables: Tables, id: string): Dossier | undefined {
  const stored = tables.dossiers.get(id);
  if (!stored) return undefined;
  const loaded = fresh(tables, stored);
  if (loaded !== stored) tables.dossiers.set(id, loaded);
  return loaded;
}

function unlessSame<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return before.length === after.length && before.every((one, index) => one === after[index]) ? before : after;
}

function followed(tables: Tables, canonical: CanonicalState): CanonicalState {
  const moved = referencesOf(canonical.type).flatMap((field): [string, Value | null][] => {
    const value = canonical.fields[field];
    const target = follow(tables, value);
    return target === value || target === undefined ? [] : [[field, target]];
  });
  return moved.length === 0
    ? canonical
    : { ...canonical, fields: { ...canonical.fields, ...Object.fromEntries(moved) } };
}

function follow<V extends Observed>(tables: Tables, value: V): V | string {
  return typeof value === 'string' ? (tables.survivorOf(value) ?? value) : value;
}

function freshLink(tables: Tables, link: LinkState): LinkState {
  const record = tables.records.get(link.recordId);
  let [observed, bases] = [link.observed, link.bases];
  for (const field of referencesOf(link.mapping.canonicalType)) {
    const value = record && translated(tables, link.mapping, field, record.told[field]);
    if (field in observed && observed[field] !== value) observed = { ...observed, [field]: value };
    const base = bases[field];
    if (!base) continue;
    const moved = movedBase(tables, base);
    if (moved !== base) bases = { ...bases, [field]: moved };
  }
  return observed === link.observed && bases === link.bases ? link : { ...link, observed, bases };
}

function movedBase(tables: Tables, base: Base): Base {
  const [c, m] = [follow(tables, base.c), follow(tables, base.m)];
  if (c === base.c && m === base.m) return base;
  return { ...base, ...(c === undefined ? {} : { c }), m };
}

/** What a field says, a reference as the canonical id of its target; unknown while that has no live link. */
function translated(tables: Tables, { system, fields }: Mapping, field: string, told: Observed): Observed {
  const entityType = fields[field]?.reference;
  if (entityType === undefined || told === undefined || told === null) return told;
  return tables.placed(`${system}.${entityType}/${String(told)}`);
}

/** What the wire of a record says, in a link of that origin. */
export function observedIn(tables: Tables, record: StoredRecord, mapping: Mapping, origin: LinkState['origin']) {
  const told = Object.entries(record.told).map(([field, value]) => [field, translated(tables, mapping, field, value)]);
  const observed: Record<string, Observed> = Object.fromEntries(told);
  return origin === 'CREATED' ? withoutKey(mapping, observed) : observed;
}

/** The places on the other side of the pairs that were put before a person, as long as the two are not one. */
function reviewedIn(tables: Tables, { canonical, links }: Dossier): readonly string[] {
  if (tables.candidates.size === 0) return [];
  const others = links.flatMap(({ recordId }) =>
    (tables.candidatesOf.get(recordId) ?? []).map(({ left, right }) => (left.id === recordId ? right : left)),
  );
  const open = others.filter(({ holder }) => holder?.canonicalId !== canonical.id);
  return [...new Set(open.map(({ place }) => place))].sort();
}
