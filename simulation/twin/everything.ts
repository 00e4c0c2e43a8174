import type { DataSource } from 'typeorm';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import type { Store } from '../../subgraphs/hub/sync/store.js';
import type { MemoryStore } from '../store/memory.js';
import { booksOf } from './books.js';
import { difference } from './difference.js';
import type { Names } from './names.js';
import { byName, plainDossier, type Tongue } from './plain.js';
import { booksIn, timesOfItsOwn } from './postgres-books.js';

/** More than a history has, and later than one ends. */
const [all, always] = [10_000, 1e14];

export interface Both {
  readonly memory: MemoryStore;
  readonly postgres: Store;
  readonly db: DataSource;
  readonly names: Names;
  readonly policy: SyncPolicy;
  readonly ours: Tongue;
  readonly theirs: Tongue;
  readonly now: number;
}

/** Where, of all that they hold, two stores first differ; null: nowhere. */
export async function differsInAll(both: Both): Promise<string | null> {
  const { memory, db, names, ours, theirs } = both;
  await names.learn();
  return (
    (await differsByThePort(both)) ??
    difference(booksOf(memory.everything(), ours), await booksIn(db, theirs)) ??
    (await timesOfItsOwn(db))
  );
}

/** What the port tells of everything that is live. */
async function differsByThePort(both: Both): Promise<string | null> {
  const { memory, postgres, ours, theirs } = both;
  return difference(await toldBy(memory, both, ours), await toldBy(postgres, both, theirs));
}

async function toldBy(store: Store, { memory, policy, now }: Both, tongue: Tongue): Promise<unknown> {
  const { dossiers, merged } = memory.everything();
  const told = [];
  for (const place of policy.places.keys()) {
    const hints = await store.nextHints(place, '0', always, all);
    told.push({ ...(await store.lastReading(place)), hints: hints.map(({ externalId }) => externalId) });
  }
  const live = await store.read([...dossiers.keys()]);
  return {
    places: told,
    dossiers: live.map((dossier) => plainDossier(dossier, tongue)),
    survivors: byName(await store.survivors([...merged.keys()])),
    due: byName((await store.due(now, all)).map(({ canonicalId, at }) => [canonicalId, at])),
  };
}
