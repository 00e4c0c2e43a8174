/** A text as JSON, and what is wrong with it; `value` undefined: it is none. */
export interface JsonText {
  readonly value: unknown;
  readonly faults: readonly string[];
}

/**
 * Parses JSON as a person wrote it: a mark of byte order is passed over, a name that stands twice in one object is a
 * fault. What the text holds is never repeated in a fault, but for its names.
 */
export function readJson(text: string): JsonText {
  const bare = text.replace(/^\uFEFF/, '');
  try {
    return { value: JSON.parse(bare) as unknown, faults: doubledNames(bare) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { value: undefined, faults: [`the file: is not JSON${whereIn(bare, error.message)}`] };
  }
}

function whereIn(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return `: see line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

interface Level {
  readonly path: string;
  /** Null for a list. */
  readonly names: Set<string> | null;
}

/** The places of names that stand twice, of which JSON takes the last without a word; `__proto__` is refused likewise. */
function doubledNames(text: string): string[] {
  const faults: string[] = [];
  const levels: Level[] = [];
  let name = '';
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    const level = levels.at(-1);
    if (token === '}' || token === ']') levels.pop();
    else if (token === '{' || token === '[') {
      const path = level ? (level.names ? join(level.path, name) : `${level.path}[]`) : '';
      levels.push({ path, names: token === '{' ? new Set() : null });
    } else if (string !== undefined && colon !== undefined) {
      name = JSON.parse(string) as string;
      if (level?.names?.has(name)) faults.push(`${join(level.path, name)}: is there twice`);
      if (name === '__proto__') faults.push(`${join(level?.path ?? '', name)}: is not a setting`);
      level?.names?.add(name);
    }
  }
  return faults;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
