import { mergeInto } from '../../../gateway/executor/data.js';

const types = new Map([['Media', new Set(['Book'])]]);

test.each([
  ['fields are added', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ['objects are merged', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
  [
    'lists are merged item by item',
    { a: [{ b: 1 }, { b: 2 }] },
    { a: [{ c: 3 }, { c: 4 }] },
    {
      a: [
        { b: 1, c: 3 },
        { b: 2, c: 4 },
      ],
    },
  ],
  ['a null does not replace a value', { a: { b: 1 }, c: [1] }, { a: null, c: [null] }, { a: { b: 1 }, c: [1] }],
  ['a value replaces a null', { a: null, b: [null] }, { a: { b: 1 }, b: [{ c: 2 }] }, { a: { b: 1 }, b: [{ c: 2 }] }],
  ['a null is kept where nothing is', {}, { a: null }, { a: null }],
  [
    'an interface does not replace the type that is known',
    { __typename: 'Book' },
    { __typename: 'Media' },
    { __typename: 'Book' },
  ],
  ['a type replaces the interface', { __typename: 'Media' }, { __typename: 'Book' }, { __typename: 'Book' }],
])('%s', (_case, target, incoming, merged) => {
  mergeInto(target, incoming, types);
  expect(target).toEqual(merged);
});
