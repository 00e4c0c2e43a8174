import type { Observed, Value } from '../../shared/canonical/field.js';
import {
  date,
  dateTime,
  emptyText,
  flag,
  integerText,
  invertedFlag,
  referenceNumber,
  text,
  wordFlag,
  type Codec,
  type Json,
} from '../../shared/mapping/codec.js';

const status = wordFlag('closed', 'open');

describe('truth tables', () => {
  test.each<[string, Codec, unknown, Observed]>([
    ['flag', flag, true, true],
    ['flag', flag, false, false],
    ['flag', flag, null, null],
    ['flag', flag, 1, undefined],
    ['flag', flag, 'true', undefined],
    ['invertedFlag', invertedFlag, true, false],
    ['invertedFlag', invertedFlag, false, true],
    ['invertedFlag', invertedFlag, null, null],
    ['invertedFlag', invertedFlag, 0, undefined],
    ['wordFlag', status, 'closed', true],
    ['wordFlag', status, 'open', false],
    ['wordFlag', status, null, null],
    ['wordFlag', status, 'on hold', undefined],
    ['wordFlag', status, 'Closed', undefined],
    ['wordFlag', status, '', undefined],
  ])('%s reads %3$p as %4$p', (_name, codec, member, value) => {
    expect(codec.read(member)).toBe(value);
  });

  test.each<[string, Codec, Value | null, Json]>([
    ['flag', flag, true, true],
    ['flag', flag, false, false],
    ['flag', flag, null, null],
    ['invertedFlag', invertedFlag, true, false],
    ['invertedFlag', invertedFlag, false, true],
    ['invertedFlag', invertedFlag, null, null],
    ['wordFlag', status, true, 'closed'],
    ['wordFlag', status, false, 'open'],
    ['wordFlag', status, null, null],
  ])('%s writes %3$p as %4$p', (_name, codec, value, member) => {
    expect(codec.write(value)).toBe(member);
  });
});

describe('dates count as the day in Norway', () => {
  test.each<[string, unknown, Observed]>([
    ['a plain date', '2024-03-08', '2024-03-08'],
    ['midnight without an offset', '2024-03-08T00:00:00', '2024-03-08'],
    ['late without an offset', '2024-03-08T23:59:59.9999999', '2024-03-08'],
    ['midnight with Norwegian winter time', '2024-03-08T00:00:00+01:00', '2024-03-08'],
    ['midnight with Norwegian summer time', '2024-06-08T00:00:00+02:00', '2024-06-08'],
    ['a blank for the T', '2024-03-08 10:00:00', '2024-03-08'],
    ['noon in UTC', '2024-03-08T12:00:00Z', '2024-03-08'],
    ['the last half hour of a winter day in UTC', '2024-01-31T23:30:00Z', '2024-02-01'],
    ['midnight in Norway in winter', '2024-01-31T23:00:00.000Z', '2024-02-01'],
    ['a moment before it', '2024-01-31T22:59:59Z', '2024-01-31'],
    ['midnight in Norway in summer', '2024-06-30T22:00:00Z', '2024-07-01'],
    ['a moment before that', '2024-06-30T21:59:59Z', '2024-06-30'],
    ['the eve of the change to summer time', '2024-03-30T23:00:00Z', '2024-03-31'],
    ['the evening after it', '2024-03-31T22:00:00Z', '2024-04-01'],
    ['the eve of the change to winter time', '2024-10-26T22:00:00Z', '2024-10-27'],
    ['the evening after that', '2024-10-27T22:30:00Z', '2024-10-27'],
    ['UTC as an offset', '2024-01-31T23:30:00+00:00', '2024-02-01'],
    ['leap day', '2024-02-29T00:00:00', '2024-02-29'],
  ])('%s', (_case, member, value) => {
    expect(date.read(member)).toBe(value);
    expect(dateTime.read(member)).toBe(value);
  });

  test.each<[string, unknown]>([
    ['a day that is none', '2023-02-29'],
    ['a month that is none', '2024-13-01T00:00:00'],
    ['an hour that is none', '2024-03-08T25:00:00Z'],
    ['another order', '08.03.2024'],
    ['a number', 1_709_856_000_000],
    ['something behind it', '2024-03-081'],
    ['a word', 'today'],
  ])('%s is no information', (_case, member) => {
    expect(date.read(member)).toBeUndefined();
    expect(dateTime.read(member)).toBeUndefined();
  });

  test('a date goes out as a day, or as its midnight without an offset', () => {
    expect([date.write('2024-03-08'), dateTime.write('2024-03-08')]).toEqual(['2024-03-08', '2024-03-08T00:00:00']);
  });
});

describe('text and numbers', () => {
  test('blank text reads as empty, and other text as it was typed', () => {
    expect(['', '  ', ' Fjord  AS ', 17].map((member) => text.read(member))).toEqual([null, null, ' Fjord  AS ', '17']);
  });

  test('a system without null is cleared by an empty string', () => {
    expect([emptyText.write(null), emptyText.write('x'), text.write(null)]).toEqual(['', 'x', null]);
  });

  test('a number travels as a number and compares as its digits', () => {
    expect([integerText.write('1017'), integerText.read(1017), integerText.read('1017')]).toEqual([
      1017,
      '1017',
      '1017',
    ]);
    expect(integerText.image?.('007')).toBe('7');
  });

  test('what is no whole number is not written, and clears nothing', () => {
    expect(['E-17', '1.5', '', '1234567890123456'].map((value) => integerText.write(value))).toEqual(
      Array(4).fill(undefined),
    );
  });

  test('nought and blank refer to nothing', () => {
    expect([0, '0', '', null, 12, '12'].map((member) => referenceNumber.read(member))).toEqual([
      null,
      null,
      null,
      null,
      '12',
      '12',
    ]);
    expect([' 0', '00', '-0', -0].map((member) => referenceNumber.read(member))).toEqual([null, null, null, null]);
  });
});
