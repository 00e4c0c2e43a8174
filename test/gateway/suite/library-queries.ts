import type { Queries } from './world.js';

export const libraryQueries: Queries = {
  'an interface, by its own fields': '{ items { id title } }',
  'an interface, by its types':
    '{ items { __typename ... on Book { pages } ... on Film { minutes } ... on Game { platform } } }',
  'an interface by a type that none is of': '{ items(first: 1) { ... on Game { platform } } }',
  'an interface within an interface': '{ items { creators { __typename id name } } }',
  'an interface by another one': '{ items { ... on Node { id } title } }',
  'another interface by this one': '{ nodes { id ... on Item { title creators { name } } } }',
  'another interface by two of them': '{ nodes { __typename ... on Item { title } ... on Creator { name } } }',
  'another interface by a type of each':
    '{ nodes { ... on Game { title platform } ... on Person { name born } ... on Studio { staff { name } } } }',
  'an interface of which one is asked by key': '{ item(id: "m3") { title ... on Film { cast { name } } } }',
  'an interface of which none is there': '{ item(id: "none") { title lentTo { name } ... on Film { cast { name } } } }',
  'a field that only one type has elsewhere': '{ items { title ... on Book { owner { name } } } }',
  'a field that only one type has elsewhere, twice':
    '{ items { ... on Book { owner { name } sequel { owner { name favourite { ... on Book { title } } } } } } }',
  'fields of different types under one name':
    '{ items { ... on Book { of: title } ... on Film { of: headline } ... on Game { of: title } } }',
  'fields of different types under the name of a key':
    '{ items { ... on Book { id: title } ... on Film { id: title } } }',
  'a type within its own type':
    '{ items { ... on Item { ... on Book { ... on Item { title ... on Book { pages } } } } } }',
  'types that shut each other out': '{ items { ... on Book { ... on Item { ... on Film { minutes } } } } }',
  'an interface object: its fields': '{ items { lentTo { name } days } }',
  'an interface object: its fields by type':
    '{ items { ... on Book { days lentTo { id } } ... on Game { days(from: 3) } } }',
  'an interface object: its fields by argument': ['query ($n: Int) { items { a: days b: days(from: $n) } }', { n: 7 }],
  'an interface object: a union of it':
    '{ items { due { __typename ... on Late { days fine } ... on Soon { days } } } }',
  'an interface object: a required field': '{ items { headline } }',
  'an interface object: a required field of one type': '{ items { ... on Film { headline } ... on Book { title } } }',
  'an interface object as the way in': '{ lent { id days } }',
  'an interface object as the way in, to its types':
    '{ lent { days title ... on Book { pages } ... on Film { minutes } } }',
  'an interface object as the way in, to one type alone': '{ mostLent { ... on Book { pages } } }',
  'an interface object as the way in, by type name': '{ mostLent { __typename } }',
  'an interface object as the way in, to a field it requires': '{ lent { headline days } }',
  'an interface object as the way in, by another interface': '{ lent { ... on Node { id } days } }',
  'an interface object as the way in, to another interface': '{ lent { creators { name } due { __typename } } }',
  'an interface object as the way in, to a field elsewhere of one type': '{ lent { ... on Book { owner { name } } } }',
  'an interface object within an entity': '{ loans { id item { title days } by { name } } }',
  'an interface object within an entity, by type':
    '{ loans { item { __typename id ... on Film { cast { name loans { id } } } } } }',
  'an interface object, there and back': '{ items { lentTo { loans { item { title lentTo { name } } } } } }',
  'a union': '{ things { __typename ... on Book { title } ... on Person { name } ... on Chest { label } } }',
  'a union by interface': '{ things { ... on Item { title days } ... on Creator { name } ... on Node { id } } }',
  'a union within a union':
    '{ chest { inside { ... on Chest { label inside { ... on Person { name born } ... on Film { minutes days } } } } } }',
  'a union in lists of lists':
    '{ chest { boxes { __typename ... on Film { title days } ... on Book { owner { name } } ... on Person { name loans { id } } } } }',
  'a union without a selected member': '{ things { ... on Chest { label } } }',
  'a union by name alone': '{ things { __typename } }',
  'a union elsewhere, of what is here':
    '{ people { favourite { __typename ... on Book { title pages } ... on Studio { name staff { name } } ... on Person { born } } } }',
  'a union elsewhere, by interface':
    '{ people { favourite { ... on Item { title headline } ... on Creator { name } } } }',
  'a union, members under one name':
    '{ things { ... on Book { x: title } ... on Person { x: name } ... on Chest { x: label } } }',
  'an interface elsewhere':
    '{ creators { name ... on Person { born loans { item { title } } } ... on Studio { staff { born } } } }',
  'an interface elsewhere, entities of it':
    '{ people { knows { __typename name ... on Studio { staff { knows { name } } } } } }',
  'a fragment on an interface, for several types': '{ items { ...I } lent { ...I } } fragment I on Item { title days }',
  'a fragment on an interface, used within a type':
    '{ items { ... on Film { ...I cast { ...C } } } } fragment I on Item { title due { ...D } } fragment D on Due { ... on Late { fine } } fragment C on Creator { name }',
  'a fragment on a union':
    '{ things { ...T } chest { inside { ...T } } } fragment T on Thing { __typename ... on Item { title } ... on Person { name } }',
  '__typename: of each kind':
    '{ items { __typename due { __typename } creators { __typename } } things { __typename } loans { __typename item { __typename } } }',
  '__typename: under other names, at each kind':
    '{ items { kind: __typename ... on Film { type: __typename t: title } } things { what: __typename } lent { sort: __typename } }',
  '__typename: as the alias of a field': '{ people { __typename: name loans { id } } }',
  'order: types first, then fields': '{ items { ... on Book { pages title } days id title } }',
  'order: fields across fetches and types':
    '{ items { headline ... on Film { cast { born name } } title ... on Book { owner { born } } lentTo { name } id } }',
  'conditions on types': [
    'query ($a: Boolean!, $b: Boolean!) { items { ... on Book @include(if: $a) { pages owner { name } } ... on Film @skip(if: $b) { minutes } ... @include(if: $b) { days } } }',
    { a: true, b: false },
  ],
  'conditions on types, the other way round': [
    'query ($a: Boolean!, $b: Boolean!) { items { ... on Book @include(if: $a) { pages owner { name } } ... on Film @skip(if: $b) { minutes } ... @include(if: $b) { days } } }',
    { a: false, b: true },
  ],
  'an enum of a type': '{ items { ... on Game { platform title } } }',
  'an entity that one of the ways to it leads back to':
    '{ items { ... on Book { sequel { sequel { owner { knows { ... on Person { favourite { ... on Book { days } } } } } } } } } }',
};
