import { headers, parameters, responses } from './openapi/common.js';
import { collectionPaths, documentPath } from './openapi/operations.js';
import { collectionSchemas, commonSchemas, entityNameOf } from './openapi/schemas.js';
import { changeWebhook } from './openapi/webhook.js';
import { customSystems } from './systems.js';
import type { CustomSystemName } from './systems.js';

/** The system's contract as an OpenAPI 3.1 document, made from its field tables. */
export function openApiOf(system: CustomSystemName): object {
  const collections = Object.entries(customSystems[system]);
  const schemas = collections.map(([name, collection]) => collectionSchemas(name, collection));
  const paths = collections.map(([name]) => collectionPaths(name, isReferredTo(system, name)));
  return {
    openapi: '3.1.0',
    info: {
      title: titleOf(system),
      version: '1.0.0',
      summary: 'What the hub asks of this system.',
      description:
        'Every collection works alike: pages by cursor, changes by `updatedSince`, entity tags, external references that are ' +
        'unique for good, and removal that stays visible. Text is at most 255 characters, dates are `YYYY-MM-DD`, times are ' +
        'ISO 8601 in UTC, ids are text. A body over 1 MiB is refused with 413.',
    },
    servers: [{ url: '/', description: 'Whatever address the collections stand under.' }],
    security: [{ apiKey: [] }],
    tags: collections.map(([name]) => ({ name, description: `Every ${entityNameOf(name)}.` })),
    paths: Object.assign({}, ...paths, documentPath) as object,
    webhooks: { change: changeWebhook(collections.map(([name]) => name)) },
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'The API key, as a bearer token.' } },
      parameters,
      headers,
      responses,
      schemas: { ...(Object.assign({}, ...schemas) as object), ...commonSchemas },
    },
  };
}

function isReferredTo(system: CustomSystemName, collection: string): boolean {
  const fields = Object.values(customSystems[system]).flatMap((each) => Object.values(each.fields));
  return fields.some((field) => field.collection === collection);
}

const acronyms = new Set(['crm', 'erp', 'pms']);

/** `custom-pms` is Custom PMS. */
function titleOf(system: string): string {
  const word = (text: string): string => (acronyms.has(text) ? text.toUpperCase() : capital(text));
  return system.split('-').map(word).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
