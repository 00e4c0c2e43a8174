const asked = process.env['SAMBAND_LAWS'];
const nightly = 10;

/**
 * How often a law is tried: `npm test` tries it as often as there is time for, `npm run laws` as often as every change asks for,
 * `npm run laws:nightly` ten times that.
 */
export function lawRuns(usual: number, perChange: number): { readonly numRuns: number } {
  if (asked === undefined) return { numRuns: usual };
  if (asked === 'change') return { numRuns: perChange };
  if (asked === 'nightly') return { numRuns: perChange * nightly };
  throw new RangeError(`SAMBAND_LAWS is change or nightly, not ${asked}.`);
}

/** How often every change asks for a law of codecs, for one of the core, and for a race. */
export const codecRuns = 10_000;
export const coreRuns = 100_000;
export const raceRuns = 200;
