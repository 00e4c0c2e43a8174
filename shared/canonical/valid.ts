import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { comparable } from './same.js';
import type { FieldType, Value } from './field.js';

const organizationWeights = [3, 2, 7, 6, 5, 4, 3, 2];
const nationalWeights = [
  [3, 7, 6, 1, 8, 9, 4, 5, 2],
  [5, 4, 3, 2, 7, 6, 5, 4, 3, 2],
];

/** Whether nine digits, the first not 0, carry a valid modulus-11 check digit (Brønnøysund register's rule); spaces, NO and MVA allowed. */
export function isOrganizationNumber(value: Value): boolean {
  const digits = comparable('organizationNumber', value);
  if (!/^[1-9]\d{8}$/.test(digits)) return false;
  return checkDigit(digits, organizationWeights) === Number(digits[8]);
}

/**
 * Whether eleven digits carry both valid control digits (the population register's rule; synthetic series included) and
 * start with a day and a month other than 00: eleven noughts, a common placeholder, would pass otherwise.
 */
export function isNationalIdentityNumber(value: Value): boolean {
  const digits = comparable('nationalIdentityNumber', value);
  if (!/^(?!00|..00)\d{11}$/.test(digits)) return false;
  return nationalWeights.every((weights) => checkDigit(digits, weights) === Number(digits[weights.length]));
}

/** What numbers of the population register add to a day, for a D-number, and to a month, for the synthetic series. */
const [addedToDay, addedToMonth] = [
  [0, 40],
  [0, 40, 65, 80],
];

/**
 * The national identity number of somebody born on a date (YYYY-MM-DD) whose last five digits are known; null: there is none.
 * The control digits leave one at most. The century is not compared: a number does not carry it in its date.
 */
export function nationalNumberOf(born: string, lastFive: string): string | null {
  const [year = '', month = '', day = ''] = born.split('-');
  if (!/^\d{5}$/.test(lastFive) || lastFive === '00000') return null;
  const twoDigits = (part: string, added: number): string => String(Number(part) + added).padStart(2, '0');
  const candidates = addedToDay.flatMap((toDay) =>
    addedToMonth.map((toMonth) => `${twoDigits(day, toDay)}${twoDigits(month, toMonth)}${year.slice(-2)}${lastFive}`),
  );
  return candidates.find(isNationalIdentityNumber) ?? null;
}

/**
 * Why the value cannot stand in a field of the type, as a sentence for a person; null where it can.
 * Text from a person is judged, never changed.
 */
export function faultOf(type: FieldType, value: Value): string | null {
  switch (type) {
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(comparable(type, value)) ? null : 'This is not an e-mail address.';
    case 'phone':
      return isPhone(value)
        ? null
        : 'This is not a phone number; numbers without a country code are taken as Norwegian.';
    case 'organizationNumber':
      return isOrganizationNumber(value)
        ? null
        : 'This is not an organisation number: nine digits, the last a check digit.';
    case 'nationalIdentityNumber':
      return isNationalIdentityNumber(value) ? null : 'This is not a national identity number.';
    case 'date':
      return isDate(value) ? null : 'This is not a date of the form YYYY-MM-DD.';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'This must be true or false.';
    default:
      return typeof value === 'string' && value.length > 255 ? 'This is longer than 255 characters.' : null;
  }
}

function checkDigit(digits: string, weights: readonly number[]): number | null {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const rest = sum % 11;
  if (rest === 1) return null;
  return rest === 0 ? 0 : 11 - rest;
}

function isPhone(value: Value): boolean {
  const parsed = parsePhoneNumberFromString(comparable('phone', value), { defaultCountry: 'NO', extract: false });
  return parsed?.isPossible() ?? false;
}

function isDate(value: Value): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value));
  if (!match) return false;
  const date = new Date(`${String(value)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(String(value));
}
