import { ref, refusal } from './common.js';
import { entityNameOf } from './schemas.js';

const json = (schema: object): object => ({ 'application/json': { schema } });
const etag = { ETag: ref('headers', 'ETag') };
const refused = (name: string): object => ref('responses', name);
const parameter = (name: string): object => ref('parameters', name);

/** The five operations of a collection. @param isReferredTo whether rows of other collections refer to its rows. */
export function collectionPaths(collection: string, isReferredTo: boolean): object {
  const names: Names = { collection, entity: entityNameOf(collection) };
  return {
    [`/${collection}`]: { get: listOperation(names), post: createOperation(names) },
    [`/${collection}/{id}`]: {
      parameters: [parameter('id')],
      get: readOperation(names),
      patch: updateOperation(names),
      delete: removeOperation(names, isReferredTo),
    },
  };
}

interface Names {
  readonly collection: string;
  readonly entity: string;
}

function row(entity: string, description: string, more: object = {}): object {
  return { description, headers: { ...etag, ...more }, content: json(ref('schemas', entity)) };
}

function listOperation({ collection, entity }: Names): object {
  return {
    operationId: `list${entity}s`,
    tags: [collection],
    summary: 'All rows by id, or the changed ones, or some',
    parameters: ['limit', 'cursor', 'ids', 'externalRef', 'updatedSince', 'includeDeleted'].map(parameter),
    responses: {
      '200': { description: 'A page.', content: json(ref('schemas', `${entity}Page`)) },
      '400': refused('BadRequest'),
      '401': refused('Unauthorised'),
      '410': refused('CursorLost'),
    },
  };
}

function createOperation({ collection, entity }: Names): object {
  return {
    operationId: `create${entity}`,
    tags: [collection],
    summary: 'A new row',
    parameters: [parameter('idempotencyKey')],
    requestBody: { required: true, content: json(ref('schemas', `New${entity}`)) },
    responses: {
      '201': row(entity, 'The row as it is kept.', { Location: ref('headers', 'Location') }),
      '400': refused('BadRequest'),
      '401': refused('Unauthorised'),
      '409': refused('Conflict'),
      '415': refused('UnsupportedType'),
      '422': refused('Unprocessable'),
    },
  };
}

function readOperation({ collection, entity }: Names): object {
  return {
    operationId: `read${entity}`,
    tags: [collection],
    summary: 'One row',
    responses: {
      '200': row(entity, 'The row.'),
      '401': refused('Unauthorised'),
      '404': refused('NotFound'),
      '410': refused('Gone'),
    },
  };
}

function updateOperation({ collection, entity }: Names): object {
  const schema = ref('schemas', `${entity}Change`);
  return {
    operationId: `update${entity}`,
    tags: [collection],
    summary: 'Changes what is named (JSON merge patch, RFC 7396): null clears, objects merge, the rest stays',
    parameters: [parameter('ifMatch')],
    requestBody: { required: true, content: { 'application/merge-patch+json': { schema }, ...json(schema) } },
    responses: {
      '200': row(entity, 'The row as it then is.'),
      '400': refused('BadRequest'),
      '401': refused('Unauthorised'),
      '404': refused('NotFound'),
      '409': refused('Conflict'),
      '410': refused('Gone'),
      '412': refused('Changed'),
      '415': refused('UnsupportedType'),
      '422': refused('Unprocessable'),
    },
  };
}

function removeOperation({ collection, entity }: Names, isReferredTo: boolean): object {
  return {
    operationId: `remove${entity}`,
    tags: [collection],
    summary: 'Removes a row; it stays known as removed',
    parameters: [parameter('ifMatch')],
    responses: {
      '204': { description: 'Removed.' },
      '401': refused('Unauthorised'),
      '404': refused('NotFound'),
      ...(isReferredTo && { '409': refusal('Other rows refer to this one.') }),
      '410': refused('Gone'),
      '412': refused('Changed'),
    },
  };
}

/** The document itself, which anybody may read. */
export const documentPath = {
  '/openapi.json': {
    get: {
      operationId: 'readOpenApi',
      summary: 'This document',
      security: [],
      responses: { '200': { description: 'The document.', content: json({ type: 'object' }) } },
    },
  },
};
