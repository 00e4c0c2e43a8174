import fc from 'fast-check';
import { createTestGateway } from './support/gateway.js';
import { randomQuery } from './support/random-query.js';

test('any query gets the answer of a monolith, to the byte', async () => {
  const gateway = createTestGateway();
  const query = randomQuery(gateway.apiSchema);
  const variables = fc.record(
    { s: fc.boolean(), t: fc.boolean(), l: fc.constantFrom('no', null) },
    { requiredKeys: ['s'] },
  );
  await fc.assert(
    fc.asyncProperty(query, variables, async (text, given) => {
      fc.pre(gateway.isValid(text));
      expect(JSON.stringify(await gateway.ask(text, given))).toBe(
        JSON.stringify(await gateway.askMonolith(text, given)),
      );
    }),
    { numRuns: 60, interruptAfterTimeLimit: 3000 },
  );
});
