import { toEntity } from '../../shared/subgraph/entity.js';
import { errorsOf, openAcme, requestContext } from './acme.js';
import { AcmePerson } from './memory.js';

const forbidden = { code: 'FORBIDDEN', retryable: false };

test('a secret is shown with the scope for it', async () => {
  const { ask } = openAcme();
  const result = await ask('{ acmePerson(id: "7") { nationalId } }', {}, requestContext('national-id'));
  expect(result).toEqual({ data: { acmePerson: { nationalId: '01010112345' } } });
});

test('without the scope it is refused, empty or not, and only to those who ask', async () => {
  const { ask } = openAcme();
  const result = await ask('{ a: acmePerson(id: "7") { name nationalId } b: acmePerson(id: "8") { nationalId } }');
  expect(result.data).toEqual({ a: { name: 'Kari', nationalId: null }, b: { nationalId: null } });
  const message = 'nationalId needs the scope national-id';
  expect(errorsOf(result)).toEqual([
    { message, path: ['a', 'nationalId'], extensions: forbidden },
    { message, path: ['b', 'nationalId'], extensions: forbidden },
  ]);
  expect((await ask('{ acmePerson(id: "7") { name } }')).errors).toBeUndefined();
});

test('without the scope it is not written either', async () => {
  const { ask, memory } = openAcme();
  const source = 'mutation { updateAcmePerson(input: { id: "7", nationalId: "x" }) { userErrors { code } } }';
  expect(errorsOf(await ask(source))).toMatchObject([{ extensions: forbidden }]);
  expect(memory.calls).toEqual([]);
  expect((await ask(source, {}, requestContext('national-id'))).data).toEqual({ updateAcmePerson: { userErrors: [] } });
  expect(memory.written).toEqual({ NationalId: 'x' });
});

test('a secret is in no spread and no JSON of an entity', () => {
  const record = { id: '7', version: null, fields: { Number: 7, Name: 'Kari', NationalId: '01010112345' } };
  const person = toEntity(AcmePerson, record, new Set(['national-id']));
  expect(person.nationalId).toBe('01010112345');
  expect({ ...person }).toEqual({ id: '7', name: 'Kari' });
  expect(JSON.stringify(person)).not.toContain('01010112345');
});
