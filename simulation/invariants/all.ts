import { converged, honest } from './agreement.js';
import { folded, kept, notInvented } from './books.js';
import { notBlanked } from './blanks.js';
import { notDoubled, sentOnce } from './doubles.js';
import { bounded } from './effort.js';
import type { Evidence, Violation } from './evidence.js';
import { complete, madeOnce, noGhosts, noReflection, oneToOne } from './existence.js';
import { pure } from './intents.js';
import { notMisdirected } from './references.js';
import { noResurrection } from './removals.js';

export interface Verdict {
  readonly violations: readonly Violation[];
  /** Edits lost between read and write where nothing could stop it: told, never hidden. */
  readonly inTheGap: number;
}

/** Judges everything that must hold at rest. */
export function judge(evidence: Evidence): Verdict {
  const { violations, inTheGap } = kept(evidence);
  const laws = [
    converged,
    honest,
    folded,
    notInvented,
    notBlanked,
    notMisdirected,
    madeOnce,
    complete,
    pure,
    oneToOne,
    noReflection,
    noResurrection,
    noGhosts,
    notDoubled,
    sentOnce,
    bounded,
  ];
  return { violations: [...evidence.noted, ...violations, ...laws.flatMap((law) => law(evidence))], inTheGap };
}
