import { between, chance, draw, shuffled } from './draw.js';
import { messOf, oldIn } from './mess.js';
import { PROJECT_KINDS, PROJECT_OBJECTS, TOWNS } from './words.js';

/** The tables that hold projects. */
export const PROJECT_TABLES = ['prosjekt', 'customerp', 'pms', 'activity'] as const;
/** A table that holds projects. */
export type ProjectTable = (typeof PROJECT_TABLES)[number];

/** A project as one table knows it. Customer and responsible person are indexes of the world. */
export interface Project {
  name: string;
  /** YYYY-MM-DD. */
  start: string;
  /** YYYY-MM-DD, or null for work without an end. */
  end: string | null;
  closed: boolean;
  customer: number;
  responsible: number;
  /** Position in `departments`. */
  department: number;
  city: string;
}

const shares: Record<ProjectTable, number> = { prosjekt: 0.85, customerp: 0.5, pms: 0.5, activity: 0.4 };
const draws = new Map(PROJECT_TABLES.map((table) => [table, draw(`${table} has the project`)]));

/** Whether a table holds a project. Each is in one table at least. */
export function hasProject(table: ProjectTable, index: number): boolean {
  return drawn(table, index) || (table === 'prosjekt' && !PROJECT_TABLES.some((each) => drawn(each, index)));
}

function drawn(table: ProjectTable, index: number): boolean {
  return draws.get(table)!(index) < shares[table];
}

const nameCount = PROJECT_KINDS.length * PROJECT_OBJECTS.length * TOWNS.length;
const startDay = between('project start', 0, 540);
const length = between('project length', 20, 400);
const isEndless = chance('project has no end', 0.1);
const isForCore = chance('project is for a core customer', 0.6);
const customer = draw('project customer');
const responsible = draw('project responsible');
const department = between('project department', 0, 7);
const endIsOldIn = oldIn('project end');
const CLOSED_BEFORE = '2026-09-01';

const dayOf = (days: number): string => new Date(Date.UTC(2025, 5, 2 + days)).toISOString().slice(0, 10);

const messes = new Map(PROJECT_TABLES.map((table) => [table, messOf(`${table} project`, 'bare')]));

/** A project as a table has it, in a world of so many customers and employees. */
export function projectIn(table: ProjectTable, index: number, customers: number, employees: number): Project {
  const at = shuffled(index, nameCount);
  const town = TOWNS[Math.floor(at / PROJECT_KINDS.length / PROJECT_OBJECTS.length)]!;
  const holders = PROJECT_TABLES.filter((each) => hasProject(each, index));
  const delay = endIsOldIn(index, holders) === table ? 30 : 0;
  const end = isEndless(index) ? null : dayOf(startDay(index) + length(index) + delay);
  return {
    name: messes.get(table)!.name(index, nameOf(index, at, town.city)),
    start: dayOf(startDay(index)),
    end,
    closed: end !== null && dayOf(startDay(index) + length(index)) < CLOSED_BEFORE,
    customer: customerOf(index, customers),
    responsible: Math.floor(responsible(index) * employees),
    department: department(index),
    city: town.city,
  };
}

function nameOf(index: number, at: number, city: string): string {
  const kind = PROJECT_KINDS[at % PROJECT_KINDS.length]!;
  const object = PROJECT_OBJECTS[Math.floor(at / PROJECT_KINDS.length) % PROJECT_OBJECTS.length]!;
  const round = Math.floor(index / nameCount);
  return round === 0 ? `${kind} ${object} ${city}` : `${kind} ${object} ${city} trinn ${round + 1}`;
}

/** Most projects are for a customer every system knows: those whose index is a multiple of ten. */
function customerOf(index: number, customers: number): number {
  const any = Math.floor(customer(index) * customers);
  return isForCore(index) ? any - (any % 10) : any;
}
