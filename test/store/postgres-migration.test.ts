import { Dossiers1763300000000 } from '../../migrations/1763300000000-dossiers.js';
import { migrations } from '../../migrations/index.js';
import { migrate, openDataSource, undoLastMigration } from '../../shared/db/data-source.js';
import { withDatabase } from '../support/database.js';

const id = '00000000-0000-4000-8000-000000000001';
const writeId = '00000000-0000-4000-8000-000000000002';

test('what was stored before dossiers came is carried on, and back', async () => {
  await withDatabase(async (url) => {
    const upToDossiers = migrations.slice(0, migrations.indexOf(Dossiers1763300000000) + 1);
    const db = await openDataSource({ url, entities: [], migrations: upToDossiers });
    await migrate(db);
    await undoLastMigration(db);
    await db.query(`insert into canonical_record (id, type) values ('${id}', 'Customer')`);
    for (const name of ['1', '2']) {
      await db.query(
        `insert into record (system, entity_type, external_id, wire, digest, previously_observed_at, observed_at)
         values ('crm', '${name}', '1', '{}', '', 'epoch', now())`,
      );
      await db.query(
        `insert into link (id, canonical_id, system, entity_type, record_id, state, origin)
         select gen_random_uuid(), '${id}', 'crm', '${name}', id, 'ACTIVE', 'FIRST' from record where entity_type = '${name}'`,
      );
    }
    await db.query(
      `insert into write (id, canonical_id, link_id, kind, status, "values", attempts, sent_at)
       select '${writeId}', '${id}', id, 'UPDATE', 'SENDING', '{}', 1, now() from link where entity_type = '1'`,
    );
    for (const field of ['name', 'email', 'name'])
      await db.query(`insert into edit (canonical_id, field, rule) values ('${id}', '${field}', 'hub')`);
    await migrate(db);
    expect(await db.query('select field, version from edit order by id')).toEqual([
      { field: 'name', version: 1 },
      { field: 'email', version: 1 },
      { field: 'name', version: 2 },
    ]);
    expect(await db.query('select rank from link order by entity_type')).toEqual([{ rank: 0 }, { rank: 1 }]);
    const known = 'select first_sent_at = sent_at as sent, lease_until <= now() as abandoned from write';
    expect(await db.query(known)).toEqual([{ sent: true, abandoned: true }]);
    await undoLastMigration(db);
    expect(await db.query('select in_doubt from link order by entity_type')).toEqual([
      { in_doubt: true },
      { in_doubt: false },
    ]);
    await db.destroy();
  });
});
