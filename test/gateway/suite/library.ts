import { libraryQueries } from './library-queries.js';
import { link } from './world.js';
import type { Graph, Representation, Row, World } from './world.js';

/** Interfaces and unions in three subgraphs, one of which knows the items of the library by their interface alone. */
export const library: World = {
  name: 'library',
  sdl: `
    type Query {
      item(id: ID!): Item
      items(first: Int = 10): [Item!]!
      things: [Thing]!
      chest: Chest
      nodes: [Node!]!
      people: [Person!]!
      creators: [Creator!]!
      lent: [Item!]!
      mostLent: Item
      loans: [Loan!]!
    }
    interface Node { id: ID! }
    interface Creator { id: ID! name: String }
    interface Item implements Node {
      id: ID!
      title: String
      creators: [Creator!]!
      lentTo: [Person!]!
      days(from: Int = 0): Int
      due: Due
      headline: String
    }
    enum Platform { TABLE SCREEN }
    union Thing = Book | Film | Person | Chest
    union Favourite = Book | Studio | Person
    union Due = Late | Soon
    type Late { days: Int fine: Int! }
    type Soon { days: Int }
    type Chest { label: String inside: [Thing!]! boxes: [[Thing!]] }
    type Book implements Item & Node {
      id: ID!
      title: String
      creators: [Creator!]!
      lentTo: [Person!]!
      days(from: Int = 0): Int
      due: Due
      headline: String
      pages: Int!
      sequel: Book
      owner: Person
    }
    type Film implements Item & Node {
      id: ID!
      title: String
      creators: [Creator!]!
      lentTo: [Person!]!
      days(from: Int = 0): Int
      due: Due
      headline: String
      minutes: Int
      cast: [Person!]!
    }
    type Game implements Item & Node {
      id: ID!
      title: String
      creators: [Creator!]!
      lentTo: [Person!]!
      days(from: Int = 0): Int
      due: Due
      headline: String
      platform: Platform!
    }
    type Person implements Creator & Node {
      id: ID!
      name: String
      born: Int
      knows: [Creator!]!
      favourite: Favourite
      loans: [Loan!]!
    }
    type Studio implements Creator & Node { id: ID! name: String staff: [Person!]! }
    type Loan { id: ID! item: Item! by: Person }
  `,
  parts: {
    media: `${link}
      type Query {
        item(id: ID!): Item
        items(first: Int = 10): [Item!]!
        things: [Thing]!
        chest: Chest
        nodes: [Node!]!
      }
      interface Node { id: ID! }
      interface Creator { id: ID! }
      interface Item implements Node @key(fields: "id") { id: ID! title: String creators: [Creator!]! }
      enum Platform { TABLE SCREEN }
      union Thing = Book | Film | Person | Chest
      type Chest { label: String inside: [Thing!]! boxes: [[Thing!]] }
      type Book implements Item & Node @key(fields: "id") {
        id: ID!
        title: String
        creators: [Creator!]!
        pages: Int!
        sequel: Book
      }
      type Film implements Item & Node @key(fields: "id") {
        id: ID!
        title: String
        creators: [Creator!]!
        minutes: Int
        cast: [Person!]!
      }
      type Game implements Item & Node @key(fields: "id") {
        id: ID!
        title: String
        creators: [Creator!]!
        platform: Platform!
      }
      type Person implements Creator & Node @key(fields: "id") { id: ID! }
      type Studio implements Creator & Node @key(fields: "id") { id: ID! }
    `,
    people: `${link}
      type Query { people: [Person!]! creators: [Creator!]! }
      interface Creator { id: ID! name: String }
      union Favourite = Book | Studio | Person
      type Person implements Creator @key(fields: "id") {
        id: ID!
        name: String
        born: Int
        knows: [Creator!]!
        favourite: Favourite
      }
      type Studio implements Creator @key(fields: "id") { id: ID! name: String staff: [Person!]! }
      type Book @key(fields: "id") { id: ID! owner: Person }
    `,
    loans: `${link}
      type Query { lent: [Item!]! mostLent: Item loans: [Loan!]! }
      type Item @interfaceObject @key(fields: "id") {
        id: ID!
        title: String @external
        lentTo: [Person!]!
        days(from: Int = 0): Int
        due: Due
        headline: String @requires(fields: "title")
      }
      union Due = Late | Soon
      type Late { days: Int fine: Int! }
      type Soon { days: Int }
      type Loan @key(fields: "id") { id: ID! item: Item! by: Person }
      type Person @key(fields: "id") { id: ID! loans: [Loan!]! }
    `,
  },
  queries: libraryQueries,
  create,
  // The composition takes a field that an interface object requires for one that it has.
  mended: (supergraph) =>
    supergraph.replace(
      /(interface Item [^}]*? title: String)/,
      '$1 @join__field(graph: MEDIA) @join__field(graph: LOANS, external: true)',
    ),
};

const headline = (title: unknown): string | null => (typeof title === 'string' ? `“${title}” is here` : null);

function create(): Graph {
  const people = [0, 1, 2].map((index): Row => ({
    ...{ __typename: 'Person', id: `h${index}`, name: index === 2 ? null : `Person ${index}`, born: 1950 + index },
  }));
  const studios = [0, 1].map((index): Row => ({
    ...{ __typename: 'Studio', id: `s${index}`, name: `Studio ${index}`, staff: people.slice(index) },
  }));
  const creators = [...people, ...studios];
  const books = [0, 1, 2].map((index): Row => ({
    ...item('Book', index, creators.slice(index, index + 2)),
    ...{ pages: 100 * (index + 1), owner: people[index - 1] ?? null },
  }));
  books.forEach((book, index) => (book['sequel'] = books[index + 1] ?? null));
  const film = { ...item('Film', 3, creators.slice(2)), minutes: null, cast: people.slice(0, 2) };
  const game = { ...item('Game', 4, []), title: null, headline: null, platform: 'TABLE' };
  const items: Row[] = [books[0] as Row, film, books[1] as Row, game, books[2] as Row];
  const loans = items.map((one, index): Row => ({
    ...{ __typename: 'Loan', id: `l${index}`, item: one, by: people[index] ?? null },
  }));
  items.forEach((one, index) => (one['lentTo'] = index === 1 ? [] : people.slice(0, (index % 3) + 1)));
  people.forEach((one, index) => {
    one['knows'] = creators.filter((_, at) => at % 3 === index);
    one['favourite'] = [books[1], studios[0], null][index];
    one['loans'] = loans.filter(({ by }) => by === one);
  });
  return { rows: [...items, ...creators, ...loans], root: rootOf(items, people, creators, loans), references };
}

function item(__typename: string, number: number, creators: readonly Row[]): Row {
  const title = `Title ${number}`;
  return {
    ...{ __typename, id: `m${number}`, title, creators, headline: headline(title) },
    days: ({ from }: { from?: number | null }) => 10 * number + (from ?? 0),
    due: [{ __typename: 'Late', days: number, fine: 5 }, { __typename: 'Soon', days: number }, null][number % 3],
  };
}

function rootOf(items: readonly Row[], people: Row[], creators: Row[], loans: Row[]): Graph['root'] {
  const inner: Row = { __typename: 'Chest', label: 'Inner', inside: [people[0], items[1]], boxes: null };
  const inside = [items[0], people[1], inner];
  const chest: Row = {
    __typename: 'Chest',
    label: 'Outer',
    inside,
    boxes: [[items[1], items[2]], null, [], [people[2]]],
  };
  return {
    item: ({ id }: Representation) => items.find((one) => one['id'] === id) ?? null,
    items: ({ first }: { first: number }) => items.slice(0, first),
    things: [items[0], null, people[0], chest, items[1]],
    nodes: [items[3], people[1], creators[3], items[2]],
    ...{ chest, people, creators, lent: [items[0], items[1], items[3]], mostLent: items[2], loans },
  };
}

/** What is required comes with the representation, and is taken from nowhere else. */
const references: NonNullable<Graph['references']> = {
  'loans.Item': (of, row) => row && { ...row, headline: headline(of['title']) },
};
