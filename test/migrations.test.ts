import { migrations } from '../migrations/index.js';
import { migrate, openDataSource, undoAllMigrations } from '../shared/db/data-source.js';
import { entities } from '../subgraphs/hub/store/entities.js';
import { withDatabase } from './support/database.js';

test('the migrations go forward, back and forward again, and leave nothing behind on the way back', async () => {
  await withDatabase(async (url) => {
    const db = await openDataSource({ url, entities, migrations });
    const tables = async (): Promise<string[]> => {
      const found = await db.query<{ name: string }[]>(
        `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'migrations' order by 1`,
      );
      return found.map(({ name }) => name);
    };
    await migrate(db);
    const forward = await tables();
    expect(forward).toEqual(
      expect.arrayContaining(['canonical_record', 'edit', 'link', 'record', 'sync_run', 'write']),
    );
    await undoAllMigrations(db);
    expect(await tables()).toEqual([]);
    await migrate(db);
    expect(await tables()).toEqual(forward);
    await db.destroy();
  });
});

test('every entity names a table and columns that the migrations make', async () => {
  await withDatabase(async (url) => {
    const db = await openDataSource({ url, entities, migrations });
    await migrate(db);
    for (const { tableName, columns } of db.entityMetadatas) {
      const names = columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
      await expect(db.query(`select ${names} from "${tableName}" limit 0`)).resolves.toEqual([]);
    }
    expect(db.entityMetadatas.length).toBeGreaterThan(5);
    await db.destroy();
  });
});
