import fc from 'fast-check';
import { buildSchema, execute, parse } from 'graphql';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { createExecute } from '../../../gateway/compiled/execute.js';
import { randomQuery } from '../support/random-query.js';
import { unrulySchema } from '../support/unruly.js';

type Variables = Record<string, unknown>;
const context = { who: 'somebody' };

/** All of an answer, in its order, as a client and as a program would see it. */
function whole({ data, errors }: ExecutionResult): string {
  const told = errors?.map((error) => [error.toJSON(), error.locations, String(error.originalError)]);
  return JSON.stringify({ data, told });
}

type Run = (schema: GraphQLSchema) => ExecutionResult | Promise<ExecutionResult>;

/** The answer, and the root fields that were resolved in the order in which they were begun. */
async function answer(seed: number, run: Run): Promise<string[]> {
  const begun: string[] = [];
  const result = whole(await run(unrulySchema(seed, (field) => begun.push(field))));
  await new Promise(setImmediate);
  return [result, ...begun];
}

/** Where a list is lost, graphql-js leaves rejections of its other items to nobody, which ends a process, or a test. */
async function unheard<T>(act: () => Promise<T>): Promise<T> {
  const { then } = Promise.prototype;
  Promise.prototype.then = function (this: Promise<unknown>, ...handlers) {
    const next = then.apply(this, handlers);
    then.call(next, undefined, () => undefined);
    return next;
  } as typeof then;
  try {
    return await act();
  } finally {
    Promise.prototype.then = then;
  }
}

async function both(seed: number, text: string, variables: Variables): Promise<[ours: string[], theirs: string[]]> {
  const document = parse(text);
  const asked = { document, operationName: undefined, variables, context };
  const values = { variableValues: variables, contextValue: context };
  const ours = await answer(seed, (schema) => createExecute(schema)(asked));
  return [ours, await unheard(() => answer(seed, (schema) => execute({ schema, document, ...values })))];
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const variables = fc.record(
  { s: fc.boolean(), t: fc.boolean(), l: fc.constantFrom('no', null, 4), n: fc.constantFrom(1, 3, null, 'many') },
  { requiredKeys: ['s'] },
);

test('whatever resolvers do, what is compiled answers what graphql-js does', async () => {
  const query = randomQuery(unrulySchema(0, () => undefined));
  await fc.assert(
    fc.asyncProperty(seeds, query, variables, async (seed, text, given) => {
      const [ours, theirs] = await both(seed, text, given);
      expect(ours).toEqual(theirs);
    }),
    { numRuns: Number(process.env['SAMBAND_LAW_CASES'] ?? 400), interruptAfterTimeLimit: 4000 },
  );
});

test('mutations are begun one after another, and answered as graphql-js does', async () => {
  const fields = ['rename { id }', 'touch(scale: $n)', 'again { name }', 'b: touch', 'broken { name title: kind }'];
  const text = fc.shuffledSubarray(fields, { minLength: 2 }).map((some) => `mutation ($n: Int) { ${some.join(' ')} }`);
  await fc.assert(
    fc.asyncProperty(seeds, text, variables, async (seed, mutation, given) => {
      const [ours, theirs] = await both(seed, mutation, given);
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 150, interruptAfterTimeLimit: 3000 },
  );
});

test('an item that rejects when its list is lost already ends nothing', async () => {
  const schema = buildSchema('type Query { all: [Int!] } ');
  const late = new Promise((_resolve, reject) => setImmediate(() => reject(new Error('late'))));
  const root = { all: [late, new Error('at once'), Promise.reject(new Error('never looked at'))] };
  const document = parse('{ all }');
  const { data, errors } = await createExecute(schema)({
    document,
    operationName: undefined,
    variables: {},
    context,
    root,
  });
  await late.catch(() => undefined);
  expect(data).toEqual({ all: null });
  expect(errors?.map(({ message }) => message)).toEqual(['at once']);
});

test('a subscription is left to graphql-js, as is a document that does not say which operation is meant', async () => {
  const schema = buildSchema('type Query { one: Int } type Subscription { one: Int }');
  const ask = (text: string, operationName?: string) =>
    createExecute(schema)({ document: parse(text), operationName, variables: {}, context, root: { one: 1 } });
  expect(await ask('subscription { one }')).toEqual({ data: { one: 1 } });
  expect(await ask('query A { one } query B { one }')).toMatchObject({ errors: [expect.objectContaining({})] });
  expect(await ask('query A { one } query B { two: one }', 'B')).toEqual({ data: { two: 1 } });
  expect(await ask('query A { one }', 'C')).toMatchObject({ errors: [expect.objectContaining({})] });
});

test('a field may be given the name of what a plain object has already', async () => {
  const schema = buildSchema('type Query { one: Int }');
  const document = parse('{ __proto__: one constructor: one }');
  const asked = { document, operationName: undefined, variables: {}, context, root: { one: 1 } };
  expect(JSON.stringify(await createExecute(schema)(asked))).toBe('{"data":{"__proto__":1,"constructor":1}}');
});
