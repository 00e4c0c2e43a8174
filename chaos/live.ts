import { withCompany, type Company } from './company.js';
import { plant, tellings } from './canaries.js';
import type { Day } from './day.js';
import { desksOf, type Desk } from './desk.js';
import type { Figure } from './figure.js';
import { judge } from './judge.js';
import type { Options } from './options.js';
import { letPeopleType, type Made } from './people.js';
import { fullSync, untilAtRest } from './rest.js';
import { standingOf } from './verdict.js';
import { countWrites, endFaults, keepLooking, killWorkers, startFaults } from './weather.js';

type Say = (line: string) => void;

/**
 * Lives through a day of chaos and answers what came of it.
 * @param signal ends it before its time. @throws Error when it does, or when the company never came to rest.
 */
export function live(options: Options, say: Say, signal = new AbortController().signal): Promise<Figure[]> {
  return withCompany(options, signal, async (company) => {
    const desks = await desksOf(company.sandbox);
    const before = await standingOf(desks);
    say('The first sync …');
    await untilAtRest(company, options.restWithin);
    const planted = await plant(desks);
    say(`${options.edits} edits, ${options.workers} workers, faults in every system …`);
    const storm = await chaos(company, desks, options, signal);
    say('Faults are off; until everything is at rest …');
    const restedIn = await timed(() => untilAtRest(company, options.restWithin));
    await fullSync(company, options.restWithin);
    const rested = await standingOf(desks);
    const writes = await countWrites(company.sandbox);
    await fullSync(company, options.restWithin);
    const [writesAtRest, after] = [await writes(), await standingOf(desks)];
    await company.look(tellings);
    await company.readFigures();
    const killsAsked = options.killEvery > 0;
    const day = { ...storm, killsAsked, planted, restedIn, before, rested, after, writesAtRest };
    return judge(company, desks, day, say);
  });
}

async function chaos(
  company: Company,
  desks: readonly Desk[],
  options: Options,
  signal: AbortSignal,
): Promise<Pick<Day, 'made' | 'kills' | 'hits'>> {
  await startFaults(company.sandbox);
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const [made, kills] = await untilAllEnd(over, [
    letPeopleType(desks, options, until),
    killWorkers(company, options.killEvery, options.seed, until),
    keepLooking(company, until),
  ]);
  return { made, kills, hits: await endFaults(company.sandbox) };
}

/** When the people are done, or one of the three fails, the others are told to end; a fault is thrown once all have. */
async function untilAllEnd(
  over: AbortController,
  [people, killer, looker]: readonly [Promise<Made>, Promise<number>, Promise<void>],
): Promise<[Made, number]> {
  const failing = (error: unknown): never => {
    over.abort();
    throw error;
  };
  const ends = [people.finally(() => over.abort()), killer.catch(failing), looker.catch(failing)];
  await Promise.allSettled(ends);
  await Promise.all(ends);
  return [await people, await killer];
}

/** @returns in how many seconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round((performance.now() - startedAt) / 1000);
}
