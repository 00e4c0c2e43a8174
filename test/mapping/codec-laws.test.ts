import fc from 'fast-check';
import { same } from '../../shared/canonical/same.js';
import type { FieldType, Value } from '../../shared/canonical/field.js';
import * as codecModule from '../../shared/mapping/codec.js';
import type { Codec } from '../../shared/mapping/codec.js';
import { connectors } from '../../subgraphs/registry.js';
import { codecRuns, lawRuns } from '../support/law-runs.js';

const { text, emptyText, lowerCaseText, integerText, referenceNumber, date, dateTime } = codecModule;
const { flag, invertedFlag, wordFlag } = codecModule;

const letters = fc.constantFrom(...'aB0 .-é', 'ø', 'e\u0301', '日', '🙂', '\n', '\u00A0');
const words = fc.string({ unit: letters, minLength: 1, maxLength: 6 }).filter((value) => value.trim() !== '');
const eMail = fc
  .tuple(fc.string({ unit: fc.constantFrom(...'aBcÅØ.+1'), minLength: 1 }), fc.constantFrom('fjord.no', ' Fjord.NO '))
  .map((parts) => parts.join('@'));
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('007', '-0', '12345678901234567', 'E-17', ' 5'),
  words,
);
const positive = fc.integer({ min: 1 }).map(String);
const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

/** Every codec, with the type of the canonical fields it serves and values of it. */
const codecs: readonly (readonly [string, Codec, FieldType, fc.Arbitrary<Value>])[] = [
  ['text', text, 'text', words],
  ['emptyText', emptyText, 'text', words],
  ['lowerCaseText', lowerCaseText, 'email', eMail],
  ['integerText', integerText, 'text', numbers],
  ['referenceNumber', referenceNumber, 'reference', positive],
  ['flag', flag, 'boolean', fc.boolean()],
  ['invertedFlag', invertedFlag, 'boolean', fc.boolean()],
  ['wordFlag', wordFlag('closed', 'open'), 'boolean', fc.boolean()],
  ['date', date, 'date', days],
  ['dateTime', dateTime, 'date', days],
];

const wire = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom('', ' ', '0', 0, 'closed', 'open', 'hidden', '2024-02-30', '2024-99-99T99:99:99Z', '2024-03-08T'),
  days.chain((day) => fc.constantFrom(`${day}T23:30:00Z`, `${day}T00:00:00+02:00`, `${day} 10:00:00`, `${day}x`)),
  fc.constant(undefined),
);

const cases = lawRuns(codecRuns, codecRuns);

describe.each(codecs)('codec %s', (_name, codec, type, values) => {
  const image = (value: Value): Value => codec.image?.(value) ?? value;
  const reads = (member: unknown, as: Value | null): boolean => {
    const value = codec.read(member);
    return value !== undefined && same(type, value, as);
  };

  test('reads back what it wrote as the image of it, or does not write it at all', () => {
    const law = fc.property(values, (value) => {
      const member = codec.write(value);
      return member === undefined || (member !== null && reads(member, image(value)));
    });
    fc.assert(law, cases);
  });

  test('has an image that is its own image, and equal ones for equal values', () => {
    const law = fc.property(values, values, (value, other) => {
      const isStable = image(image(value)) === image(value);
      return isStable && (!same(type, value, other) || same(type, image(value), image(other)));
    });
    fc.assert(law, cases);
  });

  test('reads any wire value without failing, and writes back what it read', () => {
    const law = fc.property(wire, (member) => {
      const value = codec.read(member);
      const written = value === undefined ? undefined : codec.write(value);
      return value === undefined || written === undefined || reads(written, value === null ? null : image(value));
    });
    fc.assert(law, cases);
  });

  test('clears with what reads as empty, and takes what is not carried as no information', () => {
    expect(codec.read(codec.write(null))).toBeNull();
    expect(codec.read(undefined)).toBeUndefined();
    expect(codec.read(null)).toBeNull();
  });

  test('takes an object, a list and a value of another kind as no information', () => {
    const others = [{}, { a: 1 }, [], ['x'], type === 'boolean' ? 'maybe' : true];
    expect(others.map((member) => codec.read(member))).toEqual(others.map(() => undefined));
  });
});

test('every codec there is, and every codec a mapping uses, is held to the laws', () => {
  const held = new Set(codecs.map(([, codec]) => codec.name.replace(/\(.*/, '')));
  const used = connectors.flatMap(({ entityTypes }) =>
    entityTypes.flatMap(({ mapping }) => Object.values(mapping.fields).flatMap(({ codec }) => codec?.name ?? [])),
  );
  const made = Object.keys(codecModule);
  expect([...used, ...made].map((name) => name.replace(/\(.*/, '')).filter((name) => !held.has(name))).toEqual([]);
});
