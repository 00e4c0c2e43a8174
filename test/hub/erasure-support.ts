import { rows, type Db } from '../../subgraphs/hub/store/postgres/sql.js';
import { learnWords } from '../../subgraphs/hub/store/vocabulary.js';
import { slotAt } from '../../subgraphs/hub/sync/engine.js';
import { lookFor } from '../../subgraphs/hub/sync/sweep.js';
import { eventually } from '../support/eventually.js';
import type { TestHub } from '../support/hub.js';
import { linkedIn, type Linked } from '../support/linked.js';
import { systemsOf } from '../support/systems.js';

/** Where the employees of these tests have a record. */
export const places = ['tidsbanken.Ansatt', 'customerp.Employee', 'powerofficego.Employees'];

/** No word of any seed. */
export const canary = 'kanarifugl';

/** Every table of the database in which some column of some row has the text, as that column shows itself. */
export async function tablesWith(db: Db, text: string): Promise<string[]> {
  const found = [];
  for (const table of await tables(db)) {
    const hits = await rows(db, `select from ${table} as one where one::text ilike $1 limit 1`, [`%${text}%`]);
    if (hits.length > 0) found.push(table);
  }
  return found;
}

/** Every table, partitions as the whole that they are of. */
export async function tables(db: Db): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db,
    `select case when nspname = 'public' then '' else nspname || '.' end || relname as name
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p') and not relispartition and nspname not in ('information_schema', 'pg_catalog', 'pg_toast')
     order by name`,
  );
  return found.map(({ name }) => name);
}

/** An employee with a record in three systems, and maybe more, who was given a name and an address with the canary in it. */
export async function named(hub: TestHub): Promise<Linked> {
  const { db, engine } = hub.context;
  const linked = await linkedIn(hub, 'Employee', places);
  const externalId = linked.ids['tidsbanken.Ansatt'] ?? '';
  const changed = { Etternavn: `${canary}dal`, Epost: `${canary}@fjord.example` };
  await systemsOf(hub.sandbox).editTidsbanken('Ansatt', { Id: Number(externalId), ...changed });
  await lookFor(engine, slotAt(engine, 'tidsbanken.Ansatt'), [externalId]);
  await eventually(async () => expect(await unsettled(db, linked.id)).toEqual([]));
  const written = await systemsOf(hub.sandbox).custom('customerp', 'employees');
  expect(JSON.stringify(written)).toContain(canary);
  await learnWords(db);
  return linked;
}

/** Why a canonical record is not at rest yet. */
export function unsettled(db: Db, id: string): Promise<object[]> {
  return rows(
    db,
    `select 'due' as why from canonical_record where id = $1 and due_at is not null
     union all select status from write where canonical_id = $1 and status in ('PLANNED', 'SENDING', 'IN_DOUBT')`,
    [id],
  );
}
