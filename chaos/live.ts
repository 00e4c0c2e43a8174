import { leaksIn, plant } from './canaries.js';
import { withCompany, type Company } from './company.js';
import { desksOf, type Desk } from './desk.js';
import type { Options } from './options.js';
import { letPeopleType, type Made } from './people.js';
import { fullSync, untilAtRest } from './rest.js';
import { changed, fatesOf, standingOf, tooMany, unequal, type Standing } from './verdict.js';
import { endFaults, killWorkers, startFaults } from './weather.js';

/** One line of what came of it. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** Whether it breaks what the hub promises. */
  readonly isBad: boolean;
}

type Say = (line: string) => void;

/** Lives through a day of chaos and answers what came of it. @throws Error when the company never came to rest. */
export function live(options: Options, say: Say): Promise<Figure[]> {
  return withCompany(options.workers, async (company) => {
    const desks = await desksOf(company.sandbox);
    const before = await standingOf(desks);
    say('The first sync …');
    await untilAtRest(company, options.restWithin);
    const planted = await plant(desks);
    say(`${options.edits} edits, ${options.workers} workers, faults in every system …`);
    const { made, kills, hits } = await chaos(company, desks, options);
    say('Faults are off; until everything is at rest …');
    await untilAtRest(company, options.restWithin);
    await fullSync(company, options.restWithin);
    const rested = await standingOf(desks);
    await fullSync(company, options.restWithin);
    const after = await standingOf(desks);
    return [
      ...told(made, kills, hits, planted),
      ...(await judged(company, desks, { before, rested, after, made }, say)),
    ];
  });
}

async function chaos(
  company: Company,
  desks: readonly Desk[],
  options: Options,
): Promise<{ made: Made; kills: number; hits: number }> {
  await startFaults(company.sandbox);
  const over = new AbortController();
  const killing = killWorkers(company, options.killEvery, options.seed, over.signal);
  const made = await letPeopleType(desks, options);
  over.abort();
  const kills = await killing;
  return { made, kills, hits: await endFaults(company.sandbox) };
}

function told(made: Made, kills: number, hits: number, planted: number): Figure[] {
  const added = [...made.added.values()].reduce((sum, count) => sum + count, 0);
  return [
    { what: 'values people typed', value: made.typed.length, isBad: false },
    { what: 'edits their system refused', value: made.refused, isBad: false },
    { what: 'records people added', value: added, isBad: false },
    { what: 'workers killed with SIGKILL', value: kills, isBad: false },
    { what: 'calls that a fault hit', value: hits, isBad: false },
    { what: 'secret values planted', value: planted, isBad: planted === 0 },
  ];
}

interface Days {
  readonly before: Standing;
  readonly rested: Standing;
  readonly after: Standing;
  readonly made: Made;
}

async function judged(
  company: Company,
  desks: readonly Desk[],
  { before, rested, after, made }: Days,
  say: Say,
): Promise<Figure[]> {
  const { db } = company;
  const fates = await fatesOf(db, desks, after, made);
  const findings: readonly (readonly [what: string, found: readonly string[]])[] = [
    ['fields of linked records that differ at rest', await unequal(db, desks, after)],
    ['entity types with a record too many or too few', await tooMany(db, before, after, made)],
    [
      'values that are nowhere',
      fates.lost.map(({ place, id, field, at }) => `${place}/${id}.${field} of ${new Date(at).toISOString()}`),
    ],
    ['records that the next full sync changed', changed(rested, after)],
    ['places where a secret value is to be read', await leaksIn(company)],
  ];
  for (const [what, found] of findings) for (const one of found.slice(0, 10)) say(`${what}: ${one}`);
  const [counts] = await db.query<Record<string, number>[]>(`select
    (select count(*)::int from write where status = 'CONFIRMED') as confirmed,
    (select count(*)::int from write where code = 'RESOLVED' or (status = 'CONFIRMED' and look_ups > 0)) as doubted,
    (select count(*)::int from write where code = 'CHANGED') as "gaveWay",
    (select count(*)::int from review where status = 'OPEN') as reviews,
    (select count(*)::int from conflict) as conflicts`);
  return [
    { what: 'values that are in a system or in the books', value: fates.kept, isBad: false },
    { what: 'values typed over in the same record before anybody looked', value: fates.replaced, isBad: false },
    { what: 'values in the gap between a look and a write', value: fates.inTheGap.length, isBad: false },
    { what: 'writes confirmed', value: counts?.['confirmed'] ?? 0, isBad: false },
    { what: 'updates in doubt that were judged by a look', value: counts?.['doubted'] ?? 0, isBad: false },
    { what: 'updates that gave way to what was read just before', value: counts?.['gaveWay'] ?? 0, isBad: false },
    { what: 'values that lost and were kept', value: counts?.['conflicts'] ?? 0, isBad: false },
    { what: 'matters put before a person', value: counts?.['reviews'] ?? 0, isBad: false },
    ...findings.map(([what, found]) => ({ what, value: found.length, isBad: found.length > 0 })),
  ];
}
