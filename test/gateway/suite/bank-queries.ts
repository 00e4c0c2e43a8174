import type { Queries } from './world.js';

export const bankQueries: Queries = {
  'one mutation': 'mutation { deposit(no: "a1") { balance } }',
  'one mutation, with what others know':
    'mutation { deposit(no: "a1", amount: 5) { balance owner { name accounts { no balance } } entries { text } } }',
  'a field that requires what was written': 'mutation { deposit(no: "a1", amount: 60) { isRich } }',
  'the same one twice': 'mutation { a: deposit(no: "a1") { balance } b: deposit(no: "a1") { balance isRich } }',
  'two of a subgraph, with a fetch between':
    'mutation { a: deposit(no: "a1", amount: 60) { isRich } b: deposit(no: "a1", amount: -60) { isRich } }',
  'of three subgraphs, in order':
    'mutation { rename(id: "w1", name: "New") { name } deposit(no: "a1") { balance owner { name } } note(no: "a1", text: "in") { text account { balance } } }',
  'each sees what the ones before it wrote': `mutation {
    a: note(no: "a1", text: "one") { account { entries { text } } }
    b: give(no: "a1", to: "w2") { owner { name accounts { no entries { text } } } }
    c: note(no: "a1", text: "two") { account { entries { id text } owner { id } } }
    d: clear
    e: deposit(no: "a1") { entries { text } owner { id } }
  }`,
  'an object that is no entity':
    'mutation { transfer(from: "a1", to: "a2", amount: 30) { amount from { balance owner { name } } to { balance isRich entries { id } } } }',
  'of something that is not there': 'mutation { deposit(no: "none") { balance owner { name } } clear }',
  variables: [
    'mutation ($no: ID!, $n: Int! = 7, $text: String!) { deposit(no: $no, amount: $n) { balance } note(no: $no, text: $text) { text account { owner { name } } } }',
    { no: 'a2', text: 'by a variable' },
  ],
  'a null given': 'mutation { rename(id: "w1", name: null) { id name accounts { balance } } }',
  'a fragment at the root':
    'mutation { ...M clear } fragment M on Mutation { note(no: "a3", text: "x") { ...E } ...N } fragment N on Mutation { deposit(no: "a3") { entries { ...E } } } fragment E on Entry { id account { balance } }',
  skipped: [
    'mutation ($s: Boolean!) { deposit(no: "a1") @skip(if: $s) { balance } b: deposit(no: "a1") { balance } }',
    { s: true },
  ],
  'an error, and then the next':
    'mutation { deposit(no: "a1") { balance } refuse { balance } b: deposit(no: "a1") { balance owner { name } } }',
  'an error where none may be': 'mutation { deposit(no: "a1") { balance } refuseMust { balance } }',
  '__typename among them':
    'mutation { __typename deposit(no: "a1") { __typename owner { __typename } } a: __typename }',
  'the order of keys':
    'mutation { note(no: "a2", text: "y") { account { entries { text } no balance owner { name } isRich } id } clear deposit(no: "a2") { owner { id } balance } }',
};
