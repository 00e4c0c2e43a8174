import type { Dossier, Sighting, Write } from '../../../shared/sync/dossier.js';
import type { View } from '../../../shared/sync/policy.js';
import { retirement, sentBy, takeBack, type Sent } from '../../../shared/sync/take-back.js';
import { rows, type Db } from '../store/postgres/sql.js';
import { lookAt } from '../sync/sightings.js';
import type { Decision } from '../sync/store.js';
import { versionFault, type Deciding } from './carry-out.js';
import { done, refused, type Hub, type Outcome, type UserFault } from './hub.js';
import { isUuid } from './patch.js';
import { lastWriteSeq, stateOf, waitUntilSettled, type Written } from './write-through.js';

interface FoundLink {
  readonly canonicalId: string;
  readonly system: string;
  readonly entityType: string;
  readonly externalId: string;
}

/**
 * Has a record that the hub made go away again: removed, or put out of use and taken out where its system removes none. Its
 * place stays empty until a person decides; the other records stay as they are. Nothing is done where somebody has touched it.
 */
export async function undoCreation(hub: Hub, linkId: string, how: Deciding): Promise<Outcome<Written>> {
  const { db, engine, slots, store } = hub.context;
  const link = await creation(db, linkId);
  if ('code' in link) return refused(link);
  const slot = slots.get(`${link.system}.${link.entityType}`);
  if (!slot) return refused(fault('INVALID', `${link.system}.${link.entityType} is not switched on.`));
  const values = slot.resource.remove ? {} : retirement(slot.mapping);
  if (!values) return refused(fault('INVALID', `${slot.key} can neither remove a record nor put one out of use.`));
  const sent = await sentTo(db, linkId);
  const seen = await lookAt(engine, slot, link.externalId);
  if (!sent) return refused(fault('CHANGED_SINCE', 'What the hub sent when it made this record is not known.'));
  if (!seen) return refused(fault('NOT_FOUND', 'Its system has no such record any more.'));
  const sinceSeq = await lastWriteSeq(db);
  const outcome = await store.change([link.canonicalId], decide(link, linkId, how, { seen, sent, values }), {
    wake: !how.dryRun,
  });
  if (!outcome.ok) return outcome;
  if (!how.dryRun) await waitUntilSettled(db, link.canonicalId, sinceSeq, how.waitMs);
  return outcomeOf(db, outcome.value, link);
}

async function creation(db: Db, linkId: string): Promise<FoundLink | UserFault> {
  const none = fault('NOT_FOUND', 'There is no link with this id.');
  if (!isUuid(linkId)) return none;
  const [found] = await rows<FoundLink & { origin: string; state: string }>(
    db,
    `select link.canonical_id as "canonicalId", link.system, link.entity_type as "entityType", link.origin, link.state,
            record.external_id as "externalId"
     from link left join record on record.id = link.record_id where link.id = $1`,
    [linkId],
  );
  if (!found) return none;
  if (found.origin !== 'CREATED') return fault('INVALID', 'The hub did not make this record.');
  if (found.state !== 'ACTIVE')
    return fault('CONFLICT', 'This link is not in sync: it has ended, is paused, or is still being made.');
  return found;
}

/** What was sent to a link's record; null: what it was made with is not known. */
async function sentTo(db: Db, linkId: string): Promise<Sent | null> {
  return sentBy(
    await rows<Pick<Write, 'kind' | 'values' | 'attempts' | 'answeredVersion'>>(
      db,
      `select kind, "values", attempts, answered_version as "answeredVersion" from write
       where link_id = $1 and status = 'CONFIRMED' and kind in ('CREATE', 'UPDATE') order by settled_at, seq`,
      [linkId],
    ),
  );
}

interface Asked {
  readonly seen: Sighting;
  readonly sent: Sent;
  readonly values: Sent['values'];
}

function decide(link: FoundLink, linkId: string, { expectedVersion, dryRun }: Deciding, asked: Asked) {
  return ([dossier]: readonly Dossier[], view: View): Decision<Outcome<string>> => {
    const not = (why: UserFault): Decision<Outcome<string>> => ({ dossiers: [], answer: refused(why) });
    if (!dossier) return not(fault('CONFLICT', faults.GONE));
    const stale = versionFault(dossier, expectedVersion);
    if (stale) return not(stale);
    const taken = takeBack(dossier, linkId, asked, view);
    if (taken.fault === 'CHANGED_SINCE') return not(changedSince(link));
    if (taken.fault !== null || !taken.write) return not(fault('CONFLICT', faults[taken.fault ?? 'GONE']));
    return { dossiers: dryRun ? [] : [taken.dossier], answer: done(taken.write.id) };
  };
}

const faults = {
  GONE: 'This link has ended or is paused.',
  UNDER_WAY: 'A write of this record is under way: ask again once it is settled.',
} as const;

/** What became of the removal; one that was not stored would be pending. */
async function outcomeOf(db: Db, writeId: string, link: FoundLink): Promise<Outcome<Written>> {
  const [write] = await rows<{ status: string; code: string | null; message: string | null }>(
    db,
    'select status, code, message from write where id = $1',
    [writeId],
  );
  if (write?.status === 'SUPERSEDED') return refused(changedSince(link));
  const { canonicalId, system, entityType, externalId } = link;
  const { status = 'PLANNED', code = null, message = null } = write ?? {};
  return done({ canonicalId, writes: [{ system, entityType, externalId, status: stateOf(status), code, message }] });
}

function changedSince({ system, entityType }: Pick<FoundLink, 'system' | 'entityType'>): UserFault {
  const message = `Somebody has changed the record in ${system}.${entityType} since the hub made it: it stays as it is.`;
  return { field: ['linkId'], code: 'CHANGED_SINCE', message };
}

function fault(code: UserFault['code'], message: string): UserFault {
  return { field: ['linkId'], code, message };
}
