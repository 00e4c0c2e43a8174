import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { Authenticate } from '../../../gateway/access/caller.js';
import { composeSupergraph } from '../../../gateway/compose.js';
import { startGateway, type GatewayOptions } from '../../../gateway/server.js';
import { localSubgraph, type Subgraph } from '../../../gateway/subgraph.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@authenticated", "@requiresScopes", "@policy"])';

const staff = `${link}
  type Query {
    person: Person @requiresScopes(scopes: [["read"]])
    anyone: Named @requiresScopes(scopes: [["read"]])
    open: String
    known: String @authenticated
    office: String @policy(policies: [["admin"], ["operator"]])
  }
  interface Named { name: String }
  type Person implements Named @key(fields: "id") { id: ID! name: String nationalId: String @requiresScopes(scopes: [["national-id"]]) }
  type Salary @requiresScopes(scopes: [["read", "pay"]]) { amount: Int }
  extend type Person { salary: Salary }
  type Mutation { rename(name: String): Person @requiresScopes(scopes: [["edit"]]) }
  type Subscription { renamed: Person @requiresScopes(scopes: [["read"]]) }
`;
const payroll = `${link}
  type Person @key(fields: "id") { id: ID! account: String @requiresScopes(scopes: [["read", "pay"], ["admin"]]) }
`;

const person = { __typename: 'Person', id: '1', name: 'Kari', nationalId: '01019012345', salary: { amount: 1 } };

async function* once1(): AsyncGenerator<object> {
  yield { renamed: person };
}

const resolvers = {
  staff: {
    Query: {
      person: () => person,
      anyone: () => person,
      open: () => 'open',
      known: () => 'known',
      office: () => 'office',
    },
    Mutation: { rename: () => person },
    Subscription: { renamed: { subscribe: once1 } },
    Person: { __resolveReference: () => person },
  },
  payroll: { Person: { __resolveReference: () => ({ ...person, account: '1234' }) } },
};

/** Subgraphs that ask for scopes, and every call that reaches one. */
export function guardedSubgraphs(calls: string[]): Subgraph[] {
  return Object.entries({ staff, payroll }).map(([name, sdl]) => {
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers[name as 'staff'] }]);
    const local = localSubgraph(name, { schema, sdl });
    return {
      ...local,
      execute: (request) => {
        calls.push(name);
        return local.execute(request);
      },
      subscribe: async (request) => {
        calls.push(name);
        return (await local.subscribe?.(request)) ?? { errors: [] };
      },
    };
  });
}

export interface Guarded {
  readonly url: string;
  readonly calls: string[];
  readonly faults: unknown[];
}

/** Serves the guarded graph to whom `authenticate` knows. */
export async function withGuarded(
  authenticate: Authenticate,
  use: (guarded: Guarded) => Promise<void>,
  more: Partial<GatewayOptions> = {},
): Promise<void> {
  const calls: string[] = [];
  const faults: unknown[] = [];
  const { url, stop } = await startGateway({
    ...{ port: 0, firstQuery: '', authenticate, subgraphs: guardedSubgraphs(calls) },
    supergraphSdl: composeSupergraph([
      { name: 'staff', sdl: staff },
      { name: 'payroll', sdl: payroll },
    ]),
    logError: (error) => void faults.push(error),
    ...more,
  });
  try {
    await use({ url, calls, faults });
  } finally {
    await stop();
  }
}

/** An issuer of tokens with its keys on the web. */
export interface Issuer {
  readonly jwksUrl: string;
  /** How often its keys were asked for. */
  readonly asked: () => number;
  /** Signs from here on with a new key; the old one is gone from the list. */
  rotate(): Promise<void>;
  token(claims?: JWTPayload, how?: { key?: CryptoKey; expires?: string; alg?: string }): Promise<string>;
  takeDown(): void;
}

export const issuer = 'https://id.example';
export const audience = 'samband';

export async function withIssuer(use: (issuer: Issuer) => Promise<void>): Promise<void> {
  let [asked, number] = [0, 0];
  let pair = await generateKeyPair('ES256', { extractable: true });
  const server = createServer((_request, response) => {
    asked += 1;
    const kid = `key-${number}`;
    void exportJWK(pair.publicKey).then((key) =>
      response.end(JSON.stringify({ keys: [{ ...key, kid, alg: 'ES256', use: 'sig' }] })),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use({
      jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
      asked: () => asked,
      async rotate() {
        number += 1;
        pair = await generateKeyPair('ES256', { extractable: true });
      },
      token: (claims = {}, { key = pair.privateKey, expires = '5m', alg = 'ES256' } = {}) =>
        new SignJWT({ sub: 'kari', iss: issuer, aud: audience, ...claims })
          .setProtectedHeader({ alg, kid: `key-${number}` })
          .setIssuedAt()
          .setExpirationTime(expires)
          .sign(key),
      takeDown: () => void server.close(),
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Posts a query with a token; null: with none. */
export async function ask(url: string, token: string | null, query: string) {
  const headers = {
    'content-type': 'application/json',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const body = (await answer.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return { status: answer.status, data: body.data, errors: body.errors, code: body.errors?.[0]?.extensions.code };
}
