import { Lru } from '../../gateway/lru.js';

test('the entry unused the longest goes first', () => {
  const cache = new Lru<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
});

test('the entry asked for last stays, however often it was', () => {
  const cache = new Lru<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  for (const key of ['b', 'a', 'a', 'b', 'b', 'a']) cache.get(key);
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
});

test('an entry set again is one entry, the newest', () => {
  const cache = new Lru<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('a', 3);
  cache.set('c', 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([3, undefined, 4]);
});

test('a deleted entry is gone', () => {
  const cache = new Lru<number>(2);
  cache.set('a', 1);
  cache.delete('a');
  expect(cache.get('a')).toBeUndefined();
});

test('what is heavy takes the place of several, and what is too heavy is not held', () => {
  const cache = new Lru<number>(3);
  for (const [number, key] of ['a', 'b', 'c'].entries()) cache.set(key, number);
  cache.set('heavy', 3, 2);
  expect(['a', 'b', 'c', 'heavy'].map((key) => cache.get(key))).toEqual([undefined, undefined, 2, 3]);
  cache.set('c', 4, 4);
  expect(['c', 'heavy'].map((key) => cache.get(key))).toEqual([undefined, 3]);
});
