import { identifyingFields } from '../../shared/dataflows/identifying.js';
import type { People } from './people.js';
import type { SimulatedPlace } from './place.js';
import type { Random } from './random.js';
import type { Row } from './table.js';

/** A record that another one stands for by now, and that is still to go. */
interface Going {
  readonly place: SimulatedPlace;
  readonly row: Row;
  readonly into: string;
}

/** Records that go into others of their system: the other bears what told the one apart, and the one is there no more. */
export class Successions {
  private going: Going[] = [];

  constructor(
    private readonly places: readonly SimulatedPlace[],
    private readonly random: Random,
    private readonly people: People,
  ) {}

  /** Now and then a record goes into one just made, or one that was there before, at once or some time later. */
  act(probability: number): void {
    const { random } = this;
    if (this.going.length > 0 && random.chance(0.4)) this.end();
    if (!random.chance(probability)) return;
    const found = this.places.flatMap((place) =>
      place.table.present().flatMap((row) => (this.numbersOf(place, row).length > 0 ? [{ place, row }] : [])),
    );
    if (found.length === 0) return;
    const { place, row } = random.pick(found);
    const others = place.table.present().filter((one) => one !== row);
    const isThere = others.length > 0 && random.chance(0.4);
    const into = isThere ? this.given(place, row, random.pick(others)) : this.people.copyMapped(place, row);
    this.going.push({ place, row, into });
    if (random.chance(0.5)) this.end();
  }

  private end(): void {
    for (const { place, row, into } of this.going)
      if (!row.isRemoved && !place.table.rows.get(into)?.isRemoved) this.people.goInto(place, row, into);
    this.going = [];
  }

  /** A record that was there before takes the numbers that tell the one apart. */
  private given(place: SimulatedPlace, row: Row, other: Row): string {
    for (const path of this.numbersOf(place, row)) this.people.type(place, other, path, row.wire[path] ?? null);
    return other.id;
  }

  private numbersOf({ sheet: { mapping } }: SimulatedPlace, { wire }: Row): string[] {
    return identifyingFields[mapping.canonicalType].flatMap((field) => {
      const mapped = mapping.fields[field];
      return !mapped || mapped.key || mapped.readOnly || (wire[mapped.path] ?? null) === null ? [] : [mapped.path];
    });
  }
}
