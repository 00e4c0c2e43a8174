import type { FlattenNodePathSegment, RequiresSelection } from '@graphql-hive/router-query-planner';
import type { Lookup } from '../../../gateway/executor/plan.js';
import { batchOf } from '../../../gateway/executor/representations.js';
import { pathToArray } from '../../../gateway/executor/data.js';

const types = new Map([['Media', new Set(['Book', 'Film'])]]);
const field = (name: string, selections?: RequiresSelection[]): RequiresSelection =>
  selections ? { kind: 'Field', name, selections } : { kind: 'Field', name };
const on = (typeCondition: string, ...selections: RequiresSelection[]): RequiresSelection => ({
  kind: 'InlineFragment',
  typeCondition,
  selections,
});
const items: FlattenNodePathSegment[] = [{ Field: 'items' }, '@'];

function batch(items_: unknown[], requires: RequiresSelection[], more: Partial<Lookup> = {}) {
  const lookup = {
    responseKey: '_entities',
    variable: 'representations',
    paths: [items],
    requires,
    inputRewrites: [],
    outputRewrites: [],
  };
  const { representations, places } = batchOf({ items: items_ }, { ...lookup, ...more }, types);
  return { representations, places: places.map((each) => each.map(({ path }) => pathToArray(path).slice(1))) };
}

const book = { __typename: 'Book', id: '1' };
const key = [on('Book', field('__typename'), field('id'))];

test('equal representations are one, with every place they stand for', () => {
  expect(batch([book, { ...book, id: '2' }, { ...book, extra: true }], key)).toEqual({
    representations: [book, { ...book, id: '2' }],
    places: [[[0], [2]], [[1]]],
  });
});

test('nulls, and objects of another type, are passed over', () => {
  expect(batch([null, { __typename: 'Film', id: '1' }, book], key)).toEqual({
    representations: [book],
    places: [[[2]]],
  });
});

test('an object that lacks a field, because its fetch failed, is passed over', () => {
  expect(batch([{ __typename: 'Book' }], key).representations).toEqual([]);
  const nested = [on('Book', field('size', [field('w')]))];
  expect(batch([{ ...book, size: { h: 1 } }], nested).representations).toEqual([]);
});

test('a null is a value like any other', () => {
  expect(
    batch([{ ...book, id: null, size: null }], [on('Book', field('id'), field('size', [field('w')]))]).representations,
  ).toEqual([{ id: null, size: null }]);
});

test('nested lists are carried item by item', () => {
  const requires = [on('Book', field('sizes', [field('w')]))];
  expect(batch([{ ...book, sizes: [{ w: 1, h: 2 }, null] }], requires).representations).toEqual([
    { sizes: [{ w: 1 }, null] },
  ]);
});

test('a field fetched under another name is sent under its own', () => {
  const requires: RequiresSelection[] = [{ kind: 'Field', name: '_internal_qp_alias_0', alias: 'weight' }];
  expect(batch([{ ...book, _internal_qp_alias_0: 5 }], requires).representations).toEqual([{ weight: 5 }]);
});

test('a condition on an interface holds for its types, and a rewrite makes them the interface', () => {
  const inputRewrites = [
    { ValueSetter: { path: [{ TypenameEquals: ['Media'] }, { Key: '__typename' }], setValueTo: 'Media' } },
  ];
  const requires = [on('Media', field('__typename'), field('id'))];
  expect(batch([book, { __typename: 'Pms', id: '7' }], requires, { inputRewrites }).representations).toEqual([
    { __typename: 'Media', id: '1' },
  ]);
});

test('an interface object whose type nothing is required of is asked for all the same, and no other is', () => {
  const inputRewrites = [
    { ValueSetter: { path: [{ TypenameEquals: ['Media'] }, { Key: '__typename' }], setValueTo: 'Media' } },
  ];
  const film = { __typename: 'Film', id: '2' };
  const others = [{ __typename: 'Pms', id: '7' }, { __typename: 'Film' }];
  expect(batch([book, film, ...others], key, { inputRewrites })).toEqual({
    representations: [
      { __typename: 'Media', id: '1' },
      { __typename: 'Media', id: '2' },
    ],
    places: [[[0]], [[1]]],
  });
  const more = [...key, on('Film', field('__typename'), field('id'), field('title'))];
  expect(batch([book], more, { inputRewrites }).representations).toEqual([{ __typename: 'Media', id: '1' }]);
});

test('several paths share their representations', () => {
  const paths = [items, [...items, { Field: 'next' }]] satisfies FlattenNodePathSegment[][];
  expect(batch([{ ...book, next: { ...book } }], key, { paths })).toEqual({
    representations: [book],
    places: [[[0], [0, 'next']]],
  });
});

test('a type condition in a path holds where the type was not fetched', () => {
  const paths = [[...items, { TypeCondition: ['Book'] }]] satisfies FlattenNodePathSegment[][];
  const { places } = batch([{ id: '1' }, { __typename: 'Film', id: '2' }, { ...book, id: '3' }], [field('id')], {
    paths,
  });
  expect(places).toEqual([[[0]], [[2]]]);
});
