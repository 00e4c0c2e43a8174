import { fieldOf } from '../canonical/types.js';
import { same } from '../canonical/same.js';
import type { Value } from '../canonical/field.js';
import { imageOf, type Mapping } from '../mapping/mapping.js';
import { isUnjudged } from './confirm.js';
import {
  isUnderWay,
  linkIn,
  nothingToNote,
  withLink,
  type Dossier,
  type Journal,
  type Sighting,
  type Write,
} from './dossier.js';
import { firstBases } from './join.js';
import { placeAt, type SyncPolicy } from './policy.js';
import { slotOf, type LinkState } from './state.js';

/** What became of a sighting. LATER: it may be older than what is known, so the record must be looked at again at `at`. */
export type Taken = { readonly verdict: 'STORED' | 'OLDER' } | { readonly verdict: 'LATER'; readonly at: number };

export interface Sighted {
  readonly dossier: Dossier;
  readonly journal: Journal;
  readonly taken: Taken;
}

/**
 * Takes in a record as it was just seen, unless the look may be older than what is known: a request sent before the last
 * observation, or within the time that the system's reads may lag behind it.
 */
export function sight(dossier: Dossier, linkId: string, sighting: Sighting, policy: SyncPolicy): Sighted {
  const link = linkIn(dossier, linkId);
  if (!link) return { dossier, journal: nothingToNote, taken: { verdict: 'OLDER' } };
  const { readLagMs } = placeAt(policy, slotOf(link)).traits;
  if (policy.rules.staleGuard && sighting.at < link.observedAt + readLagMs) {
    const taken: Taken = readLagMs > 0 ? { verdict: 'LATER', at: link.observedAt + readLagMs } : { verdict: 'OLDER' };
    return { dossier, journal: nothingToNote, taken };
  }
  const conflicts = dossier.writes.flatMap((write) =>
    write.linkId === linkId && isUnderWay(write) ? overwritten(dossier, write, link, sighting) : [],
  );
  return {
    dossier: {
      ...withLink(dossier, linkId, { ...seenAs(link, sighting), bases: heldAtFirst(dossier, link, sighting, policy) }),
      due: true,
    },
    journal: conflicts.length > 0 ? { ...nothingToNote, conflicts } : nothingToNote,
    taken: { verdict: 'STORED' },
  };
}

/** What a person was seen to have typed after a write was sent, and the write, landing late, then went over. */
export function overwritten(
  { canonical }: Dossier,
  write: Write,
  link: LinkState,
  { observed }: Sighting,
): Journal['conflicts'] {
  return Object.entries(write.values).flatMap(([field, value]) => {
    const mapped = link.mapping.fields[field];
    const [before, seen, now] = [write.expect[field], link.observed[field], observed[field]];
    if (!mapped || before === undefined || seen === undefined || now === undefined) return [];
    const { type } = fieldOf(canonical.type, field);
    const isOurs = (held: Value | null): boolean => same(type, held, imageOf(mapped, value));
    if (!isOurs(now) || isOurs(seen) || same(type, seen, before)) return [];
    const lost = { winner: value, loser: seen, loserLinkId: link.id, rule: 'in-flight', review: false };
    return [{ ...lost, field, canonicalId: canonical.id }];
  });
}

/** What a link knows after a sighting that counts. What no merge has judged yet came about before the look that first showed it. */
export function seenAs(link: LinkState, { observed, version, wire, at, unchangedSince }: Sighting): Partial<LinkState> {
  const lookedAt = Math.max(link.observedAt, Math.min(unchangedSince ?? 0, at));
  const previouslyObservedAt = isUnjudged(link) ? link.previouslyObservedAt : lookedAt;
  const told = link.origin === 'CREATED' ? withoutKey(link.mapping, observed) : observed;
  return { observed: told, version, wire, previouslyObservedAt, observedAt: at, missedAt: null };
}

/**
 * The bases, with what the record was first seen to hold where no merge has judged it: to change it from there is an edit. Of a
 * record that stands alone it is kept only where this look does not show it.
 */
function heldAtFirst(
  { links }: Dossier,
  link: LinkState,
  { observed }: Sighting,
  { rules }: SyncPolicy,
): LinkState['bases'] {
  if (!rules.stampAtLink) return link.bases;
  const first = Object.entries(firstBases(link));
  const held = links.length > 1 ? first : first.filter(([field]) => observed[field] === undefined);
  return { ...Object.fromEntries(held), ...link.bases };
}

/** A key that came from the hub is no information. */
export function withoutKey({ fields }: Mapping, observed: Sighting['observed']): Sighting['observed'] {
  return Object.fromEntries(Object.entries(observed).filter(([field]) => !fields[field]?.key));
}
