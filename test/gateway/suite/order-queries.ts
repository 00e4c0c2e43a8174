import type { Queries } from './world.js';

export const orderQueries: Queries = {
  'an error at the root': '{ refused orders { no } }',
  'an error at the root that may not be null': '{ refusedMust orders { no } }',
  'an error at the root that may not be null, after others':
    '{ orders { no } refused refusedMust strict(id: "o1") { no } }',
  'an error at the root that may not be null, beside another subgraph':
    '{ goods { code } orders { customer { limit } } refusedMust }',
  'an error at the root of one of two subgraphs': '{ refused customers { id } goods { code } }',
  'an error at the root under another name': '{ a: refused b: refused }',
  'an error without a code': '{ thrown order(id: "o1") { no } }',
  'an error in a list': '{ orders { no risky } }',
  'an error in a list, under another name': '{ list: orders { no: risky risky: no } }',
  'an error in a list that is selected twice': '{ orders { risky } ...F } fragment F on Query { orders { risky no } }',
  'an error that nulls the item of a list': '{ maybeOrders { no must } }',
  'an error that nulls the whole': '{ orders { no must } }',
  'an error that nulls an object': '{ order(id: "o3") { no must } }',
  'an error that nulls the root': '{ strict(id: "o3") { must } refused }',
  'a null that nulls an object': '{ order(id: "o4") { no must } }',
  'a null where a root field may not be': '{ strict(id: "none") { no } goods { code } }',
  'a null of a list of lists': '{ grid }',
  'a null of a strict list of lists': '{ strictGrid }',
  'a null item in a list': '{ orders { no maybeLines { id good { price } } } }',
  'a null item in a list of what must be': '{ order(id: "o2") { no linesOrNull { id } } }',
  'a null item in a list of what must be, with a fetch': '{ order(id: "o2") { no linesOrNull { id good { price } } } }',
  'a list that throws': '{ order(id: "o4") { no linesOrNull { id good { label } } } }',
  'a list that throws among those that do not': '{ orders { linesOrNull { count good { code } } } }',
  'an entity: an error in a field': '{ orders { customer { name: id email } } }',
  'an entity: an error in a field at several places':
    '{ a: order(id: "o2") { customer { email } } orders { customer { email } } }',
  'an entity: an error under another name': '{ orders { who: customer { mail: email } } }',
  'an entity: an error in one field, with others': '{ orders { customer { email limit } } }',
  'an entity: an error in a nested entity': '{ orders { customer { friend { email friend { email } } } } }',
  'an entity: an error in a list': '{ order(id: "o1") { lines { goods { price } } } }',
  'an entity: an error in a value type': '{ goods { code note { text } } }',
  'an entity: an error in a value type, by a fetch': '{ orders { lines { good { note { text by { name } } } } } }',
  'an entity: an error that nulls it': '{ orders { lines { good { label } } } }',
  'an entity: an error that nulls more than it': '{ order(id: "o4") { no lines { mustGood { label } } } }',
  'an entity: a null that nulls it': '{ order(id: "o3") { no customer { name } } }',
  'an entity: a null that nulls it, among others': '{ orders { no customer { name } } }',
  'an entity: a null that nulls more than it': '{ order(id: "o3") { no mustCustomer { name } } }',
  'an entity: a null that nulls the item of a list': '{ maybeOrders { no mustCustomer { name } } }',
  'an entity: a null that nulls the whole': '{ orders { no mustCustomer { name } } }',
  'an entity: a null that bubbles over two fetches': '{ order(id: "o2") { customer { mustFriend { name } } } }',
  'an entity: a null that bubbles over three fetches':
    '{ customer(id: "c1") { id orders { mustCustomer { mustFriend { mustFriend { name } } } } } }',
  'an entity: a null in a list of what must be': '{ order(id: "o2") { lines { id goods { label } } } }',
  'an entity: a null deep in a list of what must be': '{ goods { code parts { label } } }',
  'an entity: a null of a spare part': '{ goods { code spare { label spare { label } } } }',
  'an entity: a null with an error beside it':
    '{ order(id: "o4") { lines { good { price label } } customer { email friend { name } } } }',
  'an entity that is not there: its key': '{ order(id: "o5") { customer { id } } }',
  'an entity that is not there: a field that may be null': '{ order(id: "o5") { no customer { id email } } }',
  'an entity that is not there: a field that may not': '{ order(id: "o5") { no customer { id name } } }',
  'an entity that is not there: where it must be': '{ order(id: "o5") { no mustCustomer { id name } } }',
  'an entity that is not there: what is known of it elsewhere':
    '{ order(id: "o5") { customer { limit orders { no } } } }',
  'an entity that is not there, among others': '{ orders { customer { limit friend { limit } } } }',
  'required: of a field that throws': '{ orders { no total } }',
  'required: of a field that throws, with it': '{ orders { risky total } }',
  'required: of a field that throws, by another way': '{ customer(id: "c2") { orders { total } } }',
  'a union with errors':
    '{ anything { __typename ... on Order { risky } ... on Customer { email } ... on Good { price } } }',
  'a union with nulls that may not be':
    '{ anything { ... on Order { no } ... on Customer { mustFriend { name } } ... on Good { label } } }',
  'errors under one name by type': '{ anything { ... on Order { x: risky } ... on Customer { x: email } } }',
  'errors in a fragment':
    '{ orders { ...O } } fragment O on Order { ...R customer { ...C } } fragment R on Order { risky } fragment C on Customer { email }',
  'no error where the field is skipped': [
    'query ($s: Boolean!) { refused @skip(if: $s) orders { risky @skip(if: $s) no } }',
    { s: true },
  ],
  'no error where the entity is skipped': [
    'query ($s: Boolean!) { orders { no customer @skip(if: $s) { email } } }',
    { s: true },
  ],
  'an error behind a condition': [
    'query ($i: Boolean!) { orders { no ... @include(if: $i) { customer { email } } } }',
    { i: true },
  ],
  'errors of three subgraphs': '{ refused orders { risky customer { email } lines { good { price } } } }',
  'the order of keys beside errors':
    '{ orders { risky lines { good { price code } count } customer { email id } no id } refused }',
};
