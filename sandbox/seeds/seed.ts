import type { Row, Seed, Stamp } from '../store/types.js';
import { draw } from '../world/draw.js';

const DAY = 86_400_000;
const CREATED_FROM = Date.UTC(2024, 0, 2);
const CHANGED_FROM = Date.UTC(2026, 5, 1);
const CHANGED_TO = Date.UTC(2026, 9, 31);

/** Ids that are a number, maybe behind a prefix: `100001`, `cus_000001`. */
export interface Numbering {
  first: number;
  prefix?: string;
  /** Zeros in front make the number this long. */
  width?: number;
}

/** The id at a position. */
export function numberedId({ first, prefix = '', width = 0 }: Numbering, position: number): string {
  return prefix + String(first + position).padStart(width, '0');
}

/** The position of an id among `count`, or null when it is none of them. */
export function numberedPosition(numbering: Numbering, count: number, id: string): number | null {
  const { first, prefix = '' } = numbering;
  const position = Number(id.slice(prefix.length)) - first;
  const isOne = Number.isInteger(position) && position >= 0 && position < count;
  return isOne && numberedId(numbering, position) === id ? position : null;
}

/** A seed with numbered ids. `topic` names the table, for its stamps. */
export function numberedSeed(
  topic: string,
  numbering: Numbering,
  count: number,
  rowAt: (position: number) => Row,
): Seed {
  return {
    count,
    idAt: (position) => numberedId(numbering, position),
    positionOf: (id) => numberedPosition(numbering, count, id),
    rowAt,
    firstNumber: numbering.first + count,
    ...stamps(topic),
  };
}

/** When the rows of a table were made and last changed: all of it between 2024-01-02 and 2026-10-31. */
export function stamps(topic: string): Required<Pick<Seed, 'stampAt' | 'changedBetween'>> {
  const created = draw(`${topic} created`);
  const changed = draw(`${topic} changed`);
  return {
    changedBetween: { oldest: CHANGED_FROM, newest: CHANGED_TO },
    stampAt: (position): Stamp => ({
      get createdAt() {
        return isoText(CREATED_FROM + created(position) * 850 * DAY);
      },
      get changedAt() {
        return isoText(CHANGED_FROM + changed(position) * (CHANGED_TO - CHANGED_FROM));
      },
    }),
  };
}

const isoText = (instant: number): string => new Date(Math.floor(instant)).toISOString();
