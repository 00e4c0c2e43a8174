import type { RawRecord } from '../../shared/connector.js';
import { HubError, NotFound } from '../../shared/errors.js';
import { compared, failed, fine, note, type Judged, type Subject } from './finding.js';
import { msUntil } from './patience.js';
import { readRows } from './reading.js';
import { findTrials, type Trial } from './trial.js';
import { isTrial, retirement } from './trial-values.js';

/**
 * Takes every record of the doctor's own away again, or out of use where nothing can be taken away, and says so. Also
 * looks for one whose creation was never answered. Never throws: what is left behind is told.
 */
export async function cleanUp(
  subject: Subject,
  made: readonly RawRecord[],
  options: Trial['options'],
  cursor: string | null,
): Promise<Judged[]> {
  const { entityType } = subject;
  const findings: Judged[] = [];
  const unheard = made.length > 0 ? [] : await lookFor(subject, options, findings);
  for (const record of [...made, ...unheard.filter((found) => isTrial(entityType.mapping, found))]) {
    try {
      findings.push(await end(subject, record));
    } catch (error) {
      findings.push(leftBehind(subject, record, error));
    }
  }
  const [first] = made;
  const isGone = first !== undefined && findings.every(({ verdict }) => verdict === 'fine');
  return isGone ? [...findings, ...(await judgeDeletes(subject, first, cursor, findings))] : findings;
}

async function lookFor(subject: Subject, options: Trial['options'], findings: Judged[]): Promise<readonly RawRecord[]> {
  try {
    const found = await findTrials(subject, options);
    if (found !== null) return found;
    const { name } = subject.entityType;
    findings.push(
      note('clean-up', `whether a record was made cannot be asked: see that no ${name} is "Samband doctor"`),
    );
    return [];
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const remedy = `look for "Samband doctor" among ${subject.entityType.name} and remove it`;
    findings.push(failed('clean-up', `whether a record was made is not known: ${error.message}`, remedy));
    return [];
  }
}

async function end({ entityType, resource }: Subject, { id }: RawRecord): Promise<Judged> {
  if (resource.remove) {
    await resource.remove(id).catch((error: unknown) => {
      if (!(error instanceof NotFound)) throw error;
    });
    return fine('clean-up', 'the record made here is removed');
  }
  await resource.update(id, retirement(entityType.mapping) ?? {});
  const found = `${entityType.name} ${id}, made here, is out of use, for nothing can be removed; it is used again next time`;
  return note('clean-up', found);
}

function leftBehind({ entityType }: Subject, { id }: RawRecord, error: unknown): Judged {
  if (!(error instanceof HubError)) throw error;
  return failed(
    'clean-up',
    `${entityType.name} ${id} is left behind: ${error.message}`,
    `remove ${entityType.name} ${id} by hand`,
  );
}

/** How a removed record shows: among the changes as removed, or by being missing. */
async function judgeDeletes(
  subject: Subject,
  { id }: RawRecord,
  cursor: string | null,
  findings: Judged[],
): Promise<Judged[]> {
  const { resource } = subject;
  try {
    const isMissing = (await msUntil(async () => ((await resource.readMany([id]))[0] ?? null) === null)) !== null;
    if (!isMissing) return [compared(subject, 'deletes', 'none', 'a removed record can still be read')];
    const { records } = cursor === null ? { records: [] } : await readRows(resource, cursor, Infinity);
    const isTold = records.some((record) => record.id === id && record.deleted === true);
    const found = isTold ? 'a removed record is among the changes' : 'a removed record is missing';
    return [compared(subject, 'deletes', isTold ? 'feed' : 'missing', found)];
  } catch (error) {
    findings.push(leftBehind(subject, { id, version: null, fields: {} }, error));
    return [];
  }
}
