import type { DataSource } from 'typeorm';
import type { Dossier } from '../../../../shared/sync/dossier.js';
import { noRemovals } from '../../../../shared/sync/removals.js';
import type { View } from '../../../../shared/sync/policy.js';
import type { StoreContext } from './context.js';
import { loadDossiers } from './load.js';
import { viewFor } from './view.js';

const nothingRemoved = { succeeded: new Set<string>(), lastReadAt: null };

/** What a decision would be made of, by one state of the database; nothing is locked, and nothing changes. */
export function look<T>(
  context: StoreContext,
  db: DataSource,
  ids: readonly string[],
  judge: (dossiers: readonly Dossier[], view: View) => T,
): Promise<T> {
  return db.transaction('REPEATABLE READ', async (tx) => {
    const dossiers = await loadDossiers(context, tx, ids);
    const asked = { dossiers, options: {}, creationsUnderWay: [], removals: noRemovals, ...nothingRemoved };
    return judge(dossiers, await viewFor(context, tx, asked, context.now()));
  });
}
