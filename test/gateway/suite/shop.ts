import { shopQueries } from './shop-queries.js';
import { createShop } from './shop-rows.js';
import { link } from './world.js';
import type { World } from './world.js';

/** Products in four subgraphs: keys of every kind, and fields that require what others have. */
export const shop: World = {
  name: 'shop',
  sdl: `
    type Query {
      product(id: ID!): Product
      products(first: Int = 3, kind: Kind): [Product!]!
      bySku(sku: String!): Product
      brand(code: String!, country: String!): Brand
      search(text: String): [Found!]!
      shelf(place: String!, row: Int!): Shelf
      shelves: [Shelf!]!
      reviews: [Review!]!
      latest: Review
    }
    enum Kind { TOOL TOY }
    enum Currency { NOK EUR }
    union Found = Product | Brand | Shelf
    type Product {
      id: ID!
      sku: String!
      name(lang: String = "en"): String
      kind: Kind
      weight: Int
      size: Size
      parts: [Product!]!
      brand: Brand
      note: String
      inStock(place: String = "Oslo"): Int!
      places: [Place!]
      shelf: Shelf
      price(currency: Currency = NOK): Float
      fee: Int
      delivery(express: Boolean = false): Int
      bundleWeight: Int
      stockNorth: Int
      reviews(first: Int): [Review!]!
      worth: Int
      badge: String
    }
    type Size { w: Int h: Int unit: String }
    type Place { name: String zone: Int }
    type Brand { code: String! country: Country! name: String products: [Product!]! rating: Int }
    type Country { iso: String! name: String }
    type Shelf { place: String! row: Int! products: [Product!]! width: Int load: Int }
    type Review { id: ID! stars: Int! body(upper: Boolean): String product: Product replies: [Review!] }
  `,
  parts: {
    catalog: `${link}
      type Query {
        product(id: ID!): Product
        products(first: Int = 3, kind: Kind): [Product!]!
        brand(code: String!, country: String!): Brand
        search(text: String): [Found!]!
      }
      enum Kind { TOOL TOY }
      union Found = Product | Brand | Shelf
      type Product @key(fields: "id") @key(fields: "sku") {
        id: ID!
        sku: String!
        name(lang: String = "en"): String
        kind: Kind
        weight: Int
        size: Size
        parts: [Product!]!
        brand: Brand
        note: String
        secret: String @inaccessible
      }
      type Size @shareable { w: Int h: Int unit: String }
      type Brand @key(fields: "code country { iso }") {
        code: String!
        country: Country!
        name: String
        products: [Product!]!
      }
      type Country @key(fields: "iso") { iso: String! }
      type Shelf @key(fields: "place row", resolvable: false) { place: String! row: Int! }
    `,
    stock: `${link}
      type Query { bySku(sku: String!): Product shelf(place: String!, row: Int!): Shelf shelves: [Shelf!]! }
      type Product @key(fields: "sku") {
        sku: String!
        note: String @override(from: "catalog")
        inStock(place: String = "Oslo"): Int!
        places: [Place!]
        shelf: Shelf
      }
      type Place { name: String zone: Int }
      type Shelf @key(fields: "place row") { place: String! row: Int! products: [Product!]! width: Int }
    `,
    prices: `${link}
      enum Currency { NOK EUR }
      type Product @key(fields: "id") {
        id: ID!
        weight: Int @external
        size: Size @external
        parts: [Product!]! @external
        places: [Place!] @external
        inStock(place: String = "Oslo"): Int! @external
        price(currency: Currency = NOK): Float
        fee: Int @requires(fields: "weight size { w h }")
        delivery(express: Boolean = false): Int @requires(fields: "weight places { zone }")
        bundleWeight: Int @requires(fields: "parts { weight }")
        stockNorth: Int @requires(fields: "inStock(place: \\"Bodø\\")")
      }
      type Size { w: Int @external h: Int @external }
      type Place { zone: Int @external }
      type Shelf @key(fields: "place row") {
        place: String!
        row: Int!
        products: [Product!]! @external
        load: Int @requires(fields: "products { weight }")
      }
    `,
    reviews: `${link}
      type Query { reviews: [Review!]! latest: Review @provides(fields: "product { weight }") }
      type Review @key(fields: "id") {
        id: ID!
        stars: Int!
        body(upper: Boolean): String
        product: Product
        replies: [Review!]
      }
      type Product @key(fields: "id") {
        id: ID!
        weight: Int @external
        fee: Int @external
        kind: Kind @external
        brand: Brand @external
        reviews(first: Int): [Review!]!
        worth: Int @requires(fields: "fee")
        badge: String @requires(fields: "kind brand { name }")
      }
      enum Kind { TOOL TOY }
      type Brand @key(fields: "code country { iso }") {
        code: String!
        country: Country!
        name: String @external
        rating: Int
      }
      type Country @key(fields: "iso") { iso: String! name: String }
    `,
  },
  queries: shopQueries,
  create: createShop,
};
