import { GroupCommit, type Outcome } from '../../subgraphs/hub/store/postgres/group-commit.js';

/** A group commit whose groups are carried out when told. */
function driven(lanes = 1, atMost = 3) {
  const started: string[][] = [];
  const ends: ((outcomes?: Outcome[]) => void)[] = [];
  const faults: ((error: Error) => void)[] = [];
  const group = new GroupCommit<string>({
    ...{ lanes, atMost },
    run: (calls) =>
      new Promise((resolve, reject) => {
        started.push([...calls]);
        ends.push((outcomes = calls.map(() => ({ done: true }))) => resolve(outcomes));
        faults.push(reject);
      }),
  });
  return { group, started, ends, faults };
}

/** Everything that follows without waiting for anything. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a call runs at once when nothing else does', async () => {
  const { group, started, ends } = driven();
  const done = group.submit('a', ['1']);
  await turn();
  expect(started).toEqual([['a']]);
  ends[0]?.();
  await done;
});

test('calls of one turn go together, as many as fit', async () => {
  const { group, started, ends } = driven();
  const all = Promise.all(['a', 'b', 'c', 'd'].map((call) => group.submit(call, [call])));
  await turn();
  expect(started).toEqual([['a', 'b', 'c']]);
  ends[0]?.();
  await turn();
  expect(started).toEqual([['a', 'b', 'c'], ['d']]);
  ends[1]?.();
  await all;
});

test('calls that come while a lane is busy wait for it together', async () => {
  const { group, started, ends } = driven();
  const first = group.submit('a', ['1']);
  await turn();
  const rest = Promise.all([group.submit('b', ['2']), group.submit('c', ['3'])]);
  await turn();
  expect(started).toEqual([['a']]);
  ends[0]?.();
  await first;
  await turn();
  expect(started).toEqual([['a'], ['b', 'c']]);
  ends[1]?.();
  await rest;
});

test('calls that share a key run one after another, in order, in whatever lane', async () => {
  const { group, started, ends } = driven(2);
  const all = Promise.all([
    group.submit('a', ['1']),
    group.submit('b', ['1', '2']),
    group.submit('c', ['2']),
    group.submit('d', ['3']),
  ]);
  await turn();
  expect(started).toEqual([['a', 'd']]);
  ends[0]?.();
  await turn();
  expect(started).toEqual([['a', 'd'], ['b']]);
  ends[1]?.();
  await turn();
  expect(started).toEqual([['a', 'd'], ['b'], ['c']]);
  ends[2]?.();
  await all;
});

test('a free lane takes what shares no key with the busy one', async () => {
  const { group, started, ends } = driven(2);
  const first = group.submit('a', ['1']);
  await turn();
  const rest = Promise.all([group.submit('b', ['1']), group.submit('c', ['2'])]);
  await turn();
  expect(started).toEqual([['a'], ['c']]);
  ends[0]?.();
  await turn();
  expect(started).toEqual([['a'], ['c'], ['b']]);
  ends[1]?.();
  ends[2]?.();
  await Promise.all([first, rest]);
});

test('a call that goes alone goes with no other', async () => {
  const { group, started, ends } = driven();
  const all = Promise.all([group.submit('a', ['1']), group.submit('b', ['2'], true), group.submit('c', ['3'])]);
  await turn();
  expect(started).toEqual([['a', 'c']]);
  ends[0]?.();
  await turn();
  expect(started).toEqual([['a', 'c'], ['b']]);
  ends[1]?.();
  await all;
});

test('who failed is told, and nobody else', async () => {
  const { group, ends } = driven();
  const fault = new Error('mine');
  const results = Promise.allSettled([group.submit('a', ['1']), group.submit('b', ['2'])]);
  await turn();
  ends[0]?.([{ done: true }, { done: false, error: fault }]);
  const [a, b] = await results;
  expect(a).toMatchObject({ status: 'fulfilled' });
  expect(b).toEqual({ status: 'rejected', reason: fault });
});

test('a group that fails as a whole is carried out one by one', async () => {
  const { group, started, ends, faults } = driven();
  const fault = new Error('not this one');
  const results = Promise.allSettled([group.submit('a', ['1']), group.submit('b', ['2'])]);
  await turn();
  faults[0]?.(new Error('as a whole'));
  await turn();
  ends[1]?.();
  await turn();
  faults[2]?.(fault);
  expect(await results).toEqual([
    { status: 'fulfilled', value: undefined },
    { status: 'rejected', reason: fault },
  ]);
  expect(started).toEqual([['a', 'b'], ['a'], ['b']]);
});
