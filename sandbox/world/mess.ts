import { chance, draw } from './draw.js';

/** How one system happens to write what all systems know: never another value, only other letters for it. */
export interface Mess {
  /** Now and then another case, `A/S` for `AS` or a trailing space. */
  name(index: number, name: string): string;
  /** Now and then capitals or a trailing space. */
  email(index: number, email: string): string;
  /** Eight digits in one of four ways: `91234567`, `+47 912 34 567`, `0047 91 23 45 67`, `912 34 567`. */
  phone(index: number, digits: string): string;
  /** Nine digits bare, spaced or as `NO123456785MVA`. */
  organizationNumber(index: number, digits: string): string;
}

type Habit = 'bare' | 'spaced' | 'prefixed';

/** The mess of one table; `habit` is how its people mostly write numbers. */
export function messOf(table: string, habit: Habit): Mess {
  const nameDraw = draw(`${table} name`);
  const emailDraw = draw(`${table} email`);
  const phoneDraw = draw(`${table} phone style`);
  const numberDraw = draw(`${table} organization number style`);
  return {
    name: (index, name) => messyName(name, nameDraw(index)),
    email: (index, email) => messyEmail(email, emailDraw(index)),
    phone: (index, digits) => writtenPhone(digits, habitual(phoneDraw(index), habit)),
    organizationNumber: (index, digits) => writtenNumber(digits, habitual(numberDraw(index), habit)),
  };
}

/** Two thirds as one is used to, the rest any way. */
function habitual(drawn: number, habit: Habit): Habit | 'other' {
  if (drawn < 0.66) return habit;
  return (['bare', 'spaced', 'prefixed', 'other'] as const)[Math.floor(((drawn - 0.66) / 0.34) * 4)]!;
}

function messyName(name: string, drawn: number): string {
  if (drawn < 0.05) return `${name} `;
  if (drawn < 0.08) return name.toUpperCase();
  if (drawn < 0.1) return name.toLowerCase();
  return drawn < 0.15 ? name.replace(/ AS$/, ' A/S') : name;
}

function messyEmail(email: string, drawn: number): string {
  if (drawn < 0.09) return email.charAt(0).toUpperCase() + email.slice(1);
  if (drawn < 0.12) return email.toUpperCase();
  return drawn < 0.14 ? `${email} ` : email;
}

function writtenPhone(digits: string, style: Habit | 'other'): string {
  const pairs = digits.match(/../g)!.join(' ');
  const grouped = /^[49]/.test(digits) ? `${digits.slice(0, 3)} ${digits.slice(3, 5)} ${digits.slice(5)}` : pairs;
  if (style === 'bare') return digits;
  if (style === 'prefixed') return `+47 ${grouped}`;
  return style === 'spaced' ? grouped : `0047 ${pairs}`;
}

function writtenNumber(digits: string, style: Habit | 'other'): string {
  if (style === 'spaced') return digits.match(/.../g)!.join(' ');
  return style === 'prefixed' ? `NO${digits}MVA` : digits;
}

/** For a tenth of the indexes: which of the tables holding it has an old value. */
export function oldIn(topic: string): (index: number, tables: readonly string[]) => string | null {
  const isOld = chance(`${topic} is old`, 0.1);
  const which = draw(`${topic} is old where`);
  return (index, tables) =>
    isOld(index) && tables.length > 1 ? tables[Math.floor(which(index) * tables.length)]! : null;
}
