import { jest } from '@jest/globals';
import type { Connector } from '../../shared/connector.js';
import { resolveReview } from '../../subgraphs/hub/operations/answers.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { connectors } from '../../subgraphs/registry.js';
import { plainly } from '../support/deciding.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';
import { made, undo, waitMs, type Made } from './undo-creation-support.js';

jest.setTimeout(180_000);
const changedSince = { ok: false, faults: [{ field: ['linkId'], code: 'CHANGED_SINCE' }] };

/** What happens between the look at a customer of the PMS that was asked for and the one just before it is written. */
let betweenLooks: { readonly id: string; readonly act: () => Promise<void>; looks: number } | null = null;

const watched: readonly Connector[] = connectors.map((connector) =>
  connector.system === 'custom-pms'
    ? {
        ...connector,
        connect(env, host) {
          const connection = connector.connect(env, host);
          const { Customer } = connection.resources;
          if (!Customer) throw new Error('the PMS has no customers');
          const readMany: typeof Customer.readMany = async (ids) => {
            if (betweenLooks && ids.includes(betweenLooks.id) && (betweenLooks.looks += 1) === 2)
              await betweenLooks.act();
            return Customer.readMany(ids);
          };
          const resources = { ...connection.resources, Customer: { ...Customer, readMany } };
          return { ...connection, resources, close: () => connection.close() };
        },
      }
    : connector,
);

async function noted({ context: { db } }: TestHub, { canonicalId }: Made): Promise<unknown[]> {
  return rows(db, `select kind, status from review where canonical_id = $1 order by id`, [canonicalId]);
}

test('a record that the hub made is removed again if nobody has touched it, and nothing else is', async () => {
  await withSyncedHub(
    async (hub) => {
      const systems = systemsOf(hub.sandbox);
      const busy = new Set((await systems.custom('custom-pms', 'projects')).map((one) => one['customerId']));
      const [untouched, typed, touched, late] = (await made(hub, 'custom-pms.Customer')).filter(
        ({ externalId }) => !busy.has(externalId),
      ) as [Made, Made, Made, Made];
      await isRemovedWhereNobodyTouchedIt(hub, untouched);
      const [before] = await inPms(hub, touched);
      await staysWhereSomebodyTouchedIt(hub, typed, { phone: '22 33 44 55' });
      await staysWhereSomebodyTouchedIt(hub, touched, { phone: '22 33 44 56' }, { phone: before?.['phone'] });
      await staysWhereSomebodyTouchesItMeanwhile(hub, late);
    },
    { connectors: watched },
  );
});

function inPms(hub: TestHub, { externalId }: Made): Promise<Record<string, unknown>[]> {
  return systemsOf(hub.sandbox)
    .custom('custom-pms', 'customers')
    .then((all) => all.filter(({ id }) => id === externalId));
}

async function isRemovedWhereNobodyTouchedIt(hub: TestHub, one: Made): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  const before = await systems.counts();
  const planned = {
    ok: true,
    value: { writes: [{ system: 'custom-pms', externalId: one.externalId, status: 'PENDING' }] },
  };
  expect(await undo(hub, one, { dryRun: true })).toMatchObject(planned);
  expect(await systems.counts()).toEqual(before);
  expect(await undo(hub, one)).toMatchObject({ ok: true, value: { writes: [{ status: 'CONFIRMED' }] } });
  const after = { ...before, 'custom-pms.Customer': (before['custom-pms.Customer'] ?? 0) - 1 };
  expect([await inPms(hub, one), await systems.counts()]).toEqual([[], after]);
  expect(await hub.sync()).toMatchObject({ counters: { created: 0, updated: 0, failed: 0 } });
  expect(await systems.counts()).toEqual(after);
  expect(await undo(hub, one)).toMatchObject({ ok: false, faults: [{ code: 'CONFLICT' }] });
  await canBeMadeAgain(hub, one, before);
}

async function canBeMadeAgain(hub: TestHub, one: Made, counts: Record<string, number>): Promise<void> {
  const [gone] = await rows<{ id: string; causes: unknown }>(
    hub.context.db,
    `select review.id, write.causes from review join write on write.canonical_id = review.canonical_id and write.kind = 'REMOVE'
     where review.canonical_id = $1 and review.kind = 'GONE'`,
    [one.canonicalId],
  );
  expect(gone?.causes).toEqual({ 'custom-pms.Customer': expect.any(Number) });
  expect(await resolveReview(hub, gone?.id ?? '', true, plainly(waitMs))).toMatchObject({ ok: true });
  expect(await systemsOf(hub.sandbox).counts()).toEqual(counts);
}

/** Also where the last touch put back what the one before it had changed. */
async function staysWhereSomebodyTouchedIt(hub: TestHub, one: Made, ...touches: readonly object[]): Promise<void> {
  const systems = systemsOf(hub.sandbox);
  for (const touch of touches) await systems.editCustom('custom-pms', `customers/${one.externalId}`, { ...touch });
  expect(await undo(hub, one, { dryRun: true })).toMatchObject(changedSince);
  expect(await undo(hub, one)).toMatchObject(changedSince);
  expect(await inPms(hub, one)).toMatchObject(touches.slice(-1));
}

async function staysWhereSomebodyTouchesItMeanwhile(hub: TestHub, one: Made): Promise<void> {
  const touch = { name: 'Renamed just then' };
  const act = () => systemsOf(hub.sandbox).editCustom('custom-pms', `customers/${one.externalId}`, touch);
  betweenLooks = { id: one.externalId, act, looks: 0 };
  expect(await undo(hub, one)).toMatchObject(changedSince);
  betweenLooks = null;
  expect(await inPms(hub, one)).toMatchObject([touch]);
  expect(await noted(hub, one)).toEqual([{ kind: 'CHANGED_SINCE', status: 'NOTED' }]);
}
