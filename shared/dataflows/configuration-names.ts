/** A fault for a name that is not one of the known, with the one that was probably meant. */
export function unknownName(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === null ? `is not known` : `is not known; did you mean ${meant}?`;
}

/** The known name that differs least, or else one that starts with it; null where none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  const measured = known.map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }));
  const [best] = measured.sort((a, b) => a.far - b.far);
  if (best && best.far <= Math.max(2, Math.floor(name.length / 3))) return best.one;
  return (name.length > 3 && known.find((one) => one.toLowerCase().startsWith(name.toLowerCase()))) || null;
}

/** How many letters must be put in, taken out or changed to make one text of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
