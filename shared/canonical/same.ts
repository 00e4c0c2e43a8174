import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { FieldType, Value } from './field.js';

/**
 * The form in which two values of a field are compared: e-mail trimmed and in lower case, phone numbers as E.164 with
 * Norway as default country, organisation numbers as nine digits, text as NFC and trimmed.
 * It decides only; what is stored and sent stays as a person typed it.
 */
export function comparable(type: FieldType, value: Value): string {
  const text = String(value).normalize('NFC').trim();
  switch (type) {
    case 'email':
      return text.toLowerCase();
    case 'phone':
      return phone(text);
    case 'organizationNumber':
      return digitsOf(text.replace(/^NO/i, '').replace(/MVA$/i, '')) ?? text;
    case 'nationalIdentityNumber':
      return digitsOf(text) ?? text;
    default:
      return text;
  }
}

/** Whether two values of a field mean the same; null equals only null. */
export function same(type: FieldType, a: Value | null, b: Value | null): boolean {
  if (a === null || b === null) return a === b;
  return a === b || comparable(type, a) === comparable(type, b);
}

const parsedAtMost = 10_000;
const parsed = new Map<string, string>();

/** Parsing costs much more than a look-up, and the same numbers are compared again and again. */
function phone(text: string): string {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size >= parsedAtMost) parsed.clear();
  const form = phoneForm(text);
  parsed.set(text, form);
  return form;
}

function phoneForm(text: string): string {
  const number = parsePhoneNumberFromString(text.replace(/^00/, '+'), { defaultCountry: 'NO', extract: false });
  if (!number) return text.replace(/[\s().-]/g, '');
  return number.ext ? `${number.number};ext=${number.ext}` : number.number;
}

function digitsOf(text: string): string | null {
  const digits = text.replace(/[\s.]/g, '');
  return /^\d+$/.test(digits) ? digits : null;
}
