import type { Value } from '../../../shared/canonical/field.js';
import { makeAgain } from '../../../shared/sync/again.js';
import { approveRemoval, withdrawnRemovals } from '../../../shared/sync/carry-removal.js';
import { writeIn, type Dossier } from '../../../shared/sync/dossier.js';
import type { HubEdit } from '../../../shared/sync/merge.js';
import { answer, giveUp, thaw, tryAgain, type Matter } from '../../../shared/sync/person.js';
import type { View } from '../../../shared/sync/policy.js';
import { confirmRemoval } from '../../../shared/sync/remove.js';
import { msOf, rows, type Db } from '../store/postgres/sql.js';
import { carryOut, type Decided, type Deciding } from './carry-out.js';
import { refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { isNumber, isUuid } from './patch.js';
import { confirmRemoteMerge } from './remote-merge.js';
import type { Written } from './write-through.js';

/** Has a refused write tried again, or gives it up: then the record keeps what it holds until one side changes. */
export async function decideWrite(hub: Hub, id: string, again: boolean, how: Deciding): Promise<Outcome<Written>> {
  const gone = noSuch('write');
  const [write] = isUuid(id)
    ? await rows<{ canonicalId: string }>(
        hub.context.db,
        'select canonical_id as "canonicalId" from write where id = $1',
        [id],
      )
    : [];
  if (!write) return refused(gone);
  return carryOut(hub, write.canonicalId, gone, how, (dossier, view) => {
    if (writeIn(dossier, id)?.status !== 'REFUSED') return notRefused;
    return { dossier: again ? tryAgain(dossier, id, view) : giveUp(dossier, id) };
  });
}

const notRefused: UserFault = {
  ...{ field: ['id'], code: 'CONFLICT' },
  message: 'The system did not refuse this write, or a later one took its place: nothing is to be decided.',
};

interface ConflictFound {
  readonly canonicalId: string;
  readonly field: string;
  readonly winner: Value | null;
  readonly loser: Value | null;
}

/**
 * Decides a conflict: the value that won stays, or the one that lost comes back as an edit like any other. Where the field
 * was frozen it thaws, and its other open conflicts are answered with it.
 */
export async function resolveConflict(
  hub: Hub,
  id: string,
  use: 'WINNER' | 'LOSER',
  how: Deciding,
): Promise<Outcome<Written>> {
  const gone = noSuch('conflict');
  const found = await numbered<ConflictFound>(
    hub.context.db,
    id,
    `select canonical_id as "canonicalId", field, winner, loser
     from conflict join canonical_record on canonical_record.id = conflict.canonical_id
     where conflict.id = $1 and canonical_record.erased_at is null`,
  );
  if (!found) return refused(gone);
  const { canonicalId, field } = found;
  return carryOut(hub, canonicalId, gone, how, (dossier, view) => {
    const about = { canonicalId: dossier.canonical.id, place: '', field };
    const answered: Matter[] = [canonicalId, dossier.canonical.id].map((one) => ({
      ...about,
      canonicalId: one,
      kind: 'CONFLICT',
    }));
    const edit: HubEdit | null = use === 'LOSER' ? { values: { [field]: found.loser }, at: view.now } : null;
    return { dossier: thaw(dossier, field), answered, ...(edit ? { edit } : {}) };
  });
}

interface ReviewFound extends Matter {
  readonly kind: Exclude<Matter['kind'], 'CONFLICT'>;
  readonly status: string;
  /** When it was put before people, in ms since 1970. */
  readonly shownAt: number;
}

/** Answers what was put before a person: whether the hub goes on with it, or leaves it as it is. */
export async function resolveReview(hub: Hub, id: string, again: boolean, how: Deciding): Promise<Outcome<Written>> {
  const gone = noSuch('review');
  const found = await numbered<ReviewFound>(
    hub.context.db,
    id,
    `select kind, canonical_id as "canonicalId", place, field, status, ${msOf('created_at')} as "shownAt"
     from review where id = $1`,
  );
  if (!found) return refused(gone);
  const isAgain = found.kind === 'GONE' && again;
  if (found.status !== 'OPEN' && !isAgain) return refused(over('It was answered already.'));
  if (found.kind === 'REMOTE_MERGE' && again) return confirmRemoteMerge(hub, found, how);
  const decide = (dossier: Dossier, view: View): Decided | UserFault => decided(hub, found, again, dossier, view);
  return carryOut(hub, found.canonicalId, gone, how, decide, { evidence: isAgain });
}

function decided(
  { context: { policy, slots } }: Hub,
  { shownAt, ...review }: ReviewFound,
  again: boolean,
  dossier: Dossier,
  view: View,
): Decided | UserFault {
  const { kind, canonicalId, place, field } = review;
  const answered: Matter[] = [{ kind, canonicalId, place, field }];
  if (kind === 'GONE' && again) {
    if (!dossier.tombstones.includes(place)) return over('The place is filled again, or free to be.');
    const canCreate = slots.get(place)?.resource.create !== undefined;
    const made = makeAgain(dossier, place, canCreate, view, policy);
    return { dossier: made, answered: [...answered, ...withdrawnRemovals(made, place, view, policy)] };
  }
  if (kind === 'REMOTE_MERGE') {
    const { dossier: after, journal, archive } = confirmRemoval(dossier, place, view, policy);
    return { dossier: after, journal, answered, ...(archive && { edit: { values: archive, at: view.now } }) };
  }
  if (kind !== 'REMOVAL' || !again) return { dossier: answer(dossier, review, again, view), answered };
  const { dossier: after, journal, withheld } = approveRemoval(dossier, place, shownAt, view, policy);
  if (withheld === null) return { dossier: after, answered };
  return journal.reviews.length > 0 ? { dossier, answered, journal, told: over(withheld) } : over(withheld);
}

function over(message: string): UserFault {
  return { field: ['id'], code: 'CONFLICT', message };
}

async function numbered<Row>(db: Db, id: string, query: string): Promise<Row | null> {
  if (!isNumber(id)) return null;
  return (await rows<Row>(db, query, [id]))[0] ?? null;
}

function noSuch(what: string): UserFault {
  return { field: ['id'], code: 'NOT_FOUND', message: `There is no ${what} with this id.` };
}
