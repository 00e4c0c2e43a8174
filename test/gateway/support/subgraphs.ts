import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchemaModule } from '@apollo/subgraph';
import { parse } from 'graphql';
import { localSubgraph } from '../../../gateway/subgraph.js';
import type { Subgraph, SubgraphRequest } from '../../../gateway/subgraph.js';
import { rootOf } from './company.js';
import type { Company } from './company.js';

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.6"
  import: ["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject", "@inaccessible"]
)\n`;

/** The SDL of the test subgraphs by name: a hub and three systems. */
export const subgraphSdl = {
  hub: `${link}
    type Query {
      node(id: ID!): Node
      customer(id: ID!): Customer
      customers(first: Int = 10, filter: CustomerFilter): CustomerConnection!
      records: [Record!]!
      media: [Media!]!
    }
    type Mutation {
      updateCustomer(id: ID!, name: String): UpdateCustomerPayload!
      linkCustomer(id: ID!): Customer
    }
    type Subscription { customerChanged(id: ID!): Customer }
    "Anything with a global id."
    interface Node { id: ID! }
    union Record = TidsbankenKunde | PmsCustomer
    input CustomerFilter { name: String active: Boolean = true }
    type UpdateCustomerPayload { customer: Customer }
    type CustomerConnection { edges: [CustomerEdge!]! totalCount: Int! }
    type CustomerEdge { cursor: String! node: Customer! }
    enum Kind { CUSTOMER DEPARTMENT SECRET @inaccessible }
    type Customer implements Node @key(fields: "id") {
      id: ID!
      name: String
      kind: Kind!
      tidsbankenKunde: TidsbankenKunde
      pmsCustomer: PmsCustomer
      projects: [Project!]!
      parent: Customer
    }
    type Project implements Node @key(fields: "id") { id: ID! title: String customer: Customer }
    type TidsbankenKunde @key(fields: "id") { id: ID! customer: Customer }
    type PmsCustomer @key(fields: "id") { id: ID! customer: Customer }
    type Media @interfaceObject @key(fields: "id") { id: ID! reviews: [String!] score(scale: Int): Int }
  `,
  tidsbanken: `${link}
    scalar DateTime
    type Query { kunder: [TidsbankenKunde!]! kunde(id: ID!): TidsbankenKunde now: DateTime }
    type Mutation { updateKunde(id: ID!, must: String): TidsbankenKunde rebuild(at: DateTime): Boolean! }
    type TidsbankenKunde @key(fields: "id") {
      id: ID!
      navn(lang: String): String
      adresse: Adresse
      must: String!
      weight: Int
    }
    type Adresse { gate: String by: By @shareable }
    type By @key(fields: "postnr") { postnr: String! }
  `,
  pms: `${link}
    type Query {
      pmsCustomers: [PmsCustomer!]!
      ratings: [PmsCustomer!] @provides(fields: "rating")
      topBooks: [Book!]!
      medias: [Media!]!
      things: [Thing!]!
    }
    type Mutation { touchPms(id: ID!): PmsCustomer }
    union Thing = Book | Film | PmsCustomer
    type PmsCustomer @key(fields: "id") { id: ID! label: String rating: Int @external size: Size }
    type Size { w: Int h: Int }
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
    type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
    type By @key(fields: "postnr") { postnr: String! navn: String }
  `,
  rates: `${link}
    type Query { version: String }
    type PmsCustomer @key(fields: "id") {
      id: ID!
      rating: Int @shareable
      label: String @external
      size: Size @external
      price: Int @requires(fields: "label size { w h }")
    }
    type Size { w: Int @external h: Int @external }
    type TidsbankenKunde @key(fields: "id") {
      id: ID!
      weight: Int @external
      shipping(express: Boolean): Int @requires(fields: "weight")
    }
  `,
} as const;

export type SubgraphName = keyof typeof subgraphSdl;
export const subgraphNames = Object.keys(subgraphSdl) as SubgraphName[];

type Reference = Record<string, unknown>;

/** What a subgraph knows of an entity: its row, or for a required field what the representation carried. */
function referenceResolvers({ find, all }: Company, name: SubgraphName): Record<string, (of: Reference) => unknown> {
  const byId = (typename: string) => (of: Reference) => find(typename, of['id']) ?? null;
  const price = ({ label, size }: Reference): unknown =>
    typeof label === 'string' ? label.length + area(size as { w: number; h: number } | null) : null;
  const shipping =
    ({ weight }: Reference) =>
    ({ express }: { express?: boolean }) =>
      typeof weight === 'number' ? weight * (express ? 2 : 1) : null;
  const anyMedia = (of: Reference) => [...all('Book'), ...all('Film')].find(({ id }) => id === of['id']) ?? null;
  return {
    Customer: byId('Customer'),
    Project: byId('Project'),
    TidsbankenKunde: name === 'rates' ? (of) => ({ ...of, shipping: shipping(of) }) : byId('TidsbankenKunde'),
    PmsCustomer: name === 'rates' ? (of) => ({ ...byId('PmsCustomer')(of), price: price(of) }) : byId('PmsCustomer'),
    Media: name === 'hub' ? (of) => withTypename('Media', anyMedia(of)) : anyMedia,
    Book: byId('Book'),
    Film: byId('Film'),
    By: (of) => ({ ...of, navn: of['postnr'] === '0150' ? 'Oslo' : null }),
  };
}

function area(size: { w: number; h: number } | null): number {
  return size === null ? 0 : size.w * size.h;
}

function withTypename(typename: string, row: object | null): object | null {
  return row && { ...row, __typename: typename };
}

function rootResolvers(company: Company, name: SubgraphName): Record<string, (root: unknown, args: object) => unknown> {
  const fields = Object.entries(rootOf(company)) as [string, (args: object) => unknown][];
  const resolvers = Object.fromEntries(
    fields.map(([field, of]) => [field, (_root: unknown, args: object) => of(args)]),
  );
  const media = resolvers['media'];
  if (name === 'hub' && media) {
    resolvers['media'] = (root, args) => (media(root, args) as object[]).map((row) => withTypename('Media', row));
  }
  return resolvers;
}

function schemaOf(company: Company, name: SubgraphName) {
  const typeDefs = parse(subgraphSdl[name]);
  const root = rootResolvers(company, name);
  const references = referenceResolvers(company, name);
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const definition of typeDefs.definitions) {
    if (definition.kind !== 'ObjectTypeDefinition' && definition.kind !== 'InterfaceTypeDefinition') continue;
    const type = definition.name.value;
    const reference = references[type];
    const fields = (definition.fields ?? []).map(({ name: field }) => field.value);
    if (type === 'Query' || type === 'Mutation') {
      resolvers[type] = Object.fromEntries(fields.flatMap((field) => (root[field] ? [[field, root[field]]] : [])));
    } else if (reference && definition.directives?.some((directive) => directive.name.value === 'key')) {
      resolvers[type] = { __resolveReference: reference };
    }
  }
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as NonNullable<GraphQLSchemaModule['resolvers']> }]);
}

/** One call a subgraph got. */
export type Call = Pick<SubgraphRequest, 'query' | 'variables'> & { readonly subgraph: string };

/** The test subgraphs over a company; every call is noted in `calls` before it runs. */
export function companySubgraphs(company: Company, calls: Call[] = []): Subgraph[] {
  return subgraphNames.map((name) => {
    const subgraph = localSubgraph(name, { schema: schemaOf(company, name), sdl: subgraphSdl[name] });
    return {
      ...subgraph,
      execute(request) {
        calls.push({ subgraph: name, query: request.query, variables: request.variables });
        return subgraph.execute(request);
      },
    };
  });
}
