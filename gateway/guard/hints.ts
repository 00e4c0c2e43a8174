import { GraphQLError, validate } from 'graphql';

/** As graphql's own, but no error suggests what would be right: that is for those who may see the schema. */
export const validateWithoutHints: typeof validate = (...asked) =>
  validate(...asked).map(
    ({ message, nodes }) => new GraphQLError(message.replace(/ ?Did you mean .+\?$/s, ''), { nodes: nodes ?? null }),
  );
