import { between, draw } from './draw.js';

const organizationWeights = [3, 2, 7, 6, 5, 4, 3, 2];
const firstControlWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const secondControlWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/** The mod-11 control digit of some digits, or null where the number may not be used. */
export function controlDigit(digits: string, weights: readonly number[]): number | null {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const digit = (11 - (sum % 11)) % 11;
  return digit === 10 ? null : digit;
}

/**
 * A nine-digit organisation number with a valid control digit, another one for every serial from 0 to 999 999. It begins
 * with 1, which real ones never do. `half` 0 and 1 have no number in common.
 */
export function organizationNumber(serial: number, half: 0 | 1): string {
  for (let last = half * 5; last < half * 5 + 5; last += 1) {
    const digits = `1${String(serial).padStart(6, '0')}${last}`;
    const control = controlDigit(digits, organizationWeights);
    if (control !== null) return digits + control;
  }
  throw new Error(`No organisation number for the serial ${serial}.`);
}

/** Born between 1960 and 2003; people who share a day differ in `nth`. */
export interface Birth {
  /** YYYY-MM-DD. */
  date: string;
  sex: 'female' | 'male';
  nth: number;
}

const BIRTH_DAYS = 16_000;

/** When somebody was born; no two indexes share a day and an `nth`. */
export function birthOf(index: number, sex: Birth['sex']): Birth {
  const day = ((index % BIRTH_DAYS) * 611_953 + 4_242) % BIRTH_DAYS;
  const date = new Date(Date.UTC(1960, 0, 1 + day)).toISOString().slice(0, 10);
  return { date, sex, nth: Math.floor(index / BIRTH_DAYS) };
}

/** A synthetic Norwegian national identity number: month plus 80, as the tax office does for test persons, and valid control digits. */
export function nationalId({ date, sex, nth }: Birth): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const start = day + String(Number(month) + 80) + year.slice(2);
  let left = nth;
  for (let individual = (year < '2000' ? 0 : 500) + (sex === 'male' ? 1 : 0); individual < 1000; individual += 2) {
    const number = withControls(start + String(individual).padStart(3, '0'));
    if (number !== null && left === 0) return number;
    if (number !== null) left -= 1;
  }
  throw new Error(`Too many people were born on ${date}.`);
}

function withControls(nine: string): string | null {
  const first = controlDigit(nine, firstControlWeights);
  const second = first === null ? null : controlDigit(nine + first, secondControlWeights);
  return second === null ? null : `${nine}${first}${second}`;
}

/** Eight digits of a mobile phone, the same for the same index and topic. */
export function mobileNumber(topic: string): (index: number) => string {
  const lead = draw(`${topic} lead`);
  const rest = between(topic, 0, 99_999_99);
  return (index) => (lead(index) < 0.4 ? '4' : '9') + String(rest(index)).padStart(7, '0');
}

const AREAS = ['22', '33', '51', '55', '69', '73', '77'];

/** Eight digits of a landline. */
export function landlineNumber(topic: string): (index: number) => string {
  const area = draw(`${topic} area`);
  const rest = between(topic, 0, 999_999);
  return (index) => AREAS[Math.floor(area(index) * AREAS.length)]! + String(rest(index)).padStart(6, '0');
}
