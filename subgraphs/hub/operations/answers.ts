import type { Value } from '../../../shared/canonical/field.js';
import { writeIn } from '../../../shared/sync/dossier.js';
import type { HubEdit } from '../../../shared/sync/merge.js';
import { answer, giveUp, thaw, tryAgain, type Matter } from '../../../shared/sync/person.js';
import { rows, type Db } from '../store/postgres/sql.js';
import { carryOut, type Deciding } from './carry-out.js';
import { refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { isNumber, isUuid } from './patch.js';
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
    'select canonical_id as "canonicalId", field, winner, loser from conflict where id = $1',
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

/** Answers what was put before a person: whether the hub goes on with it, or leaves it as it is. */
export async function resolveReview(hub: Hub, id: string, again: boolean, how: Deciding): Promise<Outcome<Written>> {
  const gone = noSuch('review');
  const found = await numbered<Matter & { kind: Exclude<Matter['kind'], 'CONFLICT'>; status: string }>(
    hub.context.db,
    id,
    'select kind, canonical_id as "canonicalId", place, field, status from review where id = $1',
  );
  if (!found) return refused(gone);
  if (found.status !== 'OPEN') return refused({ field: ['id'], code: 'CONFLICT', message: 'It was answered already.' });
  const { kind, canonicalId, place, field } = found;
  return carryOut(hub, canonicalId, gone, how, (dossier, view) => ({
    dossier: answer(dossier, found, again, view),
    answered: [{ kind, canonicalId, place, field }],
  }));
}

async function numbered<Row>(db: Db, id: string, query: string): Promise<Row | null> {
  if (!isNumber(id)) return null;
  return (await rows<Row>(db, query, [id]))[0] ?? null;
}

function noSuch(what: string): UserFault {
  return { field: ['id'], code: 'NOT_FOUND', message: `There is no ${what} with this id.` };
}
