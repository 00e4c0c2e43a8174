import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Value } from '../canonical/field.js';
import { canSay, imageOf, isWritable, type FieldMapping } from '../mapping/mapping.js';
import { isOpen, isUnderWay, linkIn, type Awaited, type Dossier, type Write } from './dossier.js';
import { slotOf, type LinkState } from './state.js';

/** Another canonical record of which some record was last seen to bear a value. */
export interface Holder {
  readonly dossier: Dossier;
  /** Whether somebody is changing it at this moment, so that it may stand otherwise already. */
  readonly isChanging: boolean;
}

/** Null: that was not looked up; what needs it waits for the next look. @param place `system.EntityType`. */
export type HolderLookup = (place: string, field: string, value: Value) => readonly Holder[] | null;

/** Where no two records are known to want the same. */
export const nobodyHolds: HolderLookup = () => [];

/** What else a canonical record is going to have once it is settled, as if nobody bore what it wants. */
export type Foresight = (dossier: Dossier) => Dossier;

type Values = Readonly<Record<string, Value | null>>;

/** What of a patch may be written now. */
export interface Turns {
  readonly values: Values;
  readonly awaits: Awaited | null;
  /** Whether something was not looked up. */
  readonly isUnknown: boolean;
}

/** Where nobody tells of a change, what is awaited is looked at again after so long; sooner where somebody was at it. */
const lookAgainMs = 30_000;
const lookSoonMs = 1000;

type Turn = 'WRITE' | 'CLEAR' | 'UNKNOWN' | readonly Holder[];

/**
 * Leaves out of a patch what another record must give up first: a value that no two records of the place may bear, borne by
 * one that is going to bear another. Where records wait for each other in a circle, the youngest gives its value up, and gets
 * the new one when it is its turn; the canonical record keeps it meanwhile. What nobody gives up is written, for the system to refuse.
 */
export function inTurn(
  dossier: Dossier,
  link: LinkState,
  values: Values,
  view: { readonly now: number; readonly holders: HolderLookup },
  foresee: Foresight,
): Turns {
  const kept: Record<string, Value | null> = {};
  const awaited: Holder[] = [];
  let isUnknown = false;
  for (const [field, value] of Object.entries(values)) {
    const turn =
      value === null ? 'WRITE' : new Queue(slotOf(link), field, view.holders, foresee).turnOf(dossier, link, value);
    if (turn === 'WRITE') kept[field] = value;
    else if (turn === 'CLEAR') kept[field] = null;
    else if (turn === 'UNKNOWN') isUnknown = true;
    else awaited.push(...turn);
  }
  return { values: kept, awaits: awaitedFrom(awaited, view.now), isUnknown };
}

function awaitedFrom(holders: readonly Holder[], now: number): Awaited | null {
  if (holders.length === 0) return null;
  const from = [...new Set(holders.map(({ dossier }) => dossier.canonical.id))].sort();
  const isSoon = holders.some(({ isChanging }) => isChanging);
  return { from, until: now + (isSoon ? lookSoonMs : lookAgainMs) };
}

/** Several things that a canonical record waits for. */
export function bothAwaited(one: Awaited | null, other: Awaited | null): Awaited | null {
  if (!one || !other) return one ?? other;
  return { from: [...new Set([...one.from, ...other.from])].sort(), until: Math.min(one.until, other.until) };
}

/** A record that stands in the way of another, and what it is going to bear. */
interface Member {
  readonly dossier: Dossier;
  readonly link: LinkState;
}

/** Who waits for whom over one field of a place. */
class Queue {
  constructor(
    private readonly place: string,
    private readonly field: string,
    private readonly holders: HolderLookup,
    private readonly foresee: Foresight,
  ) {}

  turnOf(dossier: Dossier, link: LinkState, value: Value): Turn {
    const mapped = link.mapping.fields[this.field];
    if (!mapped?.unique || !isWritable(mapped)) return 'WRITE';
    const before = this.bearersOf(dossier.canonical.id, link, value);
    if (before === null) return 'UNKNOWN';
    if (before.length === 0 || before.some((one) => this.nextOf(one) === undefined)) return 'WRITE';
    const circle = this.circleFrom({ dossier, link }, before[0]);
    if (!circle) return before.map(({ holder }) => holder);
    const youngest = circle.reduce((one, other) => (other.dossier.seq > one.dossier.seq ? other : one));
    if (!canGiveUp(youngest, this.field)) return 'WRITE';
    return youngest.link.id === link.id ? 'CLEAR' : before.map(({ holder }) => holder);
  }

  /** The records that wait for each other in a circle, of which the first is one; null: they do not. */
  private circleFrom(first: Member, second: Member | undefined): Member[] | null {
    const circle = [first];
    for (let next = second; next;) {
      const { dossier, link } = next;
      if (link.id === first.link.id) return circle;
      if (circle.some((one) => one.link.id === link.id)) return null;
      circle.push(next);
      const value = this.nextOf(next);
      if (value === undefined || value === null) return null;
      next = this.bearersOf(dossier.canonical.id, link, value)?.[0];
    }
    return null;
  }

  /** Null: that was not looked up. */
  private bearersOf(
    wantedBy: string,
    { mapping }: LinkState,
    wanted: Value,
  ): (Member & { readonly holder: Holder })[] | null {
    const mapped = mapping.fields[this.field];
    const value = mapped ? imageOf(mapped, wanted) : null;
    if (value === null) return [];
    const found = this.holders(this.place, this.field, value);
    const { type } = fieldOf(mapping.canonicalType, this.field);
    return (
      found?.flatMap((holder) => {
        const { canonical, links } = holder.dossier;
        if (canonical.id === wantedBy) return [];
        const bearing = links.filter((link) => {
          const borne = link.observed[this.field];
          return slotOf(link) === this.place && borne !== undefined && same(type, borne, value);
        });
        return bearing.map((link) => ({ dossier: holder.dossier, link, holder }));
      }) ?? null
    );
  }

  /** What a record is going to bear instead; undefined: nothing else, as far as is known. */
  private nextOf({ dossier, link }: Member): Value | null | undefined {
    const isAbout = (write: Write): boolean => write.linkId === link.id && write.kind !== 'CREATE' && isOpen(write);
    const settled = this.foresee(withoutDoubts(dossier, link.id, this.field));
    const standing = linkIn(settled, link.id);
    if (standing?.state !== 'ACTIVE' || standing.missedAt !== null) return undefined;
    const writes = settled.writes.filter(isAbout);
    if (writes.some(({ kind }) => kind === 'REMOVE')) return null;
    const next = writes.map(({ values }) => values[this.field]).find((value) => value !== undefined);
    const borne = link.observed[this.field] ?? null;
    const { type } = fieldOf(link.mapping.canonicalType, this.field);
    return next === undefined || same(type, next, borne) ? undefined : next;
  }
}

/** The canonical record as if no write were on its way but those of the one field: an outcome says nothing of the others. */
function withoutDoubts(dossier: Dossier, linkId: string, field: string): Dossier {
  const isAbout = (write: Write): boolean =>
    write.linkId === linkId && (write.kind === 'REMOVE' || field in write.values);
  return { ...dossier, writes: dossier.writes.filter((write) => !isUnderWay(write) || isAbout(write)) };
}

/** Whether a record can go without a value until it gets the next. */
function canGiveUp({ dossier, link }: Member, field: string): boolean {
  const mapped = link.mapping.fields[field];
  const refused = dossier.writes.findLast(({ linkId, status }) => linkId === link.id && status === 'REFUSED');
  return mapped !== undefined && isClearable(mapped) && refused?.values[field] !== null;
}

function isClearable(mapped: FieldMapping): boolean {
  return !mapped.required && canSay(mapped, null);
}
