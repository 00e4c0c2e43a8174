import { createMemoryStore, type MemoryStore } from '../../simulation/store/memory.js';
import { Race, type Step } from './interleaved-support.js';

/** A customer of both systems at rest, in a race whose steps are as `turn` has them from then on. */
async function atRest(turn: Step, open: ConstructorParameters<typeof Race<MemoryStore>>[2] = createMemoryStore) {
  const race = new Race(turn, 'well', open);
  race.crm.put('c', { name: 'Ask', orgNo: '974760673' });
  race.erp.put('e', { title: 'Ask', orgNumber: '974760673' });
  await race.inOrder(() => race.rest());
  return race;
}

/** A worker follows the hints and brings every customer to rest. */
function work(race: Race): Promise<void> {
  return race.inOrder(() => race.work([...race.store.everything().dossiers.keys()]));
}

class Signal {
  give: () => void = () => undefined;
  readonly given = new Promise<void>((resolve) => (this.give = resolve));
}

describe('a reading goes on from behind what it showed, so it loses nothing that others left no room for', () => {
  test('an edit that it shows after it was stopped, and others have looked meanwhile', async () => {
    const race: Race = await atRest(async (name) => {
      if (name === 'crm list') await race.inOrder(meanwhile);
    });
    const meanwhile = async (): Promise<void> => {
      await race.type(race.crm, 'c', 'Bjerk');
      await race.work();
      race.crm.put('c', { name: 'Cedar' });
    };
    await race.read(race.crm);
    await work(race);
    expect(race.names()).toEqual(['Cedar', 'Cedar']);
  });

  test('what a new record holds that another reading admits as it was before', async () => {
    const [reached, released] = [new Signal(), new Signal()];
    let [readings, first] = [0, Promise.resolve()];
    const race = await atRest(async (name) => {
      if (name !== 'store/admit:before') return;
      readings += 1;
      if (readings === 1) {
        reached.give();
        return released.given;
      }
      released.give();
      await first;
    });
    race.crm.put('n', { name: 'Dogwood' });
    first = race.read(race.crm);
    await reached.given;
    race.crm.put('n', { name: 'Elm' });
    await race.read(race.crm);
    expect(readings).toBe(2);
    await race.inOrder(() => race.work());
    expect(race.store.everything().byName.get('crm.Customer/n')?.wire).toMatchObject({ name: 'Elm' });
  });

  test('an edit of what became part of another canonical record at that moment', async () => {
    let isJoined = false;
    const race = await atRest(
      () => Promise.resolve(),
      (parts) => {
        const store = createMemoryStore(parts);
        const known: MemoryStore['known'] = async (...asked) => {
          const found = await store.known(...asked);
          return isJoined ? new Map([...found].map(([id, one]) => [id, { ...one, canonicalId: 'before' }])) : found;
        };
        return { ...store, known };
      },
    );
    race.crm.put('c', { name: 'Fir' });
    isJoined = true;
    await race.read(race.crm);
    isJoined = false;
    await work(race);
    expect(race.names()).toEqual(['Fir', 'Fir']);
  });
});
