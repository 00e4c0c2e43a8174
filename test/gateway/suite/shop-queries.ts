import type { Queries } from './world.js';

export const shopQueries: Queries = {
  'one by its key': '{ product(id: "p0") { id name } }',
  'one that is not there': '{ product(id: "none") { id inStock price } }',
  'a list over two subgraphs': '{ products { name inStock } }',
  'a list over all subgraphs': '{ products(first: 6) { name inStock price reviews { stars } } }',
  'a field of another key': '{ bySku(sku: "sku-1") { price } }',
  'by one key to the other and back': '{ bySku(sku: "sku-2") { name price inStock reviews { product { inStock } } } }',
  'required: plain and nested': '{ products(first: 6) { fee } }',
  'required: together with what it requires': '{ products { fee weight size { h unit } } }',
  'required: under other names': '{ products { weight: fee fee: weight size { w: h h: w } } }',
  'required: from two subgraphs': '{ products(first: 6) { delivery } }',
  'required: from two subgraphs, with an argument': '{ products { a: delivery(express: true) b: delivery } }',
  'required: from two subgraphs, by a variable': [
    'query ($e: Boolean) { products { delivery(express: $e) } }',
    { e: true },
  ],
  'required: of a list': '{ products(first: 6) { bundleWeight } }',
  'required: of a list that is selected too': '{ products { bundleWeight parts { id weight name } } }',
  'required: of a list with required fields itself':
    '{ products { parts { fee parts { bundleWeight } } bundleWeight } }',
  'required: with an argument': '{ products { stockNorth } }',
  'required: with an argument that is asked for otherwise': '{ products { stockNorth inStock(place: "Oslo") } }',
  'required: with an argument that is asked for alike': '{ products { inStock(place: "Bodø") stockNorth } }',
  'required: a field that requires in turn': '{ products(first: 6) { worth } }',
  'required: through the whole chain': '{ bySku(sku: "sku-1") { worth fee weight } }',
  'required: in a list of a subgraph with another key': '{ shelves { products { fee name } } }',
  'required: an enum and an object of an entity': '{ products(first: 6) { badge } }',
  'required: everything at once': '{ products(first: 6) { badge worth stockNorth bundleWeight delivery fee } }',
  'required: where the way comes from elsewhere': '{ reviews { product { fee badge delivery } } }',
  'required: by an entity with a compound key': '{ shelves { load } }',
  'required: by an entity with a compound key, with what it requires':
    '{ shelves { products { weight sku } load width } }',
  provided: '{ latest { product { weight } } }',
  'provided, and more': '{ latest { stars product { weight name fee } } }',
  'provided under another name': '{ latest { product { w: weight weight: id } } }',
  'provided in one place, not in another':
    '{ latest { product { weight } replies { product { weight } } } reviews { product { weight } } }',
  'a nested key': '{ brand(code: "acme", country: "NO") { name rating } }',
  'a nested key from within': '{ products(first: 6) { brand { rating country { iso name } } } }',
  'a nested key of the same code':
    '{ a: brand(code: "acme", country: "NO") { rating } b: brand(code: "acme", country: "SE") { rating name } }',
  'a compound key': '{ products(first: 6) { shelf { place row width load } } }',
  'a compound key of a stub': '{ search { ... on Shelf { place row width load products { name } } } }',
  'a field that was taken over': '{ products { note } }',
  'a field that was taken over, from elsewhere': '{ reviews { product { note name } } }',
  'a value type that is shared': '{ products { size { w h unit } } }',
  'an enum as an argument': '{ products(kind: TOY) { id kind } }',
  'an enum as a variable': [
    'query ($k: Kind, $c: Currency = EUR) { products(kind: $k) { price(currency: $c) } }',
    { k: 'TOOL' },
  ],
  'an enum that is null': ['query ($k: Kind) { products(kind: $k, first: 1) { id } }', { k: null }],
  'one field with different arguments':
    '{ product(id: "p2") { nok: price eur: price(currency: EUR) price(currency: NOK) } }',
  'one name with different arguments in different places':
    '{ a: product(id: "p0") { n: name } b: product(id: "p0") { n: name(lang: "no") } }',
  'an argument by its default, given and null':
    '{ product(id: "p1") { a: name b: name(lang: "no") c: name(lang: null) } }',
  'an argument by a variable that is left out': ['query ($l: String) { product(id: "p1") { name(lang: $l) } }', {}],
  'an argument by a variable with a default': [
    'query ($l: String = "sv") { product(id: "p1") { name(lang: $l) } }',
    {},
  ],
  'an argument by a variable with a default, given null': [
    'query ($l: String = "sv") { product(id: "p1") { name(lang: $l) } }',
    { l: null },
  ],
  'a list with an argument across a fetch': [
    'query ($n: Int) { products { reviews(first: $n) { body(upper: true) } } }',
    { n: 1 },
  ],
  'a union over three subgraphs':
    '{ search { __typename ... on Product { name inStock } ... on Brand { name rating } ... on Shelf { width } } }',
  'a union with fields that clash in all but the name':
    '{ search { ... on Product { a: sku } ... on Brand { a: code } ... on Shelf { a: place } } }',
  'a union that is empty': '{ search(text: "none") { ... on Product { price } } }',
  'a union of which one type is asked': '{ search { ... on Brand { products { price } } } }',
  'back and forth':
    '{ product(id: "p0") { reviews { product { shelf { products { reviews { product { fee brand { products { inStock } } } } } } } } } }',
  'two ways to the same':
    '{ product(id: "p1") { inStock reviews { product { inStock price } } shelf { products { inStock } } } }',
  'a list in a list in a list':
    '{ products { parts { parts { name inStock } reviews { stars replies { stars product { price } } } } } }',
  'a null in the way': '{ reviews { product { name inStock } replies { product { price } } } }',
  'aliases that are names of keys': '{ products { id: name sku: note key: id inStock } }',
  'aliases that are names of required fields': '{ products { weight: name size: inStock places: sku delivery fee } }',
  'an alias of an alias': '{ a: products { b: brand { c: country { d: name } } } }',
  'the same field thrice': '{ products { reviews { stars } reviews { id } ... { reviews { body } } } }',
  'the same root field twice': '{ products { id } products { inStock } }',
  'aliases of one root field, answered together':
    '{ a: product(id: "p0") { price } b: product(id: "p1") { price inStock } c: product(id: "p2") { name } }',
  'root fields of every subgraph': '{ product(id: "p1") { id } shelves { row } reviews { id } }',
  'order: that of the query':
    '{ reviews { stars id } shelves { row place } products { price name inStock id fee sku } }',
  'order: by the first of two selections':
    '{ products { ...B inStock ...A } } fragment A on Product { name price } fragment B on Product { price sku }',
  'a fragment on a fragment':
    '{ products { ...A } } fragment A on Product { ...B price } fragment B on Product { ...C inStock } fragment C on Product { fee }',
  'a fragment at the root':
    '{ ...R } fragment R on Query { products { name } ...S } fragment S on Query { shelves { width } }',
  'a fragment used in several places':
    '{ product(id: "p1") { ...P parts { ...P } shelf { products { ...P } } } } fragment P on Product { price name inStock }',
  '__typename everywhere':
    '{ __typename products { __typename size { __typename } brand { __typename country { __typename } } } reviews { __typename product { __typename } } }',
  '__typename alone': '{ __typename }',
  '__typename alone in an object': '{ products { __typename } }',
  '__typename alone behind a fetch': '{ products { reviews { __typename } shelf { __typename } } }',
  '__typename under other names':
    '{ a: __typename products { b: __typename price c: __typename reviews { d: __typename } } }',
};
