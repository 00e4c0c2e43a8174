import { buildSchema, getVariableValues, GraphQLError, GraphQLScalarType, Kind, parse } from 'graphql';
import { withoutValue } from '../../gateway/refused-value.js';

const schema = buildSchema(`
  scalar Mail
  input Values { mail: Mail, count: Int, name: String, inner: Inner }
  input Inner { needed: Int! }
  type Query { set(values: Values, mail: Mail): Int }
`);
(schema.getType('Mail') as GraphQLScalarType).parseValue = () => {
  throw new GraphQLError('This is no address: it has no host.');
};

/** What a client is told of values that GraphQL refuses. */
function told(variables: Record<string, unknown>): string[] {
  const { definitions } = parse('query ($values: Values, $mail: Mail) { set(values: $values, mail: $mail) }');
  const [operation] = definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new RangeError('no operation');
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return errors.map(withoutValue);
}

test.each([
  [
    'a text that a scalar refuses',
    { values: { mail: '01019012345' } },
    '"values.mail": This is no address: it has no host.',
  ],
  ['a value at the root', { mail: '01019012345' }, ': This is no address: it has no host.'],
  [
    'a value that spells the end of the message',
    { values: { mail: '01019012345" at "x"; This' } },
    '"values.mail": This is',
  ],
  [
    'a text where a number goes',
    { values: { count: '01019012345' } },
    '"values.count": Int cannot represent non-integer value.',
  ],
  [
    'a number where a text goes',
    { values: { name: 10101912345 } },
    '"values.name": String cannot represent a non string value.',
  ],
  [
    'an object that lacks a field',
    { values: { inner: { other: '01019012345' } } },
    '"values.inner": Field "needed" of',
  ],
])('%s is refused without being repeated', (_what, variables, ending) => {
  const [message, ...more] = told(variables);
  expect(message).toContain(ending);
  expect([message, ...more].join()).not.toMatch(/1?0101901?2345/);
});

test('an error about anything else is told as it is', () => {
  expect(withoutValue(new GraphQLError('Variable "$input" got lost'))).toBe('Variable "$input" got lost');
});
