import { jest } from '@jest/globals';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { withSyncedHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';
import { madeByHand, undo, type Made } from './undo-creation-support.js';

jest.setTimeout(180_000);

test('where its system removes no record, one that the hub made is put out of use and stands alone', async () => {
  await withSyncedHub(async (hub) => {
    const systems = systemsOf(hub.sandbox);
    const patch = { firstName: 'Solveig', lastName: 'Bergheim', email: 'solveig@bergheim.example' };
    const one = await madeByHand(hub, 'Employee', patch, 'tidsbanken.Ansatt');
    const others = async (): Promise<unknown> => [
      await systems.custom('customerp', 'employees'),
      await systems.contacts(),
      await systems.powerofficeEmployees(),
      (await systems.tidsbanken('Ansatt')).filter(({ Id }) => String(Id) !== one.externalId),
    ];
    const [before, counts] = [await others(), await systems.counts()];
    expect(await undo(hub, one)).toMatchObject({ ok: true, value: { writes: [{ status: 'CONFIRMED' }] } });
    expect(await hub.sync()).toMatchObject({ counters: { created: 0, failed: 0 } });
    const [put] = (await systems.tidsbanken('Ansatt')).filter(({ Id }) => String(Id) === one.externalId);
    expect(put).toMatchObject({ Aktiv: false });
    expect([await others(), await systems.counts()]).toEqual([before, counts]);
    const links = `select state from link where id = $1`;
    expect(await rows(hub.context.db, links, [one.linkId])).not.toEqual([{ state: 'ACTIVE' }]);
  });
});

test('what can neither be removed nor put out of use stays, and so does what the hub did not make', async () => {
  await withSyncedHub(async (hub) => {
    const kunde = await madeByHand(hub, 'Customer', { name: 'Bergheim Bruk AS' }, 'tidsbanken.Kunde');
    const message = 'tidsbanken.Kunde can neither remove a record nor put one out of use.';
    expect(await undo(hub, kunde)).toMatchObject({ ok: false, faults: [{ code: 'INVALID', message }] });
    const [found] = await rows<{ linkId: string }>(
      hub.context.db,
      `select id as "linkId" from link where origin <> 'CREATED' and state = 'ACTIVE' limit 1`,
    );
    expect(await undo(hub, found as Made)).toMatchObject({ ok: false, faults: [{ code: 'INVALID' }] });
    for (const linkId of ['nonsense', '00000000-0000-4000-8000-000000000000'])
      expect(await undo(hub, { linkId })).toMatchObject({ ok: false, faults: [{ code: 'NOT_FOUND' }] });
  });
});
