import fc from 'fast-check';
import type { FieldType, Value } from '../../shared/canonical/field.js';
import { comparable, same } from '../../shared/canonical/same.js';

const types: readonly FieldType[] = [
  ...(['text', 'email', 'phone', 'organizationNumber', 'nationalIdentityNumber'] as const),
  ...(['boolean', 'date', 'reference'] as const),
];

describe('two values of a field mean the same', () => {
  test.each<[FieldType, string, Value, Value]>([
    ['text', 'with blanks around it', ' Fjord AS ', 'Fjord AS'],
    ['text', 'composed and decomposed', 'Ås', 'A\u030As'],
    ['text', 'a number and its digits', 17, '17'],
    ['email', 'in capitals', 'Kari@Fjord.NO', 'kari@fjord.no'],
    ['email', 'with blanks around it', ' kari@fjord.no', 'kari@fjord.no'],
    ['phone', 'with country code and spaces', '+47 220 00 000', '22000000'],
    ['phone', 'with 00 for the plus', '0047 22 00 00 00', '22000000'],
    ['phone', 'with the country code alone', '4722000000', '22000000'],
    ['phone', 'with brackets and hyphens', '(+47) 22-00-00-00', '22000000'],
    ['phone', 'with an extension written two ways', '22000000 ext. 5', '+47 22 00 00 00 x5'],
    ['phone', 'which is none, spaced two ways', 'n 1 2', 'n12'],
    ['organizationNumber', 'with spaces', '974 760 673', '974760673'],
    ['organizationNumber', 'with NO and MVA', 'NO 974 760 673 MVA', '974760673'],
    ['organizationNumber', 'in small letters', 'no974760673mva', '974760673'],
    ['nationalIdentityNumber', 'with a space', '010101 12345', '01010112345'],
  ])('%s %s', (type, _how, one, other) => {
    expect(same(type, one, other)).toBe(true);
  });

  test.each<[FieldType, string, Value | null, Value | null]>([
    ['text', 'in another case', 'fjord AS', 'Fjord AS'],
    ['text', 'with another inner space', 'Fjord  AS', 'Fjord AS'],
    ['text', 'null and blank', null, ''],
    ['boolean', 'null and false', null, false],
    ['email', 'at another host', 'kari@fjord.no', 'kari@fjord.com'],
    ['phone', 'of another country', '+46 22 00 00 00', '22000000'],
    ['phone', 'with and without an extension', '22000000 ext. 5', '22000000'],
    ['phone', 'with a word after it', '22 00 00 00 privat', '22 00 00 00'],
    ['phone', 'with a name before it', 'Ola 22 00 00 00', '22 00 00 00'],
    ['organizationNumber', 'by one digit', '974760673', '974760674'],
    ['date', 'by a day', '2024-03-08', '2024-03-09'],
  ])('%s: not so %s', (type, _how, one, other) => {
    expect(same(type, one, other)).toBe(false);
  });
});

/** Few letters, so that many pairs mean the same. */
const lookalike = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: 0, max: 20 }),
  fc.string({ unit: fc.constantFrom('a', 'A', ' ', '1', 'å', 'a\u030A'), maxLength: 3 }),
  fc
    .tuple(fc.constantFrom('', '+47', '0047', '00 47 ', ' +46'), fc.constantFrom('2200 0000', '220-000-00', '22000000'))
    .map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom('', 'NO', 'no '), fc.constantFrom('974 760 673', '974760673'), fc.constantFrom('', 'MVA'))
    .map((parts) => parts.join('')),
);

describe.each(types)('sameness of %s', (type) => {
  test('holds of everything with itself, both ways round, and hands on', () => {
    const law = fc.property(lookalike, lookalike, lookalike, (a, b, c) => {
      const agree = same(type, a, b);
      const isEven = same(type, a, a) && agree === same(type, b, a);
      return isEven && (!agree || same(type, b, c) === same(type, a, c));
    });
    fc.assert(law, { numRuns: 10_000 });
  });

  test('never fails, whatever a person typed', () => {
    const typed = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(typed, (value) => typeof comparable(type, value) === 'string'),
      { numRuns: 2000 },
    );
  });
});
