/**
 * The protective rules of the sync. The product runs with all of them; the simulation can switch one off, to show that
 * without it something is lost, doubled or undone, and that the simulation would see it.
 */
export interface Rules {
  /** A base has two halves; off: one value serves both sides. */
  readonly twoHalves: boolean;
  /** A record is read just before it is written. */
  readonly readBeforeWrite: boolean;
  /** What came back unexpected from a write stays visible as an edit; off: it becomes the base. */
  readonly surprisesAreEdits: boolean;
  /** A read that may be older than what is known is not taken. */
  readonly staleGuard: boolean;
  /** The cursor moves only when the last page is in. */
  readonly lateCursor: boolean;
  /** Absence from a list is suspicion, and one miss is no evidence. */
  readonly twoMisses: boolean;
  /** A removed record removes no other. */
  readonly keepOthers: boolean;
  /** A place whose record was removed is not filled again. */
  readonly tombstones: boolean;
  /** A match links only if it is unique on both sides. */
  readonly uniqueMatches: boolean;
  /** A record the hub made demands nothing in a system that represents the canonical record already. */
  readonly noReflection: boolean;
  /** A creation that may have landed is looked for; off: it is sent again. */
  readonly lookBeforeResend: boolean;
  /** What is in doubt is judged only when nothing can be on its way any more. */
  readonly waitOutFlight: boolean;
  /** A record that may be the child of a creation under way is held. */
  readonly holdNewcomers: boolean;
  /** A creation reserves its place. */
  readonly reservePlace: boolean;
  /** A creation is sent again only after a second empty look. */
  readonly secondLook: boolean;
  /** A write in doubt is judged against what it meant. */
  readonly resolveIntent: boolean;
  /** Whoever already holds the canonical value agrees before any edit is folded in. */
  readonly agreeFirst: boolean;
  /** Nothing is merged while a write is in doubt. */
  readonly waitForDoubt: boolean;
  /** What a record held when it was linked, or was first seen to hold from then on, is noted then. */
  readonly stampAtLink: boolean;
  /** What demands a creation is read once more before it is sent. */
  readonly checkDemander: boolean;
  /** A due mark is cleared by the merge alone. */
  readonly clearDueLast: boolean;
  /** A full sync looks at everything, whether or not it was seen to change. */
  readonly levelTriggered: boolean;
  /** Without a reference a record is adopted only if it equals what was sent in every field. */
  readonly exactAdoption: boolean;
  /** Without a reference creations go one at a time. */
  readonly oneCreationAtATime: boolean;
  /** No remote stamp decides a conflict; off: the newest stamp wins. */
  readonly ownTimesOnly: boolean;
  /** A list that may lag only hints at what changed. */
  readonly laggingListsHint: boolean;
}

export const everyRule: Rules = {
  twoHalves: true,
  readBeforeWrite: true,
  surprisesAreEdits: true,
  staleGuard: true,
  lateCursor: true,
  twoMisses: true,
  keepOthers: true,
  tombstones: true,
  uniqueMatches: true,
  noReflection: true,
  lookBeforeResend: true,
  waitOutFlight: true,
  holdNewcomers: true,
  reservePlace: true,
  secondLook: true,
  resolveIntent: true,
  agreeFirst: true,
  waitForDoubt: true,
  stampAtLink: true,
  checkDemander: true,
  clearDueLast: true,
  levelTriggered: true,
  exactAdoption: true,
  oneCreationAtATime: true,
  ownTimesOnly: true,
  laggingListsHint: true,
};
