import type { Load } from './first-load.js';
import type { AtRest, Steady } from './steady.js';

/** What one run of the bench measured. */
export interface Measured {
  /** The smallest first. */
  readonly loads: readonly Load[];
  /** The same work by hand: of how many customers, and how long it took. */
  readonly hand: { readonly customers: number; readonly ms: number };
  readonly steady: Steady;
  readonly rest: AtRest;
}

export interface Line {
  readonly what: string;
  readonly value: string;
  /** What the value is to be, or what else there is to say of it. */
  readonly goal: string;
  /** Null: there is no goal, or a quick run cannot tell. */
  readonly isMet: boolean | null;
}

/**
 * What was measured, held against the goals. A quick run does not judge the load against the work by hand, the 99th percentiles
 * and the edits that all wait at once: over so little, starting up and single moments are most of them.
 */
export function linesOf({ loads, hand, steady, rest }: Measured, isQuick: boolean): Line[] {
  return [
    ...loads.flatMap(linesOfLoad),
    ...flatness(loads),
    told(`the same work by hand in SQL, ${hand.customers} customers`, seconds(hand.ms), ''),
    ...againstHand(loads, hand, isQuick),
    ...linesOfEdits(steady, isQuick),
    ...linesAtRest(rest),
  ];
}

/** The goals that were missed, each with what was measured. */
export function missed(lines: readonly Line[]): string[] {
  return lines.flatMap(({ what, value, goal, isMet }) =>
    isMet === false ? [`${what.trim()}: ${value}, not ${goal}`] : [],
  );
}

function linesOfLoad({ customers, ms, auditMs, peakMb }: Load): Line[] {
  const perRecord = ((ms * 1000) / (customers * 2)).toFixed(0);
  const perCanonical = ((auditMs * 1000) / customers).toFixed(0);
  return [
    told(`first load of ${customers} customers in two systems`, seconds(ms), `${perRecord} µs a record`),
    told('  an audit of it', seconds(auditMs), `${perCanonical} µs a canonical record`),
    held(`  the most memory the process held`, `${peakMb} MB`, 'under 512 MB', peakMb < 512),
  ];
}

function flatness(loads: readonly Load[]): Line[] {
  const [first, last] = [loads[0], loads.at(-1)];
  if (!first || !last || first === last) return [];
  const ratio = last.ms / last.customers / (first.ms / first.customers);
  return [told('  cost of a record, largest against smallest load', ratio.toFixed(2), 'flat: about 1')];
}

function againstHand(loads: readonly Load[], hand: Measured['hand'], isQuick: boolean): Line[] {
  const ratio = (loads.find(({ customers }) => customers === hand.customers)?.ms ?? NaN) / hand.ms;
  return [unlessQuick(isQuick, held('  first load against it', `${ratio.toFixed(2)} ×`, 'at most 3 ×', ratio <= 3))];
}

function linesOfEdits({ p50, p99, perSecond, paced, writes, edits }: Steady, isQuick: boolean): Line[] {
  const [asked, pace] = [paced.askedPerSecond, paced.perSecond];
  return [
    held('an edit told by webhook, seen to confirmed, p50', inMs(p50), 'under 100 ms', p50 < 100),
    unlessQuick(isQuick, held('the same, p99', inMs(p99), 'under 500 ms', p99 < 500)),
    unlessQuick(
      isQuick,
      held('edits a second, all waiting at once', perSecond.toFixed(0), 'at least 200', perSecond >= 200),
    ),
    held(
      `edits a second confirmed for ${paced.seconds} s, where ${asked} are made`,
      pace.toFixed(0),
      'at least 200',
      pace >= 200,
    ),
    unlessQuick(isQuick, held('  an edit at that pace, p99', inMs(paced.p99), 'under 500 ms', paced.p99 < 500)),
    held(
      'writes for each edit and linked record',
      (writes / edits).toFixed(3),
      '1.000 or fewer',
      writes > 0 && writes <= edits,
    ),
  ];
}

function linesAtRest({ writes, directReads, pages, changed }: AtRest): Line[] {
  return [
    held('full sync with nothing changed: writes', String(writes), '0', writes === 0),
    held('  direct reads', String(directReads), '0', directReads === 0),
    told('  pages read', String(pages), 'counted apart'),
    held(
      `full sync with ${changed.edits} records changed: writes`,
      String(changed.writes),
      String(changed.edits),
      changed.writes === changed.edits,
    ),
    told('  direct reads', String(changed.directReads), 'bounded by the changes'),
  ];
}

function told(what: string, value: string, goal: string): Line {
  return { what, value, goal, isMet: null };
}

function held(what: string, value: string, goal: string, isMet: boolean): Line {
  return { what, value, goal, isMet };
}

function unlessQuick(isQuick: boolean, line: Line): Line {
  return isQuick ? { ...line, goal: `${line.goal}, not judged by a quick run`, isMet: null } : line;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function inMs(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}
