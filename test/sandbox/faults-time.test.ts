import { withFaultServer, type FaultServer } from './fault-server.js';

/** A clock that stands still until it is moved. */
function stoppedClock(): { now: () => Date; pass: (ms: number) => void } {
  let time = Date.parse('2026-11-20T10:00:00Z');
  return { now: () => new Date(time), pass: (ms) => void (time += ms) };
}

type Rows = Record<string, unknown>[];

const customers = async ({ send }: FaultServer, query = ''): Promise<unknown[]> => {
  const { body } = await send('GET', `/customers?limit=1000${query}`);
  return (body['items'] as Rows).map((row) => row['name']);
};

test('stale reads show what was, by id and in lists, until the lag has passed', () => {
  const { now, pass } = stoppedClock();
  return withFaultServer(
    'customerp',
    async (server) => {
      const { send, add } = server;
      const before = (await send('GET', '/customers/20001')).body;
      const total = (await send('GET', '/customers')).body['total'];
      await add({ kind: 'staleReads', ms: 5000 });
      const patched = (await send('PATCH', '/customers/20001', { name: 'Ny' })).body;
      const made = (await send('POST', '/customers', { name: 'Fersk', externalRef: 'E1' })).body;
      await send('DELETE', '/customers/20090');
      pass(4999);
      expect((await send('GET', '/customers/20001')).body).toEqual(before);
      expect((await send('GET', `/customers/${String(made['id'])}`)).status).toBe(404);
      expect((await send('GET', '/customers/20090')).status).toBe(200);
      expect((await send('GET', '/customers')).body['total']).toBe(total);
      expect(await customers(server)).not.toContain('Fersk');
      expect(await customers(server, '&externalRef=E1')).toEqual([]);
      pass(1);
      expect((await send('GET', '/customers/20001')).body).toEqual(patched);
      expect((await send('GET', '/customers/20090')).status).toBe(410);
      expect(await customers(server)).toContain('Fersk');
      expect(await customers(server, '&externalRef=E1')).toEqual(['Fersk']);
    },
    { now },
  );
});

test('several changes of one record come to light one after the other', () => {
  const { now, pass } = stoppedClock();
  return withFaultServer(
    'customerp',
    async ({ send, add }) => {
      const name = async () => (await send('GET', '/customers/20001')).body['name'];
      const first = await name();
      await add({ kind: 'staleReads', ms: 1000 });
      await send('PATCH', '/customers/20001', { name: 'B' });
      pass(600);
      await send('PATCH', '/customers/20001', { name: 'C' });
      const seen = [await name()];
      for (const ms of [400, 600]) {
        pass(ms);
        seen.push(await name());
      }
      expect(seen).toEqual([first, 'B', 'C']);
    },
    { now },
  );
});

test('a cursor taken while a change was hidden brings it later', () => {
  const { now, pass } = stoppedClock();
  return withFaultServer(
    'customerp',
    async ({ send, add }) => {
      await add({ kind: 'lateVisibility', ms: 1000 });
      await send('PATCH', '/customers/20001', { name: 'Sen' });
      const { syncCursor } = (await send('GET', '/customers?limit=1')).body;
      expect((await send('GET', '/customers/20001')).body['name']).toBe('Sen');
      pass(1000);
      const { items } = (await send('GET', `/customers?updatedSince=${String(syncCursor)}`)).body;
      expect((items as Rows).map(({ name }) => name)).toEqual(['Sen']);
    },
    { now },
  );
});

test('with a share of late changes, rows appear after newer stamps', () => {
  const { now, pass } = stoppedClock();
  return withFaultServer(
    'tidsbanken',
    async ({ send, add }) => {
      await add({ kind: 'lateVisibility', ms: 60_000, share: 0.5 });
      for (let number = 0; number < 20; number += 1) {
        await send('POST', '/prosjekt/Kunde', { Id: `K${String(number).padStart(2, '0')}`, Navn: 'Ny' });
        pass(10);
      }
      const added = async (query: string): Promise<string[]> => {
        const { body } = await send('GET', `/prosjekt/Kunde?${query}`);
        return (body['value'] as { Id: string }[]).map(({ Id }) => Id);
      };
      const early = await added("$filter=Id ge 'K'");
      expect(early.length).toBeGreaterThan(4);
      expect(early.length).toBeLessThan(16);
      expect(await added("$filter=Navn eq 'Ny'&$orderby=Id desc")).toEqual([...early].reverse());
      expect(await added('$filter=SistEndretDato gt 2026-11-01')).toEqual(early);
      pass(60_000);
      expect(await added("$filter=Id ge 'K'")).toHaveLength(20);
    },
    { now },
  );
});

test('PowerOffice Go reads from a replica that lags, its writes do not', () => {
  const { now, pass } = stoppedClock();
  return withFaultServer(
    'powerofficego',
    async ({ send, raw, faults }) => {
      expect(await faults()).toEqual([{ id: 'read-lag', kind: 'staleReads', ms: 2000, hits: 0 }]);
      const before = (await send('GET', '/v2/Customers/3000002')).body['PhoneNumber'];
      const change = { PhoneNumber: '+4799900111' };
      const edited = await raw('PATCH', '/sandbox/records/customers/3000002', change);
      expect((edited.body['record'] as typeof change).PhoneNumber).toBe('+4799900111');
      expect((await send('GET', '/v2/Customers/3000002')).body['PhoneNumber']).toBe(before);
      pass(2000);
      expect((await send('GET', '/v2/Customers/3000002')).body['PhoneNumber']).toBe('+4799900111');
    },
    { now, readLagMs: 2000 },
  );
});

test('a wrong clock stamps by its error, on the page too', () => {
  const { now } = stoppedClock();
  return withFaultServer(
    'customerp',
    async ({ send, raw, add }) => {
      await add({ kind: 'clockSkew', ms: 180_000, route: { method: 'PATCH' } });
      const { body } = await send('PATCH', '/customers/20001', { name: 'Fremtid' });
      expect(body['updatedAt']).toBe('2026-11-20T10:03:00.000Z');
      expect((await send('POST', '/customers', { name: 'Nå' })).body['updatedAt']).toBe('2026-11-20T10:00:00.000Z');
      const { record } = (await raw('PATCH', '/sandbox/records/customers/20002', { name: 'Hånd' })).body;
      expect(record).toMatchObject({ updatedAt: '2026-11-20T10:03:00.000Z' });
    },
    { now },
  );
});
