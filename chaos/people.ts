import { setTimeout as pause } from 'node:timers/promises';
import type { FieldType, Value } from '../shared/canonical/field.js';
import { fieldOf } from '../shared/canonical/types.js';
import { Random } from '../simulation/outside/random.js';
import type { Desk, Held } from './desk.js';
import type { Options } from './options.js';

/** One thing a person typed into one record. */
export interface Typed {
  readonly place: string;
  readonly id: string;
  readonly field: string;
  /** The system's own name of the field. */
  readonly property: string;
  /** Null: cleared. */
  readonly value: Value | null;
  /** ms since 1970. */
  readonly at: number;
}

/** One record a person added. */
export interface Added {
  readonly place: string;
  readonly id: string;
}

export interface Made {
  readonly typed: readonly Typed[];
  readonly added: readonly Added[];
  /** Edits that their system refused. */
  readonly refused: number;
}

const addedPart = 0.03;
const clearedPart = 0.04;
const clearable = new Set(['phone', 'mobilePhone', 'website']);

/** What a new record needs beside a value in each of these fields; the hub's own keys are far from such numbers. */
const newcomers: Readonly<Record<string, { fields: readonly string[]; more?: (number: number) => object }>> = {
  'customerp.Customer': { fields: ['name', 'email'] },
  'customerp.Employee': { fields: ['firstName', 'lastName', 'email'] },
  'customerp.Project': { fields: ['name'], more: (number) => ({ number: `K${number}` }) },
  'tidsbanken.Kunde': { fields: ['name', 'email'], more: (number) => ({ Id: `K${number}` }) },
  'tidsbanken.Avdeling': { fields: ['name'], more: (number) => ({ Id: `K${number}` }) },
};

type Making = { typed: Typed[]; added: Added[]; refused: number };

/** Lets people in all systems at once type so many things, each a value that nobody ever typed before. */
export async function letPeopleType(
  desks: readonly Desk[],
  { edits, seconds, perSecond, seed }: Pick<Options, 'edits' | 'seconds' | 'perSecond' | 'seed'>,
  until: AbortSignal,
): Promise<Made> {
  const chance = new Random(`people/${seed}`);
  const records = await Promise.all(
    desks.map(async (desk) => ({ desk, held: desk.typed.length > 0 ? await desk.list() : [] })),
  );
  const open = records.filter(({ held }) => held.length > 0);
  const made: Making = { typed: [], added: [], refused: 0 };
  const [pending, faults]: [Promise<void>[], unknown[]] = [[], []];
  const startedAt = Date.now();
  const isOver = (): boolean => until.aborted || (seconds > 0 && Date.now() - startedAt > seconds * 1000);
  for (let number = 0; number < edits && !isOver(); number += 1) {
    await pause(Math.max(0, startedAt + (number / perSecond) * 1000 - Date.now()));
    const { desk, held } = chance.pick(open);
    const isNew = desk.place in newcomers && chance.chance((addedPart * open.length) / Object.keys(newcomers).length);
    const doing = isNew ? add(desk, number, made) : edit(desk, chance.pick(held), number, chance, made);
    pending.push(doing.catch((error: unknown) => void faults.push(error)));
  }
  await Promise.all(pending);
  if (faults.length > 0) throw faults[0];
  return made;
}

async function edit(desk: Desk, { id }: Held, number: number, chance: Random, made: Making): Promise<void> {
  const { field, property } = chance.pick(desk.typed);
  const isClear = clearable.has(field) && chance.chance(clearedPart);
  const value = isClear ? null : valueFor(desk, field, number);
  const at = Date.now();
  if (!(await desk.edit(id, { [property]: value ?? '' }))) made.refused += 1;
  else made.typed.push({ place: desk.place, id, field, property, value, at });
}

async function add(desk: Desk, number: number, made: Making): Promise<void> {
  const { fields, more } = newcomers[desk.place] ?? { fields: [] };
  const typed = desk.typed
    .filter(({ field }) => fields.includes(field))
    .map(({ field, property }) => ({ field, property, value: valueFor(desk, field, number) }));
  const values = Object.fromEntries(typed.map(({ property, value }) => [property, value]));
  const at = Date.now();
  const id = await desk.add({ ...values, ...more?.(number) });
  if (id === null) {
    made.refused += 1;
    return;
  }
  made.added.push({ place: desk.place, id });
  made.typed.push(...typed.map((one) => ({ ...one, place: desk.place, id, at })));
}

/** A value that nobody else types into such a field, of a kind that every system takes. */
function valueFor({ mapping }: Desk, field: string, number: number): string {
  const { type }: { type: FieldType } = fieldOf(mapping.canonicalType, field);
  if (type === 'email') return `kaos${number}@kaos.example`;
  if (type === 'phone') return `+47 4${String(number).padStart(7, '0')}`;
  return `Kaos ${number}`;
}

/** Any value that people typed, also in the forms in which systems and the hub keep it. */
export const anythingTyped = 'Kaos \\d|kaos\\d+@kaos|\\+47 ?4\\d{7}';
