import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { migrate, openDataSource } from '../../shared/db/data-source.js';
import type { Journal } from '../../shared/sync/dossier.js';
import { entities } from '../../subgraphs/hub/store/entities.js';
import { createPostgresStore, type PostgresStoreOptions } from '../../subgraphs/hub/store/postgres/store.js';
import { withMigratedDatabase } from '../support/database.js';
import { policy, referencePaths, type OpenStore, type StoreParts } from './support.js';

/** A migrated database that stays open over several tests. */
export class TestDatabase {
  private opened: DataSource | null = null;
  private letGo: () => void = () => undefined;
  private over: Promise<void> = Promise.resolve();

  async open(): Promise<void> {
    await new Promise<void>((ready, fail) => {
      const use = async (url: string): Promise<void> => {
        this.opened = await openDataSource({ url, entities, migrations });
        const released = new Promise<void>((resolve) => (this.letGo = resolve));
        ready();
        await released;
        await this.opened.destroy();
      };
      this.over = withMigratedDatabase(migrateTemplate, use);
      this.over.catch(fail);
    });
  }

  async close(): Promise<void> {
    this.letGo();
    await this.over;
  }

  get db(): DataSource {
    if (!this.opened) throw new RangeError('no database is open');
    return this.opened;
  }

  async clear(): Promise<void> {
    await this.db.query(`truncate ${tables.join(', ')} restart identity cascade`);
  }

  store(more: Partial<PostgresStoreOptions> = {}): ReturnType<typeof createPostgresStore> {
    const clock = { now: () => new Date(), enqueue: () => Promise.resolve() };
    return createPostgresStore({ db: this.db, policy, referencePaths, hashKey: 'test', ...clock, ...more });
  }

  async openStore({ now, ...parts }: StoreParts): Promise<OpenStore> {
    await this.clear();
    return {
      store: this.store({ ...parts, now: () => new Date(now()) }),
      exclude: async (one, other) => {
        await this.db.query(
          `insert into link_exclusion (low_record_id, high_record_id) values (least($1::bigint, $2::bigint), greatest($1::bigint, $2::bigint))`,
          [one, other],
        );
      },
      books: (canonicalId) => this.books(canonicalId),
      close: () => Promise.resolve(),
    };
  }

  private async books(canonicalId: string): Promise<Journal> {
    const of = <T>(columns: string, table: string): Promise<T[]> =>
      this.db.query(`select ${columns} from ${table} where canonical_id = $1 order by id`, [canonicalId]);
    const [edits, conflicts, reviews] = [
      await of<Journal['edits'][number]>(
        `canonical_id as "canonicalId", field, before, after, link_id as "linkId", rule, version`,
        'edit',
      ),
      await of<Journal['conflicts'][number]>(
        `canonical_id as "canonicalId", field, winner, loser, loser_link_id as "loserLinkId", rule, status = 'OPEN' as review`,
        'conflict',
      ),
      await of<Journal['reviews'][number]>(
        `kind, canonical_id as "canonicalId", place, field, message, status = 'OPEN' as open`,
        'review',
      ),
    ];
    return { edits, conflicts, reviews };
  }
}

const tables = ['canonical_record', 'record', 'link', 'write', 'review', 'hint', 'reading', 'key_sequence'];

async function migrateTemplate(url: string): Promise<void> {
  const db = await openDataSource({ url, entities: [], migrations });
  await migrate(db);
  await db.destroy();
}
