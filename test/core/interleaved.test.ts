import fc from 'fast-check';
import { createMemoryStore } from '../../simulation/store/memory.js';
import { lawRuns, raceRuns } from '../support/law-runs.js';
import { Race, type Fate, type Step } from './interleaved-support.js';

const number = { orgNo: '974760673', orgNumber: '974760673' };
const fates = fc.constantFrom<Fate>('well', 'lost', 'never');
const edits = fc.array(fc.constantFrom('crm', 'erp'), { minLength: 1, maxLength: 3 });
const cases = lawRuns(100, raceRuns);

const turns =
  (scheduler: fc.Scheduler): Step =>
  (name) =>
    scheduler.schedule(Promise.resolve(), name);

/** A customer of both systems at rest, whose name several people change while two workers are at it. */
async function raced(
  scheduler: fc.Scheduler,
  typedIn: readonly ('crm' | 'erp')[],
  fate: Fate,
  refusesStale = true,
): Promise<Race> {
  const race = new Race(turns(scheduler), fate, createMemoryStore, refusesStale);
  race.crm.put('c', { name: 'Ask', orgNo: number.orgNo });
  race.erp.put('e', { title: 'Ask', orgNumber: number.orgNumber });
  await race.inOrder(() => race.rest());
  const people = typedIn.map(async (at, index) => {
    await race.type(race[at], at === 'crm' ? 'c' : 'e', `Name ${index}`);
    await race.work();
  });
  const workers = [1, 2].map(() => race.work(customersOf(race)));
  await scheduler.waitFor(Promise.all([...people, ...workers]));
  await race.inOrder(() => race.rest());
  return race;
}

function customersOf({ store }: Race): string[] {
  return [...store.everything().dossiers.keys()];
}

/** Every value that the books of the hub tell of. */
function toldBy({ store }: Race): Set<unknown> {
  const { edits, conflicts } = store.everything();
  return new Set([...edits.flatMap(({ before, after }) => [before, after]), ...conflicts.map(({ loser }) => loser)]);
}

describe('two workers and people at one record, in whatever order their steps come', () => {
  test('it comes to rest with one name in both systems, and whatever was typed last in one is told of', async () => {
    const law = fc.asyncProperty(fc.scheduler(), edits, fates, async (scheduler, typedIn, fate) => {
      const race = await raced(scheduler, typedIn, fate);
      const [name, ...others] = race.names();
      expect(others).toEqual([name]);
      expect(race.faults).toEqual([]);
      for (const last of race.typed.values()) expect([name, ...toldBy(race)]).toContain(last);
    });
    await fc.assert(law, cases);
  });

  test('no write is sent twice, also where nothing refuses it: none gives a record what it holds', async () => {
    const inOne = edits.map((all) => all.map(() => 'crm' as const));
    const law = fc.asyncProperty(fc.scheduler(), inOne, fc.boolean(), async (scheduler, typedIn, refusesStale) => {
      const { crm, erp } = await raced(scheduler, typedIn, 'well', refusesStale);
      expect(crm.idle + erp.idle).toBe(0);
      expect(crm.writes + erp.writes).toBeLessThanOrEqual(typedIn.length);
    });
    await fc.assert(law, cases);
  });

  test('what one system lacks is made there once', async () => {
    const law = fc.asyncProperty(fc.scheduler(), fates, fc.boolean(), async (scheduler, fate, isRenamed) => {
      const race = new Race(turns(scheduler), fate, createMemoryStore);
      await race.inOrder(() => race.rest());
      race.crm.put('c', { name: 'Ask', orgNo: number.orgNo });
      const hinted = [1, 2].map(async () => {
        await race.store.storeHints('crm.Customer', ['c']);
        await race.work(customersOf(race));
      });
      const renamed = isRenamed ? [race.type(race.crm, 'c', 'Bjerk')] : [];
      await scheduler.waitFor(Promise.all([...hinted, ...renamed]));
      await race.inOrder(() => race.rest());
      const name = isRenamed ? 'Bjerk' : 'Ask';
      expect(race.names()).toEqual([name, name]);
      expect(race.faults).toEqual([]);
    });
    await fc.assert(law, cases);
  });
});
