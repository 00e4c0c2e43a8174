import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { signedIn } from '../support/process.js';
import { withSyncedProcess } from '../support/synced-process.js';
import { firstOf } from '../watching/support.js';

jest.setTimeout(180_000);

interface Example {
  readonly name: string;
  readonly isSubscription: boolean;
  readonly document: string;
  /** As the page shows them. */
  readonly variables: Record<string, unknown>;
}

const page = readFileSync(fileURLToPath(new URL('../../docs/api.md', import.meta.url)), 'utf8');
const blocks = /```graphql\n((query|mutation|subscription) (\w+)[^]*?)```(?:\s+```json\n([^]*?)```)?/g;
const examples = [...page.matchAll(blocks)].map(([, document = '', kind, name = '', variables]): Example => ({
  ...{ name, document, isSubscription: kind === 'subscription' },
  variables: variables === undefined ? {} : (JSON.parse(variables) as Record<string, unknown>),
}));

/** What earlier examples answered, by their names, for the ids that later ones are about. */
type Answers = Map<string, unknown>;

function pick<T = string>(answers: Answers, example: string, ...path: (string | number)[]): T {
  let value = answers.get(example);
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key];
  if (value === undefined || value === null) throw new Error(`${example} answered no ${path.join('.')}`);
  return value as T;
}

/** The customer that most examples are about. */
const customer = (answers: Answers) => pick(answers, 'ReadEverywhere', 'customers', 'edges', 0, 'node', 'id');
const loose = (answers: Answers) => ({
  ...{ system: 'CUSTOM_PMS', entityType: 'Customer' },
  externalId: pick(answers, 'CreateOnce', 'createCustomer', 'customer', 'customPmsCustomer', 'id'),
});
const made = (answers: Answers) => pick(answers, 'CreateOnce', 'createCustomer', 'customer', 'id');

/** A line with two ids, of records that are one already. */
const pair = (answers: Answers) =>
  [
    pick(answers, 'ReadEverywhere', 'customers', 'edges', 0, 'node', 'tidsbankenKunde', 'id'),
    pick(answers, 'FromOneSystem', 'tidsbankenKunde', 'customer', 'customPmsCustomer', 'id'),
  ].join();

/** Ids of this hub in place of those shown; the rest of the variables is as shown. */
const own: Readonly<Record<string, (answers: Answers) => Record<string, unknown>>> = {
  FromOneSystem: (answers) => ({
    id: pick(answers, 'ReadEverywhere', 'customers', 'edges', 0, 'node', 'tidsbankenKunde', 'id'),
  }),
  WhereFrom: (answers) => ({ id: customer(answers) }),
  AsItWas: (answers) => ({ id: customer(answers), at: new Date().toISOString() }),
  EditOnce: (answers) => ({
    id: customer(answers),
    expectedVersion: pick<number>(answers, 'ReadEverywhere', 'customers', 'edges', 0, 'node', 'version'),
  }),
  TakeBack: (answers) => ({ edits: [pick(answers, 'WhereFrom', 'customer', 'history', 'edges', 0, 'node', 'id')] }),
  TakeBackARecord: (answers) => ({
    linkId: pick<{ id: string; system: string }[]>(answers, 'CreateOnce', 'createCustomer', 'customer', 'links').find(
      ({ system }) => system === 'CUSTOM_PMS',
    )?.id,
  }),
  NotTheSame: (answers) => ({ id: pick(answers, 'Waiting', 'matchCandidates', 'edges', 0, 'node', 'id') }),
  LinkByHand: (answers) => ({ canonicalId: made(answers), records: [loose(answers)] }),
  TakeApart: (answers) => ({ record: loose(answers) }),
  Follow: (answers) => ({ after: pick(answers, 'WhereTheFeedStands', 'lastChangeCursor') }),
  PreviewImport: (answers) => ({ csv: pair(answers) }),
  Import: (answers) => ({ csv: pair(answers), hash: pick(answers, 'PreviewImport', 'linkImport', 'hash') }),
  WhatWouldBeErased: (answers) => ({ id: made(answers) }),
  Progress: (answers) => ({ id: pick(answers, 'Plan', 'planSync', 'run', 'id') }),
  WhatItWouldDo: (answers) => ({ id: pick(answers, 'Plan', 'planSync', 'run', 'id') }),
};

function variablesOf({ name, variables }: Example, answers: Answers): Record<string, unknown> {
  const ids = own[name]?.(answers) ?? {};
  const input = variables['input'];
  return input === undefined ? { ...variables, ...ids } : { input: { ...(input as object), ...ids } };
}

async function ask(url: string, query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...signedIn };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  expect({ query, errors }).toEqual({ query, errors: undefined });
  return data;
}

/** Every event until the subscription ends, or the first where it does not. */
async function follow(
  client: Client,
  { name, document }: Example,
  variables: Record<string, unknown>,
  stir: () => Promise<unknown>,
) {
  const [first] = await Promise.all([firstOf(client, document, name === 'Progress' ? 2 : 1, variables), stir()]);
  return first;
}

test('every example of the page of the API is answered as it says', () =>
  withSyncedProcess(async ({ url }) => {
    const client = createClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: signedIn,
    });
    try {
      const answers: Answers = new Map();
      expect(examples.length).toBeGreaterThan(15);
      for (const example of examples) {
        const variables = variablesOf(example, answers);
        const stir = () =>
          ask(
            url,
            'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { userErrors { message } } }',
            {
              input: { id: made(answers), patch: { website: `https://${example.name}.example` }, waitMs: 0 },
            },
          );
        const data = example.isSubscription
          ? await follow(client, example, variables, stir)
          : await ask(url, example.document, variables);
        const refused = JSON.stringify(data).match(/"userErrors":\[\{.*/)?.[0];
        expect({ example: example.name, refused }).toEqual({ example: example.name, refused: undefined });
        answers.set(example.name, data);
      }
      expect(examples.filter(({ name }) => !answers.has(name))).toEqual([]);
      const { customers } = (await ask(url, '{ customers(first: 1) { totalCount } }')) as {
        customers: { totalCount: number };
      };
      const exported = await fetch(new URL('/export/customers.jsonl', url), { headers: signedIn }).then((answer) =>
        answer.text(),
      );
      expect(exported.trimEnd().split('\n')).toHaveLength(customers.totalCount);
    } finally {
      await client.dispose();
    }
  }));
