import { saveFeed } from './change-feed.js';
import type { Changes } from './changes.js';
import type { StoreContext } from './context.js';
import { saveExclusions } from './save-exclusions.js';
import { saveCanonicals, saveMerged, saveTombstones } from './save-canonicals.js';
import { saveJournal } from './save-journal.js';
import { endLinks, saveLinks } from './save-links.js';
import { saveWrites } from './save-writes.js';
import type { Db } from './sql.js';

/** Stores what decisions changed: as many statements as there are kinds of change, however many dossiers. */
export async function save(context: StoreContext, db: Db, changes: Changes, now: number): Promise<void> {
  await saveCanonicals(context, db, changes, now);
  await endLinks(db, changes, now);
  await saveTombstones(db, changes, now);
  await saveLinks(context, db, changes, now);
  await saveMerged(db, changes, now);
  await saveWrites(db, changes, now);
  await saveJournal(db, changes, now);
  await saveFeed(db, changes.told, now);
  await saveExclusions(db, changes, now);
}
