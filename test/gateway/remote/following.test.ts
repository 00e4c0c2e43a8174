import { following } from '../../../gateway/remote/following.js';

/** What was told of states, and something that takes them, one turn each time it is let. */
function withTold() {
  const told: string[] = [];
  const turns: (() => void)[] = [];
  const states = following({
    taken: () => void told.push('taken'),
    refused: (error) => void told.push(String(error)),
  });
  const take = (state: string): Promise<void> =>
    new Promise((resolve, reject) => {
      told.push(state);
      turns.push(() => (state === 'broken' ? reject(new Error('broken')) : resolve()));
    });
  /** Lets what is being taken end, and all that follows from it happen. */
  const turn = async (): Promise<void> => {
    turns.shift()?.();
    await new Promise(setImmediate);
  };
  return { told, states, take, turn };
}

test('what changes before anything is served is told of once it is taken, and that is as soon as something is', async () => {
  const { told, states, take, turn } = withTold();
  for (const state of ['one', 'two']) states.changed(state);
  await turn();
  expect(told).toEqual([]);
  states.begin(take);
  await turn();
  expect(told).toEqual(['two', 'taken']);
});

test('states are taken one after another, of those that come meanwhile the latest, and after one that is refused the next', async () => {
  const { told, states, take, turn } = withTold();
  states.begin(take);
  for (const state of ['broken', 'two', 'three']) states.changed(state);
  expect(told).toEqual(['broken']);
  await turn();
  expect(told).toEqual(['broken', 'Error: broken', 'three']);
  await turn();
  states.changed('four');
  expect(told).toEqual(['broken', 'Error: broken', 'three', 'taken', 'four']);
});
