import { FilterFault, tokensOf, type InstantStyle, type Literal, type Token } from './tokens.js';

export { FilterFault } from './tokens.js';

/** What a filter may speak of: the properties of one type, and how instants are written. */
export interface Vocabulary {
  typeName: string;
  instants: InstantStyle;
  /** The property's right spelling and the type of literal it compares with; null when there is none. */
  lookup(name: string): { property: string; type: Literal['type'] } | null;
}

/** The comparisons there are. */
export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'in';

/** One property against one value, or against several for `in`. Dates are milliseconds. */
export interface Comparison {
  kind: 'comparison';
  property: string;
  operator: Operator;
  values: Literal['value'][];
}

/** A parsed `$filter`. */
export type Filter = Comparison | { kind: 'and' | 'or'; left: Filter; right: Filter };

const OPERATORS: ReadonlySet<string> = new Set<Operator>(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in']);

/** Reads a `$filter`. Throws a `FilterFault` that says what it does not understand. */
export function parseFilter(vocabulary: Vocabulary, text: string): Filter {
  const reader = new Reader(tokensOf(text, vocabulary.instants));
  const filter = either(vocabulary, reader);
  if (reader.peek()) throw unexpected(reader.peek());
  return filter;
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: Token[]) {}

  peek(): Token | undefined {
    return this.tokens[this.at];
  }

  next(): Token | undefined {
    return this.tokens[this.at++];
  }

  /** Takes the next token if it is this word or sign. */
  take(text: string): boolean {
    const token = this.peek();
    const isIt = token !== undefined && token.kind !== 'literal' && token.text.toLowerCase() === text;
    if (isIt) this.at += 1;
    return isIt;
  }
}

function either(words: Vocabulary, reader: Reader): Filter {
  let left = both(words, reader);
  while (reader.take('or')) left = { kind: 'or', left, right: both(words, reader) };
  return left;
}

function both(words: Vocabulary, reader: Reader): Filter {
  let left = single(words, reader);
  while (reader.take('and')) left = { kind: 'and', left, right: single(words, reader) };
  return left;
}

function single(words: Vocabulary, reader: Reader): Filter {
  if (!reader.take('(')) return comparison(words, reader);
  const inner = either(words, reader);
  if (!reader.take(')')) throw unexpected(reader.peek());
  return inner;
}

function comparison(words: Vocabulary, reader: Reader): Filter {
  const name = reader.next();
  if (name?.kind !== 'word') throw unexpected(name);
  const found = words.lookup(name.text);
  if (!found) throw new FilterFault(`Could not find a property named '${name.text}' on type '${words.typeName}'.`);
  const word = reader.next();
  const operator = word?.kind === 'word' ? word.text.toLowerCase() : '';
  if (!OPERATORS.has(operator)) throw unexpected(word);
  const literals = operator === 'in' ? list(reader) : [literal(reader)];
  const values = literals.map((each) => valueFor(found, each));
  return { kind: 'comparison', property: found.property, operator: operator as Operator, values };
}

function list(reader: Reader): Literal[] {
  if (!reader.take('(')) throw unexpected(reader.peek());
  const literals = [literal(reader)];
  while (reader.take(',')) literals.push(literal(reader));
  if (!reader.take(')')) throw unexpected(reader.peek());
  return literals;
}

function literal(reader: Reader): Literal {
  const token = reader.next();
  if (token?.kind !== 'literal') throw unexpected(token);
  return token.literal;
}

function valueFor({ property, type }: { property: string; type: Literal['type'] }, literal: Literal): Literal['value'] {
  if (literal.type === 'null' || literal.type === type) return literal.value;
  throw new FilterFault(
    `'${property}' holds a value of the type ${type} and cannot be compared with a ${literal.type}.`,
  );
}

function unexpected(token: Token | undefined): FilterFault {
  return new FilterFault(`Syntax error in $filter at ${token ? `'${token.text}'` : 'its end'}.`);
}

/** Whether a record meets the filter; `valueOf` gives its comparable values (dates as milliseconds). */
export function meets(filter: Filter, valueOf: (property: string) => unknown): boolean {
  if (filter.kind === 'comparison') return compares(valueOf(filter.property), filter.operator, filter.values);
  const left = meets(filter.left, valueOf);
  return filter.kind === 'and' ? left && meets(filter.right, valueOf) : left || meets(filter.right, valueOf);
}

function compares(value: unknown, operator: Operator, values: Comparison['values']): boolean {
  const other = values[0] ?? null;
  if (operator === 'in') return values.some((each) => each === value);
  if (operator === 'eq') return value === other;
  if (operator === 'ne') return value !== other;
  if (value === null || value === undefined || other === null) return false;
  const order = value < other ? -1 : Number(value > other);
  return { gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[operator];
}

/** The filters that must all hold. */
export function conjuncts(filter: Filter | null): Filter[] {
  if (filter === null) return [];
  return filter.kind === 'and' ? [...conjuncts(filter.left), ...conjuncts(filter.right)] : [filter];
}
