import { openAcme } from './acme.js';

test('the SDL of a system', () => {
  const { subgraph } = openAcme();
  expect(subgraph.name).toBe('acme');
  expect(subgraph.sdl).toMatchInlineSnapshot(`
   "extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@shareable", "@requiresScopes"])

   schema {
     query: Query
     mutation: Mutation
   }

   type Query {
     """Null where there is no such record."""
     acmeCompany(id: ID!): AcmeCompany @requiresScopes(scopes: [["read"]])
     """In the system's own stable order, read live."""
     acmeCompanies(
       """From 1 to 500."""
       first: Int = 50
       """A cursor of this list."""
       after: String
     ): AcmeCompanyConnection @requiresScopes(scopes: [["read"]])
     """Null where there is no such record."""
     acmePerson(id: ID!): AcmePerson @requiresScopes(scopes: [["read"]])
     """In the system's own stable order, read live."""
     acmePeople(
       """From 1 to 500."""
       first: Int = 50
       """A cursor of this list."""
       after: String
     ): AcmePersonConnection @requiresScopes(scopes: [["read"]])
   }

   """A company in Acme."""
   type AcmeCompany @key(fields: "id") {
     """Key; wire name \`Id\`."""
     id: ID!
     """Wire name \`Name\`."""
     name: String
     """Wire name \`Rating\`."""
     rating: Float
     """Wire name \`Years\`."""
     years: [Int!]
     """Wire name \`MailAddress\`."""
     mailAddress: AcmeAddress
     """Wire name \`Branches\`."""
     branches: [AcmeAddress!]
     """Wire name \`ChangedAt\`. Read-only."""
     changedAt: String
   }

   """Where a company lives."""
   type AcmeAddress {
     """Wire name \`AddressLine1\`."""
     addressLine1: String
     """Wire name \`City\`."""
     city: String
     """Wire name \`Verified\`. Read-only."""
     verified: Boolean
   }

   """A window of a list of AcmeCompany."""
   type AcmeCompanyConnection {
     """In the list's order."""
     edges: [AcmeCompanyEdge!]!
     """Where the window stands."""
     pageInfo: PageInfo!
     """All records of the list; null where the system does not say."""
     totalCount: Int
   }

   """One AcmeCompany of a list."""
   type AcmeCompanyEdge {
     """The record itself."""
     node: AcmeCompany!
     """Give it as \`after\` to go on behind this record."""
     cursor: String!
   }

   """Where a window of a list begins and ends, and whether there is more."""
   type PageInfo @shareable {
     """Whether there is more behind this window."""
     hasNextPage: Boolean!
     """Whether this window was asked for with \`after\`."""
     hasPreviousPage: Boolean!
     """Null for an empty window."""
     startCursor: String
     """Null for an empty window; else give it as \`after\` to go on."""
     endCursor: String
   }

   """A person in Acme."""
   type AcmePerson @key(fields: "id") {
     """Key; wire name \`Number\`."""
     id: ID!
     """Wire name \`Name\`."""
     name: String
     """Wire name \`NationalId\`. Only with the scope \`national-id\`."""
     nationalId: String @requiresScopes(scopes: [["national-id"]])
   }

   """A window of a list of AcmePerson."""
   type AcmePersonConnection {
     """In the list's order."""
     edges: [AcmePersonEdge!]!
     """Where the window stands."""
     pageInfo: PageInfo!
     """All records of the list; null where the system does not say."""
     totalCount: Int
   }

   """One AcmePerson of a list."""
   type AcmePersonEdge {
     """The record itself."""
     node: AcmePerson!
     """Give it as \`after\` to go on behind this record."""
     cursor: String!
   }

   type Mutation {
     """
     Changes one AcmeCompany: null clears, what is left out stays. In this system only.
     """
     updateAcmeCompany(input: UpdateAcmeCompanyInput!): UpdateAcmeCompanyPayload! @requiresScopes(scopes: [["edit"]])
     """Makes one AcmeCompany. In this system only."""
     createAcmeCompany(input: CreateAcmeCompanyInput!): CreateAcmeCompanyPayload! @requiresScopes(scopes: [["edit"]])
     """
     Changes one AcmePerson: null clears, what is left out stays. In this system only.
     """
     updateAcmePerson(input: UpdateAcmePersonInput!): UpdateAcmePersonPayload! @requiresScopes(scopes: [["edit"]])
     """Makes one AcmePerson. In this system only."""
     createAcmePerson(input: CreateAcmePersonInput!): CreateAcmePersonPayload! @requiresScopes(scopes: [["edit"]])
   }

   """What came of writing one AcmeCompany."""
   type UpdateAcmeCompanyPayload {
     """As it then is; null where the write was refused."""
     acmeCompany: AcmeCompany
     """Empty where the write was done."""
     userErrors: [UserError!]!
   }

   """Why a write was refused, for the person who asked for it."""
   type UserError @shareable {
     """The path of the refused field within the input, where known."""
     field: [String!]
     """One of a fixed set of words to switch on."""
     code: String!
     """For people, in one sentence."""
     message: String!
   }

   """Changes one AcmeCompany: null clears, what is left out stays."""
   input UpdateAcmeCompanyInput {
     """The record to change."""
     id: ID!
     """Wire name \`Name\`."""
     name: String
     """Wire name \`Rating\`."""
     rating: Float
     """Wire name \`Years\`."""
     years: [Int!]
     """Wire name \`MailAddress\`."""
     mailAddress: AcmeAddressInput
   }

   """What to write of AcmeAddress; null clears, what is left out stays."""
   input AcmeAddressInput {
     """Wire name \`AddressLine1\`."""
     addressLine1: String
     """Wire name \`City\`."""
     city: String
   }

   """What came of writing one AcmeCompany."""
   type CreateAcmeCompanyPayload {
     """As it then is; null where the write was refused."""
     acmeCompany: AcmeCompany
     """Empty where the write was done."""
     userErrors: [UserError!]!
   }

   """Makes one AcmeCompany."""
   input CreateAcmeCompanyInput {
     """Wire name \`Name\`."""
     name: String
     """Wire name \`Rating\`."""
     rating: Float
     """Wire name \`Years\`."""
     years: [Int!]
     """Wire name \`MailAddress\`."""
     mailAddress: AcmeAddressInput
   }

   """What came of writing one AcmePerson."""
   type UpdateAcmePersonPayload {
     """As it then is; null where the write was refused."""
     acmePerson: AcmePerson
     """Empty where the write was done."""
     userErrors: [UserError!]!
   }

   """Changes one AcmePerson: null clears, what is left out stays."""
   input UpdateAcmePersonInput {
     """The record to change."""
     id: ID!
     """Wire name \`Name\`."""
     name: String
     """Wire name \`NationalId\`. Only with the scope \`national-id\`."""
     nationalId: String
   }

   """What came of writing one AcmePerson."""
   type CreateAcmePersonPayload {
     """As it then is; null where the write was refused."""
     acmePerson: AcmePerson
     """Empty where the write was done."""
     userErrors: [UserError!]!
   }

   """Makes one AcmePerson."""
   input CreateAcmePersonInput {
     """The key of the new record: this system leaves it to the caller."""
     id: ID!
     """Wire name \`Name\`."""
     name: String
     """Wire name \`NationalId\`. Only with the scope \`national-id\`."""
     nationalId: String
   }"
  `);
});

test('the schema answers its own SDL, as federation asks for it', async () => {
  const { subgraph, ask } = openAcme();
  const { data } = await ask('{ _service { sdl } }');
  const sdl = String((data?.['_service'] as { sdl: string }).sdl);
  expect(sdl).toContain('type AcmeCompany @key(fields: "id")');
  expect(sdl).toContain('v2.6');
  expect(subgraph.sdl).toContain('type AcmeCompany @key(fields: "id")');
});
