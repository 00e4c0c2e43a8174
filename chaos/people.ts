import { setTimeout as pause } from 'node:timers/promises';
import type { FieldType, Value } from '../shared/canonical/field.js';
import { fieldOf } from '../shared/canonical/types.js';
import type { Desk, Held } from './desk.js';

/** One thing a person typed into one record. */
export interface Typed {
  readonly place: string;
  readonly id: string;
  readonly field: string;
  /** Null: cleared. */
  readonly value: Value | null;
  /** ms since 1970. */
  readonly at: number;
}

export interface Made {
  readonly typed: readonly Typed[];
  /** Records people made, by `system.EntityType`. */
  readonly added: ReadonlyMap<string, number>;
  /** Edits that their system refused. */
  readonly refused: number;
}

/** Repeatable chance, so that a seed types the same again. */
export class Chance {
  constructor(private state: number) {}

  next(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 0x1_0000_0000;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('there is nothing to pick from');
    return item;
  }
}

const addedPart = 0.03;
const clearedPart = 0.04;
const clearable = new Set(['phone', 'mobilePhone', 'website']);

/** Lets people in all systems at once type so many things, each a value that nobody ever typed before. */
export async function letPeopleType(
  desks: readonly Desk[],
  { edits, perSecond, seed }: { readonly edits: number; readonly perSecond: number; readonly seed: number },
): Promise<Made> {
  const chance = new Chance(seed);
  const open = desks.filter(({ typed }) => typed.length > 0);
  const records = new Map(await Promise.all(open.map(async (desk) => [desk.place, await desk.list()] as const)));
  const made = { typed: [] as Typed[], added: new Map<string, number>(), refused: 0 };
  const pending: Promise<void>[] = [];
  const startedAt = Date.now();
  for (let number = 0; number < edits; number += 1) {
    await pause(Math.max(0, startedAt + (number / perSecond) * 1000 - Date.now()));
    const desk = chance.pick(open.filter(({ place }) => (records.get(place)?.length ?? 0) > 0));
    pending.push(
      desk.place === 'customerp.Customer' && chance.next() < addedPart * open.length
        ? add(desk, number, made)
        : edit(desk, chance.pick(records.get(desk.place) ?? []), number, chance, made),
    );
  }
  await Promise.all(pending);
  return made;
}

type Making = { typed: Typed[]; added: Map<string, number>; refused: number };

async function edit(desk: Desk, { id }: Held, number: number, chance: Chance, made: Making): Promise<void> {
  const { field, property } = chance.pick(desk.typed);
  const isClear = clearable.has(field) && chance.next() < clearedPart;
  const value = isClear ? null : valueFor(fieldOf(desk.mapping.canonicalType, field).type, number);
  const at = Date.now();
  if (await desk.edit(id, { [property]: value ?? '' })) made.typed.push({ place: desk.place, id, field, value, at });
  else made.refused += 1;
}

async function add(desk: Desk, number: number, made: Making): Promise<void> {
  const values = { name: valueFor('text', number), email: valueFor('email', number) };
  const at = Date.now();
  const id = await desk.add(values);
  if (id === null) made.refused += 1;
  else {
    made.added.set(desk.place, (made.added.get(desk.place) ?? 0) + 1);
    for (const [field, value] of Object.entries(values)) made.typed.push({ place: desk.place, id, field, value, at });
  }
}

/** A value that nobody else types, of a kind that every system takes. */
function valueFor(type: FieldType, number: number): string {
  if (type === 'email') return `kaos${number}@kaos.example`;
  if (type === 'phone') return `+47 4${String(number).padStart(7, '0')}`;
  return `Kaos ${number}`;
}
