import fc from 'fast-check';
import { Numbers } from '../../subgraphs/hub/sync/numbers.js';

test('a set of numbers holds what was added to it and nothing else', () => {
  const some = fc.array(fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 2 ** 40 })));
  fc.assert(
    fc.property(some, some, (added, asked) => {
      const numbers = new Numbers();
      for (const one of added) numbers.add(one);
      const plain = new Set(added);
      for (const one of [...plain, ...asked]) expect(numbers.has(one)).toBe(plain.has(one));
    }),
  );
});
