import { jest } from '@jest/globals';
import { birthOf, nationalId } from '../../sandbox/world/numbers.js';
import { resolveReview } from '../../subgraphs/hub/operations/answers.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { plainly } from '../support/deciding.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

test('a record that bears another national identity number by now is left alone until a person decides', async () => {
  await withSyncedHub(async (hub) => {
    const systems = systemsOf(hub.sandbox);
    const { id, ids } = await numberedTwice(hub);
    const edit = (fields: object): Promise<void> =>
      systems.editTidsbanken('Ansatt', { Id: Number(ids['tidsbanken.Ansatt']), ...fields });
    const inErp = async (): Promise<unknown> =>
      (await systems.custom('customerp', 'employees')).find((one) => one['id'] === ids['customerp.Employee'])?.[
        'jobTitle'
      ];

    await edit({ Personnummer: nationalId(birthOf(9_999, 'female')) });
    await hub.sync();
    expect(await statesOf(hub, id)).toMatchObject({ 'tidsbanken.Ansatt': 'PAUSED', 'customerp.Employee': 'ACTIVE' });
    const before = await inErp();
    await edit({ Tittel: 'Somebody else’s title' });
    await hub.sync();
    expect(await inErp()).toEqual(before);

    const [review] = await rows<{ id: string }>(
      hub.context.db,
      `select id from review where kind = 'CONTRADICTION' and status = 'OPEN' and canonical_id = $1`,
      [id],
    );
    expect(await resolveReview(hub, review?.id ?? '', true, plainly(20_000))).toMatchObject({ ok: true });
    await edit({ Etternavn: 'Gift-Navn' });
    await hub.sync();
    expect(await statesOf(hub, id)).toMatchObject({ 'tidsbanken.Ansatt': 'ACTIVE' });
    expect((await systems.custom('customerp', 'employees')).map((one) => one['lastName'])).toContain('Gift-Navn');
  });
});

/** An employee whose national identity number two systems know, and of whom Customerp knows as well. */
async function numberedTwice({ context: { db } }: TestHub): Promise<{ id: string; ids: Record<string, string> }> {
  const [found] = await rows<{ id: string; ids: Record<string, string> }>(
    db,
    `select link.canonical_id as id, jsonb_object_agg(link.system || '.' || link.entity_type, record.external_id) as ids
     from link join record on record.id = link.record_id
     left join match_key on match_key.record_id = record.id and match_key.name = '=nationalIdentityNumber'
     where link.state = 'ACTIVE'
     group by 1
     having count(match_key.record_id) > 1 and 'customerp' = any(array_agg(link.system))
     limit 1`,
  );
  if (!found) throw new Error('no employee has the number in two systems');
  return found;
}

async function statesOf({ context: { db } }: TestHub, id: string): Promise<Record<string, string>> {
  const found = await rows<{ place: string; state: string }>(
    db,
    `select system || '.' || entity_type as place, state from link where canonical_id = $1`,
    [id],
  );
  return Object.fromEntries(found.map(({ place, state }) => [place, state]));
}
