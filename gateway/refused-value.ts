import type { GraphQLError } from 'graphql';

/** How graphql-js says that a variable has a value that its type refuses: with the value itself, then where it is. */
const refused = /^(Variable "\$[_A-Za-z0-9]+") got invalid value .*?(?: at ("[^"]*"))?; $/s;

/** How the scalars of GraphQL itself refuse a value, with the value at the end. */
const builtIn = /^(\w+ cannot represent [^:]*): .*$/s;

/**
 * The message of an error about a variable without the value that was refused: it may be somebody's number or address, and
 * messages end in logs. Any other message is as it was.
 */
export function withoutValue({ message, originalError }: GraphQLError): string {
  const reason = originalError?.message;
  if (reason === undefined || !message.endsWith(reason)) return message;
  const [, variable, place] = refused.exec(message.slice(0, -reason.length)) ?? [];
  if (variable === undefined) return message;
  return `${variable} is refused${place === undefined ? '' : ` at ${place}`}: ${reason.replace(builtIn, '$1.')}`;
}
