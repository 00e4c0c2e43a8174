import { saveFeed } from './change-feed.js';
import type { Changes } from './changes.js';
import type { StoreContext } from './context.js';
import { saveExclusions } from './save-exclusions.js';
import { saveCanonicals, saveMerged, saveTombstones } from './save-canonicals.js';
import { saveJournal } from './save-journal.js';
import { endLinks, saveLinks } from './save-links.js';
import { saveWrites } from './save-writes.js';
import type { Db } from './sql.js';
import { dropSuccessors, noteSuccessors } from './successors.js';

/**
 * Stores what decisions changed: as many statements as there are kinds of change, however many dossiers. Answers what else is
 * due by that.
 */
export async function save(context: StoreContext, db: Db, changes: Changes, now: number): Promise<string[]> {
  await saveCanonicals(context, db, changes, now);
  await endLinks(db, changes, now);
  await saveTombstones(db, changes, now);
  const keyed = await saveLinks(context, db, changes, now);
  await saveMerged(db, changes, now);
  const due = await saveSuccessors(context, db, changes, keyed, now);
  await saveWrites(db, changes, now);
  await saveJournal(db, changes, now);
  await saveFeed(db, changes.told, now);
  await saveExclusions(db, changes, now);
  return due;
}

async function saveSuccessors(
  context: StoreContext,
  db: Db,
  { unburied, buried, ended, links }: Changes,
  keyed: readonly string[],
  now: number,
): Promise<string[]> {
  const freed = await dropSuccessors(context, db, [...unburied, ...buried.filter(({ certain }) => certain)], now);
  const lost = ended.flatMap(({ id, gone }) => (gone ? [id] : []));
  const missed = links.flatMap(({ link, wasMissed }) => (link.missedAt === null && !wasMissed ? [] : [link.id]));
  return [...freed, ...(await noteSuccessors(context, db, keyed, [...lost, ...missed], now))];
}
