import type { Queries } from './world.js';

const both = `query ($a: Boolean!, $b: Boolean = false) {
  old @include(if: $a)
  cell(x: 1, y: 1) @skip(if: $b) {
    label @skip(if: $a)
    sum @include(if: $b)
    ... @include(if: $a) { colour changed(after: "2026-03-01") }
    ...F @skip(if: $a)
  }
  paint @skip(if: $a) @include(if: $b)
}
fragment F on Cell { on neighbours { x label @include(if: $b) sum @skip(if: $b) } }`;

export const valueQueries: Queries = {
  'scalars: literals of each':
    '{ text(text: "é \\"ø\\" \\n", n: -3, f: 1.5e3, b: true, id: 7, colour: BLUE, list: [1, 2]) }',
  'scalars: a block string': '{ text(text: """\n  two\n    lines\n  """) }',
  'scalars: an integer as a float': '{ text(f: 3) }',
  'scalars: one item as a list': '{ text(list: 5) lists(of: 3) }',
  'scalars: defaults': '{ text }',
  'scalars: nulls': '{ text(text: null, n: null, colour: null, list: null) }',
  'scalars: variables of each': [
    'query ($t: String, $n: Int, $f: Float, $b: Boolean, $i: ID, $c: Colour, $l: [Int!]) { text(text: $t, n: $n, f: $f, b: $b, id: $i, colour: $c, list: $l) }',
    { t: 'æ', n: 0, f: 0.5, b: false, i: 'id', c: 'GREEN', l: [3] },
  ],
  'scalars: variables left out': ['query ($t: String, $n: Int, $c: Colour) { text(text: $t, n: $n, colour: $c) }', {}],
  'scalars: variables with defaults': [
    'query ($t: String = "d", $n: Int = 4, $l: [Int!] = [9]) { text(text: $t, n: $n, list: $l) }',
    { n: 5 },
  ],
  'scalars: a number as an id': ['query ($i: ID) { text(id: $i) }', { i: 12 }],
  'lists of lists': '{ lists(of: [[1, null], null, [], [2]]) }',
  'lists of lists: a variable': ['query ($l: [[Int]]) { lists(of: $l) }', { l: [[1], 2, null] }],
  'lists of lists: variables within': ['query ($n: Int, $l: [Int]) { lists(of: [[$n, 3], $l]) }', { n: 1, l: [4, 5] }],
  'lists of lists of entities': '{ grid { x y sum } }',
  'lists of lists of entities, with an argument': [
    'query ($n: Int) { grid(size: $n) { label(prefix: "c") history changed(after: "2026-02-01") } }',
    { n: 3 },
  ],
  'lists of lists of lists, with nulls': '{ cube { label sum } }',
  'lists of lists, there and back': '{ grid { neighbours { label neighbours { sum } } } }',
  'lists of lists under other names': '{ g: grid { x: y y: sum n: neighbours { sum: label } } }',
  'input objects: defaults': '{ count }',
  'input objects: defaults within':
    '{ count(range: { to: 4 }) a: count(range: { from: null, to: 2 }) b: count(range: { to: 7, step: { by: 3 } }) }',
  'input objects: a variable': [
    'query ($r: Range!) { count(range: $r) stretch(range: $r) }',
    { r: { to: 6, step: { by: 2 } } },
  ],
  'input objects: variables within': [
    'query ($f: Int, $t: Int!, $b: Int! = 2) { count(range: { from: $f, to: $t, step: { by: $b } }) }',
    { t: 5 },
  ],
  'input objects: a variable with a default': ['query ($r: Range = { from: 2, to: 4 }) { stretch(range: $r) }', {}],
  'input objects: within input objects':
    '{ find(filter: { any: [{ name: "a", ids: [1, "b"] }, { any: [{ range: { to: 2 } }] }], colours: [RED, BLUE] }) }',
  'input objects: within input objects, a variable': [
    'query ($f: Filter) { find(filter: $f) }',
    { f: { any: [{ colours: ['GREEN'] }, { name: null }], ids: [3] } },
  ],
  'input objects: across a fetch': [
    'query ($r: Range) { cell(x: 2, y: 1) { a: history b: history(range: $r) c: history(range: { to: 9, from: 8 }, colours: RED) } }',
    { r: { to: 4 } },
  ],
  'input objects: fields in another order':
    '{ cell(x: 0, y: 0) { history(range: { from: 1, to: 3 }) } b: cell(y: 0, x: 0) { history(range: { to: 3, from: 1 }) } }',
  'enums: a default': '{ paint }',
  'enums: a list': [
    'query ($c: [Colour!]) { paint(colours: $c) b: paint(colours: [GREEN, GREEN]) c: paint(colours: BLUE) }',
    { c: ['BLUE', 'RED'] },
  ],
  'enums: answers in both subgraphs': '{ grid { colour history(colours: [BLUE]) } }',
  'custom scalars: an answer': '{ cell(x: 3, y: 0) { at } grid { at } }',
  'custom scalars: a literal':
    '{ moment(at: "2026-11-20T08:00:00Z") later: moment(at: "2026-11-20", days: 3) none: moment }',
  'custom scalars: a variable': [
    'query ($at: Moment, $d: Int) { moment(at: $at, days: $d) }',
    { at: '2026-05-17', d: 1 },
  ],
  'custom scalars: across a fetch': [
    'query ($at: Moment = "2026-01-31") { cell(x: 1, y: 2) { changed(after: $at) b: changed(after: "2026-06-01") c: changed } }',
    {},
  ],
  'custom scalars: within an input object': [
    'query ($at: Moment) { find(filter: { since: $at }) b: find(filter: { since: "2026-01-01" }) }',
    { at: '2026-01-02' },
  ],
  'custom scalars: any value':
    '{ a: json(value: { b: [1, "c", null, { d: true }] }) e: json(value: 1.5) f: json(value: "g") }',
  'custom scalars: any value, a variable': [
    'query ($v: Json) { json(value: $v) }',
    { v: { __typename: 'Cell', x: [1] } },
  ],
  'custom scalars: any value with a variable within': [
    'query ($v: Json) { json(value: { a: [$v, 2] }) }',
    { v: { b: 1 } },
  ],
  'custom scalars: one variable for two subgraphs': [
    'query ($v: Json, $at: Moment) { json(value: $v) moment(at: $at) cell(x: 1, y: 1) { changed(after: $at) } }',
    { v: [1], at: '2026-02-02' },
  ],
  'arguments: lists with defaults across a fetch': [
    'query ($l: [Int!]!) { cell(x: 1, y: 1) { sum a: sum(of: $l) b: sum(of: [7]) c: sum(of: 1) } }',
    { l: [10, 20] },
  ],
  'arguments: one with a default given null':
    '{ cell(x: 1, y: 2) { label a: label(prefix: null) b: label(prefix: "") } }',
  'a boolean and a float': '{ grid(size: 3) { on ratio } }',
  'conditions: true, false': [both, { a: true }],
  'conditions: true, true': [both, { a: true, b: true }],
  'conditions: false, false': [both, { a: false, b: false }],
  'conditions: false, true': [both, { a: false, b: true }],
  'conditions: false, null': [both, { a: false }],
  'conditions: literals':
    '{ old @skip(if: true) grid @include(if: true) { x @include(if: false) sum @skip(if: false) } paint @include(if: false) }',
  'conditions: both at one field': [
    'query ($t: Boolean!, $f: Boolean!) { a: old @skip(if: $f) @include(if: $t) b: old @skip(if: $t) @include(if: $t) c: old @skip(if: $f) @include(if: $f) }',
    { t: true, f: false },
  ],
  'conditions: all that is asked': '{ old @skip(if: true) }',
  'conditions: all that is asked of an object':
    '{ cell(x: 1, y: 1) { label @skip(if: true) ... @include(if: false) { sum } } }',
  'conditions: a whole fetch': [
    'query ($s: Boolean!) { grid { x ... @skip(if: $s) { sum neighbours { sum } } } }',
    { s: true },
  ],
  'conditions: a fragment and the same field beside it': [
    'query ($s: Boolean!) { cell(x: 1, y: 1) { ...S @skip(if: $s) sum(of: [3]) } } fragment S on Cell { sum(of: [3]) on }',
    { s: true },
  ],
  'conditions: one field twice, once left out': [
    'query ($s: Boolean!) { cell(x: 1, y: 1) { label @skip(if: $s) label } cell(x: 1, y: 1) @skip(if: $s) { sum } }',
    { s: true },
  ],
  'introspection: alone': '{ __schema { queryType { name } mutationType { name } types { name kind } } }',
  'introspection: beside data':
    '{ old __type(name: "Cell") { name fields { name args { name defaultValue type { kind name ofType { name } } } } } cell(x: 0, y: 1) { sum } }',
  'introspection: of an input object and an enum':
    '{ range: __type(name: "Range") { inputFields { name defaultValue } } __type(name: "Colour") { enumValues { name } } }',
  'introspection: what is deprecated':
    '{ __type(name: "Query") { fields(includeDeprecated: true) { name description isDeprecated deprecationReason } } }',
  'introspection: by a variable': [
    'query ($n: String!, $d: Boolean) { t: __type(name: $n) { fields(includeDeprecated: $d) { name } } }',
    { n: 'Query', d: false },
  ],
  'introspection: of what is not there': '{ __type(name: "join__Graph") { name } a: __type(name: "_Entity") { name } }',
  'introspection: in a fragment, behind a condition': [
    'query ($i: Boolean!) { ...S @include(if: $i) old } fragment S on Query { __schema { queryType { ...T } } } fragment T on __Type { name kind }',
    { i: true },
  ],
  'introspection: in the middle of the order': '{ paint s: __schema { queryType { name } } old __typename }',
  'introspection: the type of a type': '{ __schema { __typename queryType { __typename fields { __typename } } } }',
};
