import { registerEnumType } from 'type-graphql';
import { conflictPolicy } from '../../../shared/dataflows/policy.js';

/**
 * Registers a GraphQL enum of words, each with its meaning, and answers it as type-graphql takes it.
 * @param valueOf what resolvers get for a word; the word itself where it is left out.
 */
export function words(
  name: string,
  description: string,
  meanings: Readonly<Record<string, string>>,
  valueOf: (word: string) => string = (word) => word,
): object {
  const values = Object.fromEntries(Object.keys(meanings).map((word) => [word, valueOf(word)]));
  const valuesConfig = Object.fromEntries(
    Object.entries(meanings).map(([word, text]) => [word, { description: text }]),
  );
  registerEnumType(values, { name, description, valuesConfig });
  return values;
}

const systemWords = conflictPolicy.systemOrder.map(
  (system) => [system.toUpperCase().replaceAll('-', '_'), system] as const,
);

/** Every system, switched on or not, in a dataflow or not: `custom-pms` is `CUSTOM_PMS`. */
export const SystemId = Object.fromEntries(systemWords);
registerEnumType(SystemId, {
  name: 'SystemId',
  description: 'An external system.',
  valuesConfig: Object.fromEntries(
    systemWords.map(([word, system]) => [
      word,
      { description: `\`${system}\` in the names of dataflows and entity types.` },
    ]),
  ),
});

export const CustomerKind = words('CustomerKind', 'What a customer is.', {
  CUSTOMER: 'A company or person that is served.',
  DEPARTMENT: 'A department of our own, served as a customer.',
});

export const SyncState = words('SyncState', 'How a canonical record stands towards its systems.', {
  IN_SYNC: 'Nothing is left to do.',
  PENDING: 'Something is still to be settled or written.',
  CONFLICT: 'A person has to decide a conflict; nothing waits for it.',
  FROZEN: 'A field is under review: it is written nowhere until its conflict is resolved.',
  REVIEW: 'One of its records may be the same thing as another; a person has to say.',
});

export const OrderDirection = words('OrderDirection', 'Which way a list is ordered.', {
  ASC: 'The smallest, earliest or first in the alphabet comes first.',
  DESC: 'The largest, latest or last in the alphabet comes first.',
});

export const RecordChangeKind = words('RecordChangeKind', 'What happened to a canonical record.', {
  CREATED: 'It got its first values.',
  UPDATED: 'Some of its values changed.',
  MERGED: 'It is one with another from here on.',
  REMOVED: 'The last system that had it removed it.',
});

export const BreakerState = words('BreakerState', 'Whether a system is asked at all.', {
  CLOSED: 'It is asked.',
  OPEN: 'It failed every request for a while: it is left alone, and tried now and then.',
});

export const LinkOrigin = words('LinkOrigin', 'How a link came about.', {
  FIRST: 'The record was observed and stood alone.',
  MATCHED: 'A match rule of a dataflow recognised it.',
  CREATED: 'The hub made the record.',
  MANUAL: 'A person linked it.',
});

export const LinkState = words('LinkState', 'How a link stands.', {
  CREATING: 'Its record is being made.',
  ACTIVE: 'Its record is kept in sync.',
  PAUSED: 'It stands, and nothing flows over it.',
  UNLINKED: 'It has ended.',
  GONE: 'It has ended: its system removed the record.',
});

export const ReviewStatus = words('ReviewStatus', 'How a conflict or a match candidate stands.', {
  OPEN: 'It waits for a person.',
  ACCEPTED: 'A match candidate whose records are one thing.',
  REJECTED: 'A match candidate whose records are two things.',
  CLOSED: 'A match candidate that no longer applies.',
  DECIDED: 'A conflict that a rule decided.',
  RESOLVED: 'A conflict that a person decided.',
});

export const ReviewKind = words('ReviewKind', 'What is put before a person, other than a match or a conflict.', {
  CREATE_AMBIGUOUS: 'A record may have been made, and nothing tells which one it is.',
  DUPLICATE: 'A record carries the reference of one that the hub made before.',
  OSCILLATION: 'Two systems push a field back and forth.',
  BUDGET_SPENT: 'A field was written too often.',
  NOT_WRITABLE: 'A system takes a field and keeps its own value.',
  CONTRADICTION: 'A linked record says it is something else by now.',
  REFERENCE_GONE: 'A field is to refer to a record that was removed in the system: what stands there stays.',
  ABA_IN_DOUBT: 'A write may have landed and been taken back; for the record only.',
  GONE: 'A record was removed in its system; none takes its place unless it is made again.',
  REMOVAL:
    'Another linked record was removed, and its dataflow carries that on: with `tryAgain` this one is removed too.',
  CHANGED_SINCE: 'A record that the hub made was to be taken back, and somebody had changed it; for the record only.',
  REMOTE_MERGE:
    'A record was removed in its system, and may have become another one there: nothing follows from it yet.',
  IN_DOUBT: 'What became of a write could not be found out for too long; it closes by itself once that is known.',
  STUCK: 'A fault of the hub keeps a record from being brought to rest.',
});

export const ReviewState = words('ReviewState', 'How a review stands.', {
  OPEN: 'It waits for a person.',
  CLOSED: 'A person has answered it.',
  NOTED: 'It is for the record only.',
});

export const ConflictSide = words('ConflictSide', 'Which of the two values of a conflict.', {
  WINNER: 'The one that won, or stands.',
  LOSER: 'The one that lost.',
});

export const WriteKind = words('WriteKind', 'What a write does.', {
  CREATE: 'Makes a record.',
  UPDATE: 'Changes a record.',
  REMOVE: 'Removes a record, or puts it out of use where its system removes none, as a person said.',
});

export const WriteStatus = words('WriteStatus', 'Where a write stands.', {
  PLANNED: 'It is still to be sent.',
  SENDING: 'It is being sent.',
  CONFIRMED: 'The system holds it.',
  IN_DOUBT: 'It was sent and no answer came; the hub will look.',
  REFUSED: 'The system refused it.',
  SUPERSEDED: 'A later one took its place.',
  CANCELLED: 'It was never sent: what it was planned for has changed.',
});

export const WriteOutcomeStatus = words('WriteOutcomeStatus', 'What became of a change in one system.', {
  CONFIRMED: 'The system holds it.',
  PENDING: 'It is still to be sent, or no answer has come yet.',
  REFUSED: 'The system refused it; `message` says why.',
  IN_DOUBT: 'It was sent and no answer came; the hub will look.',
  SKIPPED: 'Nothing was to be written: the record holds it already, or its system has no such field.',
});

export const SystemStatus = words('SystemStatus', 'How the last readings of a system went.', {
  UP: 'They came to their end.',
  FAULTY: 'One of them broke off, as `fault` says, or its records have changed in kind, as `drift` says.',
  NEVER_READ: 'None has come to its end yet.',
});

export const Role = words(
  'Role',
  'What a caller may do; each may do what the one before it may.',
  {
    VIEWER: 'Read.',
    EDITOR: 'Make and change records, link them, and decide what is put before a person.',
    OPERATOR: 'Run and plan syncs, pause dataflows, import links.',
    ADMIN: 'Apply a configuration, and give and take keys.',
  },
  (word) => word.toLowerCase(),
);

export const ImportVerdict = words('ImportVerdict', 'What a line of an import of links comes to.', {
  LINK: 'The two become one.',
  LINKED_ALREADY: 'The two are one already.',
  REFUSED: 'They cannot become one; `message` says why.',
});

export const Establish = words('Establish', 'How links of a dataflow come about.', {
  CREATE: 'What matches is linked; every other left record gets a counterpart.',
  MATCH: 'What matches is linked; nothing is ever created.',
});

export const MatchBy = words('MatchBy', 'What a match rule compares.', {
  PROPERTIES: 'Every pair of properties must be equal.',
  EXTERNAL_REF: 'The right record carries the reference that the hub stamps for the left one.',
});

export const MatchStrength = words('MatchStrength', 'How sure a match is.', {
  STRONG: 'It rests on a number meant to identify.',
  WEAK: 'It rests on what several may share: an e-mail address, a name.',
});

export const RuleOrigin = words('RuleOrigin', 'Where a rule of a dataflow comes from.', {
  LISTED: "The company's own list of dataflows.",
  DEFAULT: "The hub's own choice where the list says nothing.",
});

export const SyncMode = words('SyncMode', 'What a sync run does.', {
  APPLY: 'It reads, links and writes.',
  PLAN: 'It counts what it would do and changes nothing.',
});

export const PlannedKind = words('PlannedKind', 'What a sync would do.', {
  LINK: 'A record would come to a canonical record.',
  CREATE: 'A record would be made.',
  UPDATE: 'A record would be changed.',
  REVIEW: 'It would be put before a person.',
});

export const SyncRunStatus = words('SyncRunStatus', 'Where a sync run stands.', {
  QUEUED: 'It waits for those before it.',
  RUNNING: 'It is under way.',
  SUCCEEDED: 'It came to its end; `failed` counts what went wrong on the way.',
  FAILED: 'It broke off; `fault` says why.',
  CANCELLED: 'It was called off.',
});
