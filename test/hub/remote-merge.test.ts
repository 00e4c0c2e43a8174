import { jest } from '@jest/globals';
import { resolveReview } from '../../subgraphs/hub/operations/answers.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { plainly } from '../support/deciding.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(180_000);

const place = 'custom-pms.Customer';

test('a record that became another one in its system is put before a person, who has the other one take its place', async () => {
  await withSyncedHub(async (hub) => {
    const [one, other] = await numbered(hub);
    const [heir, namesake] = [await becomeAnother(hub, one), await becomeAnother(hub, other)];
    await hub.sync();
    await eventually(async () => {
      for (const { id } of [one, other]) expect(await openReviews(hub, id)).toEqual(['REMOTE_MERGE']);
    }, 60_000);
    for (const { id } of [heir, namesake]) expect(await homeOf(hub, id)).toEqual([`${place}/${id}`]);

    expect(await answer(hub, one, true)).toMatchObject({ ok: true });
    expect(await rows(hub.context.db, 'select due_at from canonical_record where id = $1', [one.id])).toEqual([
      { due_at: null },
    ]);
    expect(await openReviews(hub, one.id)).toEqual([]);
    const home = await homeOf(hub, heir.id);
    expect(home).toContain(`${place}/${heir.id}`);
    expect(home).toHaveLength(one.links);

    expect(await answer(hub, other, false)).toMatchObject({ ok: true });
    expect(await openReviews(hub, other.id)).toEqual(['GONE']);
    expect(await answer(hub, other, true)).toMatchObject({ ok: false, faults: [{ code: 'CONFLICT' }] });

    const systems = systemsOf(hub.sandbox);
    await systems.editCustom('custom-pms', `customers/${heir.id}`, { email: 'samlet@fjordfisk.no' });
    const last = await hub.sync();
    expect(last.counters).toMatchObject({ created: 0, failed: 0 });
    const emails = (await systems.tidsbanken('Kunde')).map((kunde) => kunde['Epost']);
    expect(emails).toContain('samlet@fjordfisk.no');
  });
});

interface Numbered {
  readonly id: string;
  readonly externalId: string;
  /** How many records it has. */
  readonly links: number;
}

/** Two customers, known by an organisation number to Tidsbanken too, to whom nothing in the PMS refers. */
async function numbered({ context: { db }, sandbox }: TestHub): Promise<readonly [Numbered, Numbered]> {
  const projects = await systemsOf(sandbox).custom('custom-pms', 'projects');
  const found = await rows<Numbered>(
    db,
    `select link.canonical_id as id, record.external_id as "externalId",
            (select count(*)::int from link other where other.canonical_id = link.canonical_id and other.state = 'ACTIVE') as links
     from link join record on record.id = link.record_id
     where link.system = 'custom-pms' and link.entity_type = 'Customer' and link.state = 'ACTIVE'
       and exists (select from match_key where match_key.record_id = record.id and name = '=organizationNumber')
       and exists (select from link other where other.canonical_id = link.canonical_id and other.entity_type = 'Kunde')
       and record.external_id <> all($1)
     order by record.id limit 2`,
    [projects.map((project) => String(project['customerId']))],
  );
  const [one, other] = found;
  if (!one || !other) throw new Error('no two customers have a number and no project');
  return [one, other];
}

/** The PMS makes a customer one with a new one, which bears all that it held. */
async function becomeAnother({ sandbox }: TestHub, { externalId }: Numbered): Promise<{ id: string }> {
  const systems = systemsOf(sandbox);
  const held = (await systems.custom('custom-pms', 'customers')).find(({ id }) => id === externalId);
  const own = ['id', 'externalRef', 'createdAt', 'updatedAt', 'deletedAt', 'version', 'etag'];
  const fields = Object.fromEntries(Object.entries(held ?? {}).filter(([name]) => !own.includes(name)));
  const id = await systems.makeCustom('custom-pms', 'customers', fields);
  await systems.removeCustom('custom-pms', `customers/${externalId}`);
  return { id };
}

/** Answers what was put before a person last of a customer. */
async function answer(hub: TestHub, { id }: Numbered, became: boolean) {
  const [review] = await rows<{ id: string }>(
    hub.context.db,
    `select id from review where kind = 'REMOTE_MERGE' and canonical_id = $1 order by id desc limit 1`,
    [id],
  );
  return resolveReview(hub, review?.id ?? '', became, plainly(20_000));
}

async function openReviews({ context: { db } }: TestHub, id: string): Promise<string[]> {
  const found = await rows<{ kind: string }>(
    db,
    `select kind from review where canonical_id = $1 and status = 'OPEN' and place = $2 order by kind`,
    [id, place],
  );
  return found.map(({ kind }) => kind);
}

/** The records of the canonical one that a customer of the PMS is in. */
async function homeOf({ context: { db } }: TestHub, externalId: string): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db,
    `select record.system || '.' || record.entity_type || '/' || record.external_id as name
     from record join link on link.record_id = record.id and link.state = 'ACTIVE'
     where link.canonical_id = (
       select canonical_id from link join record on record.id = link.record_id
       where record.system = 'custom-pms' and record.external_id = $1 and link.state = 'ACTIVE'
     ) order by name`,
    [externalId],
  );
  return found.map(({ name }) => name);
}
