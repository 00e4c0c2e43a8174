/** Whether two pieces of plain data say the same, level by level, in whatever order; what is undefined is not there. */
export function isSameData(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [mine, theirs] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name in mine) if (!isSameData(mine[name], theirs[name])) return false;
  for (const name in theirs) if (theirs[name] !== undefined && mine[name] === undefined) return false;
  return true;
}
