import { GraphQLError, GraphQLScalarType, Kind, type GraphQLScalarTypeConfig, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import type { FieldType } from '../canonical/field.js';
import { faultOf } from '../canonical/valid.js';

/**
 * A scalar of text that is judged where a client gives it, and shown as it is where a system holds it, be it right or
 * wrong. What it refuses it tells in a sentence that does not repeat the value.
 */
function judgedText(name: string, type: FieldType, description: string): GraphQLScalarType<string, string> {
  const accepted = (value: unknown): string => {
    const fault = typeof value === 'string' ? textFault(type, value) : 'This must be a text.';
    if (fault !== null) throw new GraphQLError(fault, { extensions: { code: 'BAD_USER_INPUT' } });
    return value as string;
  };
  return new GraphQLScalarType<string, string>({
    ...{ name, description },
    serialize: (value) => String(value),
    parseValue: accepted,
    parseLiteral: (node) => accepted(node.kind === Kind.STRING ? node.value : null),
  });
}

function textFault(type: FieldType, value: string): string | null {
  return value.trim() === '' ? 'This is blank; give null to clear it.' : faultOf(type, value);
}

export const EmailAddress = judgedText('EmailAddress', 'email', 'An e-mail address: `post@fjord.example`.');

export const PhoneNumber = judgedText(
  'PhoneNumber',
  'phone',
  'A phone number, with spaces or without; Norwegian where it has no country code: `400 12 345`, `+46 8 123 456 78`.',
);

export const OrganizationNumber = judgedText(
  'OrganizationNumber',
  'organizationNumber',
  'A number in the register of Norwegian legal entities: nine digits, the last a check digit: `923 609 016`.',
);

export const NationalIdentityNumber = judgedText(
  'NationalIdentityNumber',
  'nationalIdentityNumber',
  'A Norwegian national identity number or D number: eleven digits, the last two check digits.',
);

export const CalendarDate = judgedText('Date', 'date', 'A day of the calendar: `2026-11-20`.');

const { parseValue, parseLiteral, ...moment } = GraphQLDateTime.toConfig();

function told<Args extends unknown[], T>(parse: ((...args: Args) => T) | null | undefined) {
  return (...args: Args): T => {
    try {
      if (parse) return parse(...args);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
    const fault = 'This is not a moment of the form 2026-11-20T12:00:00Z.';
    throw new GraphQLError(fault, { extensions: { code: 'BAD_USER_INPUT' } });
  };
}

/** A moment, as in RFC 3339; refused without being repeated. */
export const DateTime = new GraphQLScalarType<Date, Date>({
  ...(moment as unknown as GraphQLScalarTypeConfig<Date, Date>),
  description: 'A moment: `2026-11-20T12:00:00Z`.',
  parseValue: told(parseValue as (value: unknown) => Date),
  parseLiteral: told(parseLiteral as (node: ValueNode) => Date),
});
