import { bankQueries } from './bank-queries.js';
import { link, refusing } from './world.js';
import type { Graph, Row, World } from './world.js';

/** Mutations in three subgraphs; each reads what the ones before it wrote. */
export const bank: World = {
  name: 'bank',
  sdl: `
    type Query { account(no: ID!): Account }
    type Mutation {
      deposit(no: ID!, amount: Int! = 10): Account
      transfer(from: ID!, to: ID!, amount: Int!): Transfer!
      rename(id: ID!, name: String): Owner
      give(no: ID!, to: ID!): Account
      note(no: ID!, text: String!): Entry
      clear: Boolean!
      refuse: Account
      refuseMust: Account!
    }
    type Transfer { from: Account to: Account amount: Int }
    type Account { no: ID! balance: Int! owner: Owner entries(last: Int): [Entry!]! isRich: Boolean }
    type Owner { id: ID! name: String accounts: [Account!]! }
    type Entry { id: ID! text: String! account: Account }
  `,
  parts: {
    accounts: `${link}
      type Query { account(no: ID!): Account }
      type Mutation {
        deposit(no: ID!, amount: Int! = 10): Account
        transfer(from: ID!, to: ID!, amount: Int!): Transfer!
        refuse: Account
        refuseMust: Account!
      }
      type Transfer { from: Account to: Account amount: Int }
      type Account @key(fields: "no") { no: ID! balance: Int! }
    `,
    owners: `${link}
      type Mutation { rename(id: ID!, name: String): Owner give(no: ID!, to: ID!): Account }
      type Account @key(fields: "no") {
        no: ID!
        owner: Owner
        balance: Int! @external
        isRich: Boolean @requires(fields: "balance")
      }
      type Owner @key(fields: "id") { id: ID! name: String accounts: [Account!]! }
    `,
    journal: `${link}
      type Mutation { note(no: ID!, text: String!): Entry clear: Boolean! }
      type Account @key(fields: "no") { no: ID! entries(last: Int): [Entry!]! }
      type Entry @key(fields: "id") { id: ID! text: String! account: Account }
    `,
  },
  queries: bankQueries,
  create,
};

interface Account extends Row {
  balance: number;
  owner: Row;
  isRich: () => boolean;
}

function create(): Graph {
  const owners = ['w1', 'w2'].map((id): Row => ({ __typename: 'Owner', id, name: `Owner ${id}` }));
  const entries: Row[] = [];
  const accounts = ['a1', 'a2', 'a3'].map((no, index): Account => {
    const account: Account = {
      ...{ __typename: 'Account', no, balance: 100 * (index + 1), owner: owners[index % 2] as Row },
      isRich: () => account.balance > 150,
      entries: ({ last }: { last?: number | null }) =>
        entries.filter((one) => one['account'] === account).slice(-(last ?? entries.length)),
    };
    return account;
  });
  for (const owner of owners) owner['accounts'] = () => accounts.filter((account) => account.owner === owner);
  const root = { ...writing(accounts, owners), ...journal(accounts, entries) };
  const references: NonNullable<Graph['references']> = {
    'owners.Account': (of, row) => row && { ...row, isRich: Number(of['balance']) > 150 },
  };
  // An entry is found in the list as it is by then.
  return {
    get rows() {
      return [...accounts, ...owners, ...entries];
    },
    root,
    references,
  };
}

function writing(accounts: readonly Account[], owners: readonly Row[]): Graph['root'] {
  const account = ({ no }: { no: string }) => accounts.find((one) => one['no'] === no) ?? null;
  const deposit = ({ no, amount }: { no: string; amount: number }) => {
    const found = account({ no });
    if (found) found.balance += amount;
    return found;
  };
  return {
    ...{ account, deposit },
    transfer: ({ from, to, amount }: { from: string; to: string; amount: number }) => ({
      from: deposit({ no: from, amount: -amount }),
      to: deposit({ no: to, amount }),
      amount,
    }),
    rename: ({ id, name }: { id: string; name?: string | null }) => {
      const owner = owners.find((one) => one['id'] === id);
      return owner ? Object.assign(owner, { name }) : null;
    },
    give: ({ no, to }: { no: string; to: string }) =>
      Object.assign(account({ no }) ?? {}, { owner: owners.find(({ id }) => id === to) }),
    refuse: refusing('Not this one', { limit: 1 }),
    refuseMust: refusing('Not that one either'),
  };
}

function journal(accounts: readonly Account[], entries: Row[]): Graph['root'] {
  return {
    note: ({ no, text }: { no: string; text: string }) => {
      const account = accounts.find((one) => one['no'] === no) ?? null;
      const entry: Row = { __typename: 'Entry', id: `e${entries.length + 1}`, text, account };
      entries.push(entry);
      return entry;
    },
    clear: () => entries.splice(0).length > 0,
  };
}
