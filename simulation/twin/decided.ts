import type { Dossier } from '../../shared/sync/dossier.js';
import type { Candidate, MatchReview } from '../../shared/sync/match.js';
import type { View } from '../../shared/sync/policy.js';
import type { Decision, RecordPair } from '../../subgraphs/hub/sync/store.js';
import { difference } from './difference.js';
import type { Names } from './names.js';
import { plainDossier, plainHolders, plainView, type Tongue } from './plain.js';

/** What a decision asked while it was made. */
interface Question {
  readonly told: unknown;
  /** Asks another store the same. */
  readonly again: (view: View, tongue: Tongue) => unknown;
}

/** One decision: what it was given by the store in memory, what it asked, and what it made of that. */
export class Decided<T> {
  /** As it was by then: what the store holds goes on. */
  private readonly plain: unknown;
  private readonly asked = new Map<string, Question>();
  private readonly view: View;
  decision: Decision<T> | null = null;

  constructor(
    private readonly given: readonly Dossier[],
    view: View,
    tongue: Tongue,
  ) {
    this.plain = plainly(given, view, tongue);
    this.view = {
      ...view,
      reference: (...what) => {
        const told = view.reference(...what);
        this.note(`the reference to ${what.join(' in ')}`, told, (other) => other.reference(...what));
        return told;
      },
      holders: (...what) => {
        const told = view.holders(...what);
        this.note(`who holds ${JSON.stringify(what)}`, plainHolders(told, tongue), (other, theirs) =>
          plainHolders(other.holders(...what), theirs),
        );
        return told;
      },
    };
  }

  private note(what: string, told: unknown, again: Question['again']): void {
    this.asked.set(what, { told, again });
  }

  decide(decide: (given: readonly Dossier[], view: View) => Decision<T>): Decision<T> {
    this.decision = decide(this.given, this.view);
    return this.decision;
  }

  /** Where the other store gave something else, or would have answered something else; null: nowhere. */
  differs(given: readonly Dossier[], view: View, tongue: Tongue): string | null {
    const found = difference(this.plain, plainly(given, view, tongue));
    if (found !== null) return found;
    for (const [what, { told, again }] of this.asked) {
      const other = difference(told, again(view, tongue), what);
      if (other !== null) return other;
    }
    return null;
  }

  /** The same decision on what the other store gave. */
  over(given: readonly Dossier[], names: Names): Decision<null> {
    const { decision } = this;
    if (!decision) throw new RangeError('nothing was decided');
    const { answer: _answer, dossiers, reviews = [], exclusions, ...rest } = decision;
    return {
      ...{ ...rest, answer: null, dossiers: dossiers.map((dossier) => this.dossierOver(dossier, given, names)) },
      reviews: reviews.map((review) => reviewOver(review, names)),
      ...(exclusions && { exclusions: { add: pairs(exclusions.add, names), lift: pairs(exclusions.lift, names) } }),
    };
  }

  /** What was left alone is left alone there too. */
  private dossierOver(dossier: Dossier, given: readonly Dossier[], names: Names): Dossier {
    const known = this.given.includes(dossier);
    const same = known ? given.find(({ canonical }) => canonical.id === dossier.canonical.id) : undefined;
    if (same) return same;
    const links = dossier.links.map((link) => ({ ...link, recordId: names.translated(link.recordId) }));
    return { ...dossier, links };
  }
}

function plainly(given: readonly Dossier[], view: View, tongue: Tongue): unknown {
  return { given: given.map((dossier) => plainDossier(dossier, tongue)), view: plainView(view, tongue) };
}

function reviewOver({ pair, reason }: MatchReview, names: Names): MatchReview {
  const over = (one: Candidate): Candidate => ({ ...one, recordId: names.translated(one.recordId) });
  return { reason, pair: { ...pair, left: over(pair.left), right: over(pair.right) } };
}

function pairs(told: readonly RecordPair[], names: Names): RecordPair[] {
  return told.map(([one, other]) => [names.translated(one), names.translated(other)]);
}
