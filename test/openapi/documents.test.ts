import { customSystems } from '../../sandbox/custom-contract/systems.js';
import { connectors } from '../../subgraphs/registry.js';
import { withCustomSystem, type Reply } from '../sandbox/custom-contract-server.js';
import { changesOf, signedHeaders } from '../webhooks/delivery.js';
import { calls, type Called } from './answers.js';
import { actual, contractSystems, operationsOf, resolve, shipped } from './document.js';
import type { Document, DocumentedResponse } from './document.js';
import { strays, type Schema } from './json-schema.js';

describe.each(contractSystems)('%s', (system) => {
  const document = shipped(system);
  const find = (ref: string): Schema => resolve(document, ref);
  const entityOf = (collection: string): string => collection[0]!.toUpperCase() + collection.slice(1, -1);
  const schemaOf = (name: string): Schema => find(`#/components/schemas/${name}`);
  const collections = Object.keys(customSystems[system]);

  test('ships the document that its sandbox serves to anybody', () =>
    withCustomSystem(system, async (send) => {
      const { status, body } = await send('GET', '/openapi.json', undefined, { authorization: '' });
      expect([status, body]).toEqual([200, document]);
    }));

  test('says which system it is of, in OpenAPI 3.1', () => {
    const { name } = connectors.find((connector) => connector.system === system)!;
    expect([document.openapi, document.info.title]).toEqual(['3.1.0', name]);
  });

  test('has no reference that names nothing, none that is not used, and no operation of the same name', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
    for (const ref of refs) expect(resolve(document, ref)).toBeDefined();
    const parts = Object.entries(document.components).filter(([kind]) => kind !== 'securitySchemes');
    const all = parts.flatMap(([kind, named]) => Object.keys(named).map((name) => `#/components/${kind}/${name}`));
    expect([...new Set(refs)].sort()).toEqual(all.sort());
    const names = operationsOf(document).map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has a path for every collection and one for every row, and no other', () => {
    const paths = collections.flatMap((collection) => [`/${collection}`, `/${collection}/{id}`]);
    expect(Object.keys(document.paths).sort()).toEqual([...paths, '/openapi.json'].sort());
  });

  test.each(collections)('names every field of %s, and takes of each only what it says', (collection) =>
    withCustomSystem(system, async (send) => {
      const { fields } = customSystems[system][collection]!;
      const { properties = {} } = schemaOf(`New${entityOf(collection)}`);
      const written = Object.keys(fields).filter((name) => !fields[name]!.readOnly);
      expect(Object.keys(properties)).toEqual(['externalRef', ...written]);
      const samples = Object.entries(properties).filter(([name]) => fields[name]?.kind !== 'reference');
      const body = Object.fromEntries(samples.map(([name, schema]) => [name, sampleOf(schema)]));
      const made = await send('POST', `/${collection}`, body);
      expect([made.status, made.body]).toMatchObject([201, body]);
      for (const name of Object.keys(properties)) {
        const refused = await send('PATCH', `/${collection}/${made.body.id}`, { [name]: 7 });
        expect([name, refused.status, refused.body.errors[0]?.field]).toEqual([name, 422, name]);
      }
    }),
  );

  test.each(collections)('has every field of %s that the hub maps', (collection) => {
    const entityType = connectors
      .find((each) => each.system === system)!
      .entityTypes.find(({ name }) => name === entityOf(collection));
    for (const { path } of Object.values(entityType!.mapping.fields)) {
      const steps = path.split('.');
      const schema = steps.reduce<Schema | undefined>(
        (within, step) => within?.properties?.[step],
        schemaOf(entityType!.name),
      );
      expect([path, schema !== undefined]).toEqual([path, true]);
    }
  });

  describe.each(operationsOf(document).filter(({ path }) => path !== '/openapi.json'))(
    '$method $path',
    ({ path, operation }) => {
      const collection = path.split('/')[1]!;
      const kind = operation.operationId.slice(0, operation.operationId.search(/[A-Z]/));

      test.each(Object.entries(operation.responses))('answers %s as documented', (status, documented) =>
        withCustomSystem(system, async (send) => {
          const least = (name: string) => leastOf(schemaOf(`New${entityOf(name)}`));
          const called: Called = { system, collection, send, least };
          const reply = await calls[`${kind} ${status}`]!(called);
          expect(reply.status).toBe(Number(status));
          expect(against(document, actual<DocumentedResponse>(document, documented), reply)).toEqual([]);
        }),
      );
    },
  );

  test('describes the deliveries that the hub takes', () => {
    const { post } = document.webhooks.change;
    const body = changesOf(collections[0]!, ['1']);
    expect(strays(post.requestBody!.content['application/json']!.schema, JSON.parse(body), find)).toEqual([]);
    const headers = signedHeaders(body);
    for (const each of post.parameters as { name: string; schema: Schema }[]) {
      expect(strays(each.schema, headers[each.name.toLowerCase()], find)).toEqual([]);
    }
    expect(Object.keys(post.responses)).toEqual(['200', '204', '400', '401', '404', '413']);
  });
});

test('what the three share is the same in all of them', () => {
  const common = contractSystems.map(shipped).map(({ components, webhooks, paths }) => {
    const { schemas, ...parts } = components;
    const { requestBody: _, ...webhook } = webhooks.change.post;
    const customers = [paths['/customers']!['get'], paths['/customers']!['post'], paths['/customers/{id}']!['patch']];
    return { parts, Problem: schemas!['Problem'], page: schemas!['CustomerPage'], webhook, customers };
  });
  expect(common[1]).toEqual(common[0]);
  expect(common[2]).toEqual(common[0]);
});

/** Where an answer is not what is documented. */
function against(document: Document, documented: DocumentedResponse, { headers, body }: Reply): string[] {
  const find = (ref: string): Schema => resolve(document, ref);
  const inHeaders = Object.entries(documented.headers ?? {}).flatMap(([name, header]) =>
    strays(actual<{ schema: Schema }>(document, header as { schema: Schema }).schema, headers.get(name), find, name),
  );
  const [media] = Object.entries(documented.content ?? {});
  if (!media) return [...inHeaders, ...(body === undefined ? [] : ['a body is not documented'])];
  const [type, { schema }] = media;
  const isTyped = headers.get('content-type')?.split(';')[0] === type;
  return [...inHeaders, ...(isTyped ? [] : [`is not ${type}`]), ...strays(schema, body, find)];
}

/** Any value that fits, other than the default where there is one. */
function sampleOf(schema: Schema & { default?: unknown }): unknown {
  if (schema.enum) return schema.enum.at(-1);
  if (schema.type === 'boolean') return !schema.default;
  if (schema.format === 'date') return '2026-11-20';
  if (!schema.properties) return 'a@b.example';
  return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, sampleOf(each)]));
}

function leastOf({ required = [], properties = {} }: Schema): Record<string, unknown> {
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name]!)]));
}
