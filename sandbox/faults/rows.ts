import type { Answer } from '../http.js';

type Values = Record<string, unknown>;

/** Where the four kinds of list keep their rows; an answer that is an array is all rows. */
const places = ['value', 'items', 'data'];

/** A list answer with its rows changed and all else (totals, links, cursors) as it was; any other answer as it is. */
export function withRows(answer: Answer, change: (rows: readonly unknown[]) => unknown[]): Answer {
  const { body, status } = answer;
  if (status !== 200 || !isObjectOrArray(body)) return answer;
  if (Array.isArray(body)) return bare(answer, change(body));
  const place = places.find((each) => Array.isArray((body as Values)[each]));
  if (place === undefined) return answer;
  return { ...answer, body: { ...body, [place]: change((body as Values)[place] as unknown[]) } };
}

/** PowerOffice Go v2 tells an empty list by 204. */
function bare(answer: Answer, rows: unknown[]): Answer {
  return rows.length === 0 ? { status: 204 } : { ...answer, body: rows };
}

/** A JSON value with a property renamed wherever it stands. */
export function renamed(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, from, to));
  if (!isObjectOrArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name === from ? to : name, renamed(each, from, to)]),
  );
}

function isObjectOrArray(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
