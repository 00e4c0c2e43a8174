/** A reference within the document. */
export function ref(kind: 'headers' | 'parameters' | 'responses' | 'schemas', name: string): { $ref: string } {
  return { $ref: `#/components/${kind}/${name}` };
}

function inQuery(name: string, schema: object, description: string): object {
  return { name, in: 'query', description, schema };
}

function inHeader(name: string, schema: object, description: string): object {
  return { name, in: 'header', description, schema };
}

/** What calls can say beside their body. */
export const parameters = {
  id: { name: 'id', in: 'path', required: true, description: 'The id of the row.', schema: { type: 'string' } },
  limit: inQuery(
    'limit',
    { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
    'The most rows of a page. Rows asked for by `ids` or `externalRef` come in one page, whatever it is.',
  ),
  cursor: inQuery(
    'cursor',
    { type: 'string' },
    'The `nextCursor` of the page before, of the same list. Not with `ids` or `externalRef`.',
  ),
  ids: {
    ...inQuery(
      'ids',
      { type: 'array', maxItems: 200, items: { type: 'string' } },
      'Only these rows, those that are found, in any order. Not with `externalRef` or `updatedSince`.',
    ),
    style: 'form',
    explode: false,
  },
  externalRef: inQuery(
    'externalRef',
    { type: 'string' },
    'Only the row that carries this reference. Not with `ids` or `updatedSince`.',
  ),
  updatedSince: inQuery(
    'updatedSince',
    { type: 'string' },
    'A `syncCursor` given out before: exactly the rows changed after it was, in the order of their last change, removed ones ' +
      'with `deletedAt`. Never skips one. Not with `ids` or `externalRef`.',
  ),
  includeDeleted: inQuery(
    'includeDeleted',
    { type: 'boolean', default: false },
    'Whether removed rows come too. `updatedSince` brings them in any case.',
  ),
  ifMatch: inHeader(
    'If-Match',
    { type: 'string' },
    'Entity tags, or `*`: where none is the row’s own, nothing is done and 412 answered.',
  ),
  idempotencyKey: inHeader(
    'Idempotency-Key',
    { type: 'string' },
    'The same key with the same body answers the same again and makes nothing; with another body it is refused.',
  ),
};

/** What answers say beside their body. */
export const headers = {
  ETag: { description: 'The row’s `version` in double quotes.', required: true, schema: entityTag() },
  Location: { description: 'The path of the new row.', required: true, schema: { type: 'string' } },
};

function entityTag(): object {
  return { type: 'string', pattern: '^"[0-9]+"$' };
}

/** An answer that says why it is not what was asked for. */
export function refusal(description: string, more: object = {}): object {
  return { description, ...more, content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } } };
}

/** Every answer that is not what was asked for. */
export const responses = {
  BadRequest: refusal('The query or the body cannot be read; `errors` names the parameters.'),
  Unauthorised: refusal('The call does not carry the API key.', {
    headers: { 'WWW-Authenticate': { required: true, schema: { type: 'string', const: 'Bearer' } } },
  }),
  NotFound: refusal('There never was such a row.'),
  Conflict: refusal('The `externalRef` is, or was, that of another row: `existingId`.'),
  Gone: refusal('The row was removed.'),
  CursorLost: refusal('The cursor is of data that is no longer there: read the full list again.'),
  Changed: refusal('The row has changed since.', { headers: { ETag: ref('headers', 'ETag') } }),
  UnsupportedType: refusal('The body is of another media type.'),
  Unprocessable: refusal('`errors` names every field that is unknown, read-only, missing or wrong.'),
};
