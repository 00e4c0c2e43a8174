import fc from 'fast-check';
import type { FieldType, Value } from '../../shared/canonical/field.js';
import { faultOf, isNationalIdentityNumber, isOrganizationNumber } from '../../shared/canonical/valid.js';

describe('a value that can stand in its field has no fault', () => {
  test.each<[FieldType, Value]>([
    ['text', ''],
    ['text', 'x'.repeat(255)],
    ['email', 'kari@fjord.no'],
    ['email', ' Kari.Nordmann+post@a.b.no '],
    ['phone', '22 00 00 00'],
    ['phone', '+46 70 123 45 67'],
    ['phone', '02800'],
    ['phone', '22000000 ext. 5'],
    ['organizationNumber', 'NO 974 760 673 MVA'],
    ['nationalIdentityNumber', '018190 10001'],
    ['date', '2024-02-29'],
    ['boolean', false],
    ['reference', '6f9619ff-8b86-4d01-b42d-00c04fc964ff'],
  ])('%s %p', (type, value) => {
    expect(faultOf(type, value)).toBeNull();
  });
});

describe('a value that cannot is told in a sentence', () => {
  test.each<[FieldType, Value]>([
    ['text', 'x'.repeat(256)],
    ['email', 'kari'],
    ['email', 'kari@fjord'],
    ['email', 'kari nordmann@fjord.no'],
    ['email', ''],
    ['phone', '12'],
    ['phone', 'ring meg'],
    ['phone', '22 00 00 00 privat'],
    ['organizationNumber', '974760674'],
    ['organizationNumber', '97476067'],
    ['organizationNumber', ''],
    ['organizationNumber', '000000000'],
    ['nationalIdentityNumber', 'hidden'],
    ['nationalIdentityNumber', '***********'],
    ['nationalIdentityNumber', '00000000000'],
    ['nationalIdentityNumber', '01819010002'],
    ['date', '2023-02-29'],
    ['date', '2024-13-01'],
    ['date', '2024-3-8'],
    ['date', '08.03.2024'],
    ['date', '2024-03-08T00:00:00'],
    ['boolean', 'true'],
  ])('%s %p', (type, value) => {
    expect(faultOf(type, value)).toMatch(/^This .*\.$/);
  });

  test('which never repeats the value', () => {
    expect(faultOf('nationalIdentityNumber', '01819010002')).not.toContain('0181');
  });
});

/** The check digit by the register's rule, written out once more; null where the eight or so digits have none. */
function checkDigit(digits: string, weights: readonly number[]): number | null {
  const remainder = weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11;
  return remainder === 1 ? null : (11 - remainder) % 11;
}

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

describe('check digits', () => {
  test('of the ten organisation numbers with equal first digits at most one is valid', () => {
    fc.assert(
      fc.property(digits(8), (start) => {
        const expected = checkDigit(start, [3, 2, 7, 6, 5, 4, 3, 2]);
        const valid = [...'0123456789'].filter((last) => isOrganizationNumber(start + last));
        expect(valid).toEqual(expected === null || start.startsWith('0') ? [] : [String(expected)]);
      }),
      { numRuns: 1000 },
    );
  });

  test('of the hundred identity numbers with equal first digits at most one is valid', () => {
    const hundred = [...Array(100).keys()].map((n) => String(n).padStart(2, '0'));
    fc.assert(
      fc.property(digits(9), (start) => {
        const first = checkDigit(start, [3, 7, 6, 1, 8, 9, 4, 5, 2]);
        const second = checkDigit(`${start}${first ?? 0}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
        const valid = hundred.filter((last) => isNationalIdentityNumber(start + last));
        const isNone = first === null || second === null || /^(00|..00)/.test(start);
        expect(valid).toEqual(isNone ? [] : [`${first}${second}`]);
      }),
      { numRuns: 300 },
    );
  });
});
