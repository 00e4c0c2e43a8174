import { ask, last, people, poll, sync, tend, wait, weather, withLedger } from './scenario.js';
import type { Scenario, Step } from './scenario.js';
import { oneCustomer } from './scenarios-removed.js';

const removing: Step = ask({ operator: 'takeBack', of: 'tid.Kunde', retires: false });
const retiring: Step = ask({ operator: 'takeBack', of: 'tid.Kunde', retires: true });
const noAnswers: Step = weather({ before: 0.5, after: 0.5 });
const later: readonly Step[] = [wait(20_000), tend, wait(20_000), tend, weather('clean')];

/** What the hub made, and a person takes back. */
export const takenBack: readonly Scenario[] = [
  {
    name: 'a creation taken back',
    theme: withLedger,
    shows: 'records removed by the hub',
    script: [...oneCustomer, removing, tend, sync],
  },
  {
    name: 'a creation taken back, over removals that are carried on',
    theme: withLedger,
    deletes: 'propagate',
    shows: 'records removed by the hub',
    script: [...oneCustomer, removing, tend, sync],
  },
  {
    name: 'a creation taken back without an answer',
    theme: withLedger,
    shows: 'records removed by the hub',
    script: [...oneCustomer, removing, noAnswers, tend, ...later, sync],
  },
  {
    name: 'a creation that somebody touched before it is taken back',
    theme: withLedger,
    shows: 'creations that were not taken back',
    never: 'records removed by the hub',
    script: [...oneCustomer, people('edit', 'tid.Kunde', last, 'name'), removing, tend, sync],
  },
  {
    name: 'a creation that somebody touches while it is taken back',
    theme: withLedger,
    shows: 'reviews CHANGED_SINCE',
    never: 'records removed by the hub',
    script: [...oneCustomer, removing, people('edit', 'tid.Kunde', last, 'name'), tend, poll('tid.Kunde'), tend, sync],
  },
  {
    name: 'a creation put out of use',
    theme: withLedger,
    shows: 'creations taken back by a person',
    script: [...oneCustomer, retiring, tend, sync],
  },
  {
    name: 'a creation put out of use without an answer',
    theme: withLedger,
    shows: 'creations taken back by a person',
    script: [...oneCustomer, retiring, noAnswers, tend, ...later, sync],
  },
];
