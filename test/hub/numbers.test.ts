import fc from 'fast-check';
import { Numbers } from '../../subgraphs/hub/sync/numbers.js';

test('a set of numbers holds what was added to it or came from another, and nothing else', () => {
  const some = fc.array(fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 2 ** 40 })));
  fc.assert(
    fc.property(some, some, some, (added, others, asked) => {
      const numbers = Numbers.of(added);
      numbers.addAll(Numbers.of(others));
      const plain = new Set([...added, ...others]);
      for (const one of [...plain, ...asked]) expect(numbers.has(one)).toBe(plain.has(one));
      expect(numbers.isEmpty).toBe(plain.size === 0);
    }),
  );
});
