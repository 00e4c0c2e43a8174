import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { FindCustomerDocument, FollowCustomersDocument, SetWebsiteDocument } from './generated.js';

/**
 * A client of the hub: finds a customer, follows the change feed, changes the customer's website, and tells what became of
 * that in each system. `npm run example -- "part of a name"`, with a hub running.
 */
const url = process.env['SAMBAND_URL'] ?? 'http://127.0.0.1:4000/graphql';
const token = process.env['SAMBAND_TOKEN'];
const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
const search = process.argv[2] ?? 'as';
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const socket = createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: headers });
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri: url, headers }),
  ),
});

async function found() {
  const { data } = await client.query({ query: FindCustomerDocument, variables: { search } });
  const customer = data?.customers.edges[0]?.node;
  if (!data || !customer) throw new Error(`No customer is called anything like ${search}`);
  return { customer, cursor: data.lastChangeCursor };
}

/** Resolves once the feed tells of a change of the record. */
function changed(recordId: string, after: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const events = client.subscribe({ query: FollowCustomersDocument, variables: { after } });
    const following = events.subscribe({
      next: ({ data }) => {
        if (data?.recordsChanged.recordId !== recordId) return;
        following.unsubscribe();
        resolve(data.recordsChanged.fields);
      },
      error: reject,
    });
  });
}

try {
  const { customer, cursor } = await found();
  tell(`${customer.name} is ${customer.syncState} in ${customer.links.map(({ system }) => system).join(', ')}`);
  const heard = changed(customer.id, cursor);
  const website = customer.website === 'https://example.com' ? 'https://example.org' : 'https://example.com';
  const { data } = await client.mutate({
    mutation: SetWebsiteDocument,
    variables: { id: customer.id, expectedVersion: customer.version, website },
  });
  for (const { message } of data?.updateCustomer.userErrors ?? []) throw new Error(message);
  for (const { system, entityType, status } of data?.updateCustomer.writes ?? [])
    tell(`  ${system} ${entityType}: ${status}`);
  tell(`The feed tells that it changed: ${(await heard).join(', ')}`);
} finally {
  client.stop();
  await socket.dispose();
}
