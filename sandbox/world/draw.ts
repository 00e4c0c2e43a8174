/** Taken out of Math once: drawing is most of the work of a start, and under a test runner the global costs more than the product. */
const { imul } = Math;

/** A number in [0, 1) for an index, the same on every machine and in every run. */
export type Draw = (index: number) => number;

/** The draws of one topic; another topic draws independently. */
export function draw(topic: string): Draw {
  const start = textHash(topic);
  return (index) => mixed(start, index) / 2 ** 32;
}

/** An element for an index, all equally likely. */
export function pick<T>(topic: string, from: readonly T[]): (index: number) => T {
  const drawn = draw(topic);
  return (index) => from[Math.floor(drawn(index) * from.length)]!;
}

/** A whole number from `low` to `high`, both included, for an index. */
export function between(topic: string, low: number, high: number): (index: number) => number {
  const drawn = draw(topic);
  return (index) => low + Math.floor(drawn(index) * (high - low + 1));
}

/** True for about this share of the indexes. */
export function chance(topic: string, share: number): (index: number) => boolean {
  const drawn = draw(topic);
  return (index) => drawn(index) < share;
}

/**
 * A shuffle of 0 … size−1, so that neighbours look unrelated and no two are alike. Indexes from `size` on start over.
 * `size` must have no prime factor in common with the stride (the prime 611 953).
 */
export function shuffled(index: number, size: number): number {
  return ((index % size) * 611_953 + 77_777) % size;
}

function mixed(start: number, index: number): number {
  let hash = imul(start ^ index, 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  hash = imul(hash ^ (hash >>> 13), 0x27d4eb2f);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
