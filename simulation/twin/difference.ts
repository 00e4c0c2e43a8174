/** Where two pieces of plain data first differ, and how; null: nowhere. What is undefined is not there. */
export function difference(ours: unknown, theirs: unknown, path = ''): string | null {
  if (Object.is(ours, theirs)) return null;
  if (!isObject(ours) || !isObject(theirs) || Array.isArray(ours) !== Array.isArray(theirs))
    return `${path || 'it'} is ${shown(theirs)} in Postgres, ${shown(ours)} in memory`;
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const found = difference(ours[name], theirs[name], path === '' ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'not there').slice(0, 200);
}
