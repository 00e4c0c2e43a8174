import { writtenInstant } from '../instant.js';

/** What an OData dialect writes instants like: `2026-01-31T10:00:00Z`, or the same within `datetimeoffset'…'`. */
export type InstantStyle = 'bare' | 'quoted';

/** A filter that cannot be understood; the message says where. */
export class FilterFault extends Error {
  override readonly name = 'FilterFault';
}

/** A value as written in a filter; an instant is in milliseconds. */
export type Literal =
  | { type: 'text'; value: string }
  | { type: 'number' | 'instant'; value: number }
  | { type: 'boolean'; value: boolean }
  | { type: 'null'; value: null };

/** One piece of a filter. */
export type Token = { kind: 'word' | 'sign'; text: string } | { kind: 'literal'; text: string; literal: Literal };

const KINDS = [
  /(?<text>'(?:[^']|'')*')/,
  /datetimeoffset'(?<quoted>[^']*)'/,
  /(?<instant>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)/,
  /(?<number>-?\d+(?:\.\d+)?)/,
  /(?<word>[A-Za-z_]\w*)/,
];
const PIECE = new RegExp(
  `\\s*(?:(?<sign>[(),])|(?:${KINDS.map(({ source }) => source).join('|')})(?=[\\s(),]|$))`,
  'y',
);

/** The pieces of a filter. Throws a `FilterFault` at a piece that is none. */
export function tokensOf(text: string, style: InstantStyle): Token[] {
  const tokens: Token[] = [];
  PIECE.lastIndex = 0;
  let at = 0;
  while (at < text.trimEnd().length) {
    const groups = PIECE.exec(text)?.groups;
    if (!groups) throw new FilterFault(`Syntax error in $filter at '${text.slice(at, at + 30)}'.`);
    at = PIECE.lastIndex;
    tokens.push(tokenOf(groups, style));
  }
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>, style: InstantStyle): Token {
  const { sign, text, quoted, instant, number, word } = groups;
  if (sign !== undefined) return { kind: 'sign', text: sign };
  if (text !== undefined) return literal(text, { type: 'text', value: text.slice(1, -1).replaceAll("''", "'") });
  const other = style === 'quoted' ? instant : quoted;
  if (other !== undefined)
    throw new FilterFault(`Write a time here as ${style === 'quoted' ? "datetimeoffset'…'" : 'it is'}, not ${other}.`);
  if (quoted !== undefined) return literal(quoted, { type: 'instant', value: instantOf(quoted.replace(' ', '')) });
  if (instant !== undefined) return literal(instant, { type: 'instant', value: instantOf(instant) });
  if (number !== undefined) return literal(number, { type: 'number', value: Number(number) });
  const name = word ?? '';
  if (/^(true|false)$/i.test(name)) return literal(name, { type: 'boolean', value: name.toLowerCase() === 'true' });
  return /^null$/i.test(name) ? literal(name, { type: 'null', value: null }) : { kind: 'word', text: name };
}

const literal = (text: string, value: Literal): Token => ({ kind: 'literal', text, literal: value });

function instantOf(text: string): number {
  const written = writtenInstant(text);
  if (!written) throw new FilterFault(`'${text}' is not a date.`);
  return written.instant;
}
