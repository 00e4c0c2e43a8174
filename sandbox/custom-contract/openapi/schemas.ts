import type { Field, Fields } from '../fields.js';
import type { Collection } from '../systems.js';
import { ref } from './common.js';

/** `customers` holds a Customer each. */
export function entityNameOf(collection: string): string {
  return collection.charAt(0).toUpperCase() + collection.slice(1).replace(/s$/, '');
}

/** The schemas of one collection: a row, a new row, a change of a row and a page. */
export function collectionSchemas(name: string, { fields }: Collection): object {
  const entity = entityNameOf(name);
  const written = Object.fromEntries(Object.entries(fields).filter(([, field]) => !field.readOnly));
  const required = Object.keys(written).filter((field) => written[field]?.required);
  const change = { externalRef, ...mapped(written, writtenSchema) };
  return {
    [entity]: rowSchema(fields),
    [`New${entity}`]: { type: 'object', additionalProperties: false, required, properties: change },
    [`${entity}Change`]: { type: 'object', additionalProperties: false, properties: change },
    [`${entity}Page`]: pageSchema(entity),
  };
}

const longest = 255;
const externalRef = {
  type: ['string', 'null'],
  maxLength: longest,
  description: 'The caller’s own reference. No two rows have the same, removed ones included.',
};
const instant = { type: 'string', format: 'date-time', readOnly: true };

function rowSchema(fields: Fields): object {
  const properties = {
    id: { type: 'string', minLength: 1, readOnly: true },
    externalRef,
    ...mapped(fields, shownSchema),
    createdAt: instant,
    updatedAt: instant,
    version: { type: 'integer', minimum: 1, readOnly: true, description: 'One more with every change.' },
  };
  const deletedAt = { ...instant, description: 'When the row was removed; absent while it lives.' };
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties: { ...properties, deletedAt },
  };
}

function pageSchema(entity: string): object {
  const properties = {
    items: { type: 'array', items: ref('schemas', entity) },
    nextCursor: { type: ['string', 'null'], description: 'Where the next page starts; null on the last.' },
    total: { type: 'integer', minimum: 0, description: 'How many rows the whole list has.' },
    syncCursor: {
      type: 'string',
      description: 'Stands for the moment the first page was answered; the same on all pages of a list.',
    },
  };
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

function mapped(fields: Fields, schemaOf: (field: Field) => object): Record<string, object> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]));
}

/** An object is shown whole. */
function shownSchema(field: Field): object {
  if (!field.fields) return fieldSchema(field);
  return { ...objectSchema(field.fields, shownSchema), required: Object.keys(field.fields) };
}

/** Of an object, only what is named changes. */
function writtenSchema(field: Field): object {
  return field.fields ? objectSchema(field.fields, writtenSchema) : fieldSchema(field);
}

function objectSchema(fields: Fields, schemaOf: (field: Field) => object): object {
  return { type: ['object', 'null'], additionalProperties: false, properties: mapped(fields, schemaOf) };
}

function fieldSchema(field: Field): object {
  const text = { type: ['string', 'null'], maxLength: longest };
  switch (field.kind) {
    case 'boolean':
      return { type: 'boolean', default: field.default };
    case 'choice':
      return { type: 'string', enum: field.choices, default: field.default };
    case 'date':
      return { type: ['string', 'null'], format: 'date' };
    case 'email':
      return { ...text, description: 'Kept trimmed and in lower case, whatever was written.' };
    case 'reference':
      return { ...text, description: `The id of one of \`${field.collection}\`.` };
    default:
      if (field.readOnly) return { ...text, readOnly: true };
      return field.required ? { type: 'string', maxLength: longest, pattern: '\\S' } : text;
  }
}

/** The schemas that all systems share. */
export const commonSchemas = {
  Problem: {
    type: 'object',
    description: 'Why a call was refused (RFC 9457). Names fields and never repeats values.',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          required: ['field', 'message'],
          properties: { field: { type: 'string' }, message: { type: 'string' } },
        },
      },
      existingId: { type: 'string', description: 'With 409: the row that has the `externalRef`.' },
    },
  },
};
