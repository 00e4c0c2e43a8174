import { isOpen, isUnderWay, type Dossier, type Write } from './dossier.js';
import type { SyncPolicy } from './policy.js';
import { slotOf, type Base, type Bases, type LinkState } from './state.js';

/**
 * Two canonical records become one: the loser's links go over with what their records hold now as bases that nobody has
 * agreed to; what was planned for it and never sent is planned anew. Null while an outcome is awaited on either side: then
 * they become one later.
 */
export function join(
  survivor: Dossier,
  loser: Dossier,
  by: { readonly rule: string; readonly origin: 'MATCHED' | 'MANUAL' },
  policy: SyncPolicy,
): Dossier | null {
  if ([survivor, loser].some(({ writes }) => writes.some(isUnderWay))) return null;
  const start = survivor.links.length;
  const joining = loser.links.map((link, index) => moved(link, start + index, by, policy));
  const links = [...survivor.links, ...joining];
  const filled = new Set(links.map(slotOf));
  const reservations = [...survivor.reservations, ...loser.reservations].filter((one) => !filled.has(slotOf(one)));
  const isEmpty = (place: string): boolean => !filled.has(place);
  const both = (of: (one: Dossier) => readonly string[]): string[] =>
    [...new Set([survivor, loser].flatMap(of))].filter(isEmpty);
  const kept = new Set([...links.map(({ id }) => id), ...reservations.map(({ linkId }) => linkId)]);
  const writes = [...survivor.writes, ...loser.writes].map((write) => giveWay(write, kept));
  return {
    ...survivor,
    ...{ links, reservations, writes, due: true, retired: false },
    canonical: {
      ...survivor.canonical,
      kind: survivor.canonical.kind ?? loser.canonical.kind,
      frozen: [...new Set([...survivor.canonical.frozen, ...loser.canonical.frozen])],
    },
    former: [...survivor.former, ...loser.former],
    tombstones: both(({ tombstones }) => tombstones),
    withheld: both(({ withheld }) => withheld),
    certain: both(({ certain }) => certain),
    successors: [...survivor.successors, ...loser.successors].filter(({ place }) => isEmpty(place)),
    claimed: survivor.claimed || loser.claimed,
    reviewed: both(({ reviewed }) => reviewed),
  };
}

/** What keeps canonical records from becoming one: a place that two of them fill, or that they are two kinds of thing. */
export function barOf(dossiers: readonly Dossier[]): { readonly place: string } | 'KIND' | null {
  const places = dossiers.flatMap(({ links, reservations }) => [...links, ...reservations].map(slotOf));
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice !== undefined) return { place: twice };
  const kinds = new Set(dossiers.flatMap(({ canonical: { kind } }) => kind ?? []));
  return kinds.size > 1 ? 'KIND' : null;
}

function moved(
  link: LinkState,
  rank: number,
  { rule, origin }: { rule: string; origin: 'MATCHED' | 'MANUAL' },
  { rules }: SyncPolicy,
): LinkState {
  const bases = rules.stampAtLink ? firstBases(link) : {};
  return { ...link, rank, rule, bases, origin: link.origin === 'FIRST' ? origin : link.origin };
}

/**
 * What the record holds now, as bases on which nobody has agreed yet. Of a field that the last look did not show, it is what
 * the record was last agreed to hold: not to be shown is no change.
 */
export function firstBases({ observed, bases }: Pick<LinkState, 'observed' | 'bases'>): Bases {
  const held = Object.entries(bases).map(([field, { m }]): [string, Base] => [field, { m }]);
  const seen = Object.entries(observed).flatMap(([field, m]): [string, Base][] =>
    m === undefined ? [] : [[field, { m }]],
  );
  return Object.fromEntries([...held, ...seen]);
}

/** An update that was planned, and a creation whose place is filled now, were never sent and are not needed as they are. */
function giveWay(write: Write, keptLinks: ReadonlySet<string>): Write {
  if (!isOpen(write) || (write.kind === 'CREATE' && keptLinks.has(write.linkId))) return write;
  return { ...write, status: 'CANCELLED', code: 'JOINED', message: 'Two canonical records became one.' };
}
