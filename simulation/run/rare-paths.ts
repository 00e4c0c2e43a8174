import type { ProfileName } from '../outside/profiles.js';
import type { Summary } from './campaign.js';

type Least = Readonly<Record<string, number>>;

/** From how many histories on it is certain that what is rare comes about at least so often. */
const judgedFrom = 1000;

/** How often, in each thousand histories, it must have come to what a profile is there for: far less than it does. */
const leastPerThousand: Readonly<Record<ProfileName, Least>> = {
  clean: {
    ...{ 'records made by the hub': 500, 'records written by the hub': 500, 'canonical records that became one': 50 },
    ...{ 'values that lost and were kept': 50, 'reviews GONE': 20 },
  },
  e429: { 'calls answered 429': 1000, 'calls answered 401': 100 },
  before: {
    'reads without an answer': 500,
    'writes that never arrived': 200,
    'creations in doubt that were sent again': 30,
  },
  after: { 'writes that landed without an answer': 500, 'creations in doubt that were adopted': 100 },
  delayed: { 'writes that landed later': 300, 'updates in doubt that were judged by a look': 50 },
  crash: { 'processes killed': 500, 'writes whose process had ended': 20 },
  zombie: {
    ...{ 'processes stopped for a while': 500, 'writes whose process had ended': 20 },
    'writes given up unsent, for the look they rest on was old': 20,
  },
  staleGet: {
    ...{ 'reads that showed an older state': 100, 'changes that lists showed late': 200 },
    'looks left aside as too old': 20,
  },
  skew: { 'changes that lists showed late': 200 },
  mixed: {
    ...{ 'creations in doubt that were adopted': 100, 'creations in doubt that were sent again': 30 },
    ...{ 'updates that gave way to what was read just before': 10, 'writes refused by version': 1 },
    ...{ 'creations told that their key or reference is taken': 1, 'looks left aside as too old': 5 },
    ...{ 'canonical records that became one': 5, 'creations given to a person': 2, 'reviews ABA_IN_DOUBT': 1 },
  },
  configured: {
    ...{ 'creations in doubt that were adopted': 100, 'records made again': 30, 'reviews REMOVAL': 30 },
    ...{ 'records removed by the hub': 10, 'updates that gave way to what was read just before': 10 },
    ...{ 'records that became others in their system': 200, 'reviews REMOTE_MERGE': 30 },
    ...{ 'removed records found again': 10, 'removals that a person confirmed': 10, 'reviews BUDGET_SPENT': 50 },
  },
  'bound-violated': { 'writes that landed too late': 300 },
  'webhook-chaos': { 'reads without an answer': 100 },
  'schema-drift': { 'rows without a mapped property': 1000 },
  odd: {
    ...{ 'rows that came twice': 1000, 'calls answered 403': 100, 'lists read while somebody edits': 100 },
    ...{ 'direct reads without a mapped property': 500, 'answers to writes without a mapped property': 200 },
  },
};

/** What a campaign came to too seldom to have shown anything of it; none where it was too short to be judged. */
export function tooSeldom(
  { histories, counts }: Pick<Summary, 'histories' | 'counts'>,
  profile: ProfileName | 'all',
): string[] {
  if (histories < judgedFrom || profile === 'all') return [];
  return Object.entries(leastPerThousand[profile]).flatMap(([what, least]) => {
    const wanted = Math.floor((least * histories) / 1000);
    const came = counts.get(what) ?? 0;
    return came >= wanted ? [] : [`${what}: ${came} times, of at least ${wanted}`];
  });
}
