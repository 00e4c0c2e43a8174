import { rewrite } from '../../../gateway/executor/rewrites.js';

const types = new Map([['Media', new Set(['Book'])]]);

test('a key is renamed wherever its path leads', () => {
  const data = { items: [{ _internal: 1 }, { other: 2 }, null] };
  rewrite(data, [{ KeyRenamer: { path: [{ Key: 'items' }, { Key: '_internal' }], renameKeyTo: 'id' } }], types);
  expect(data).toEqual({ items: [{ id: 1 }, { other: 2 }, null] });
});

test('a key is renamed only in objects of the type', () => {
  const data = {
    items: [
      { __typename: 'Book', a: 1 },
      { __typename: 'Pms', a: 2 },
    ],
  };
  const path = [{ Key: 'items' }, { TypenameEquals: ['Media'] }, { Key: 'a' }];
  rewrite(data, [{ KeyRenamer: { path, renameKeyTo: 'b' } }], types);
  expect(data).toEqual({
    items: [
      { __typename: 'Book', b: 1 },
      { __typename: 'Pms', a: 2 },
    ],
  });
});

test('a value is set, in either form the planner writes it', () => {
  const data = { a: 1, b: 1 };
  rewrite(data, [{ ValueSetter: { path: [{ Key: 'a' }], setValueTo: 'x' } }], types);
  rewrite(data, [{ kind: 'ValueSetter', path: [{ Key: 'b' }], setValueTo: 'y' }], types);
  expect(data).toEqual({ a: 'x', b: 'y' });
});
