import { defineMapping } from '../../shared/mapping/mapping.js';
import type { SyncPolicy } from '../../shared/sync/policy.js';
import { TestDatabase } from './database.js';
import { Bench, everyone, policy } from './support.js';

const database = new TestDatabase();
beforeAll(() => database.open());
afterAll(() => database.close());

const bench = new Bench((parts) => database.openStore(parts));
beforeEach(() => bench.open());

describe('the books', () => {
  async function written(): Promise<string> {
    const id = await bench.admit('crm.Customer', '1', { name: 'A' });
    const edit = {
      canonicalId: id,
      field: 'name',
      before: undefined,
      after: 'A',
      linkId: null,
      rule: 'hub',
      version: 1,
    };
    const conflict = { canonicalId: id, field: 'name', winner: 'A', loser: 'B', loserLinkId: null, rule: 'latest' };
    await bench.store.change([id], ([dossier]) => {
      if (!dossier) throw new RangeError('a dossier was expected');
      const provenance = { name: { linkId: null, slot: null, after: bench.now - 500, until: bench.now, version: 1 } };
      const canonical = { ...dossier.canonical, version: 1, fields: { name: 'A' }, provenance };
      const journal = { edits: [edit], conflicts: [{ ...conflict, review: true }], reviews: [] };
      return { dossiers: [{ ...dossier, canonical }], journal, answer: null };
    });
    return id;
  }

  test('tell between which looks an edit was made', async () => {
    const id = await written();
    const made = await database.db.query('select made_after, made_until from edit where canonical_id = $1', [id]);
    expect(made).toEqual([{ made_after: new Date(bench.now - 500), made_until: new Date(bench.now) }]);
  });

  test.each([
    `update edit set rule = 'mine'`,
    'delete from edit',
    `update conflict set loser = '"C"'`,
    `update conflict set status = 'RESOLVED', rule = 'mine'`,
    'delete from conflict',
  ])('refuse %s', async (statement) => {
    await written();
    await expect(database.db.query(statement)).rejects.toThrow(/kept as they are/);
  });

  test('let a conflict be resolved', async () => {
    await written();
    await database.db.query(`update conflict set status = 'RESOLVED'`);
    expect(await database.db.query('select status from conflict')).toEqual([{ status: 'RESOLVED' }]);
  });
});

describe('secrets', () => {
  const number = '13097248022';
  const fields = {
    firstName: { path: 'first' },
    nationalIdentityNumber: { path: 'ssn' },
  };
  const staff = (['crm', 'erp'] as const).map((system) =>
    defineMapping({ system, entityType: 'Person', canonicalType: 'Employee', fields }),
  );
  const traits = policy.places.get('crm.Customer')?.traits;
  const flow = policy.flows[0];

  function withStaff(): SyncPolicy {
    if (!traits || !flow) throw new RangeError('the policy of the suite was expected');
    const places = staff.map((mapping) => {
      const key = `${mapping.system}.Person`;
      return [key, { key, mapping, traits }] as const;
    });
    const ends = { left: { system: 'crm', entityType: 'Person' }, right: { system: 'erp', entityType: 'Person' } };
    const match = [{ ...flow.match[1], by: 'properties', strength: 'strong', origin: 'LISTED' } as const];
    const byNumber = match.map((rule) => ({ ...rule, pairs: [{ left: 'ssn', right: 'ssn' }] }));
    return { ...policy, places: new Map(places), flows: [{ ...flow, ...ends, id: 'staff', match: byNumber }] };
  }

  test('serve matching and are stored nowhere', async () => {
    const store = database.store({ policy: withStaff() });
    const wire = { first: 'Ask', ssn: number, Personnummer: number };
    const sighting = {
      externalId: '1',
      version: null,
      observed: { firstName: 'Ask' },
      wire,
      at: 1,
      unchangedSince: null,
    };
    const [id = ''] = await store.admit('crm.Person', [sighting]);
    await store.admit('erp.Person', [sighting]);
    await store.change([id], (dossiers) => ({
      dossiers: dossiers.map((one) => ({ ...one, links: one.links.map((link) => ({ ...link, wire, observedAt: 2 })) })),
      answer: null,
    }));
    const { pairs } = await store.evidence({ type: 'Employee', only: null, near: await everyone(store, 'Employee') });
    expect(pairs).toHaveLength(1);
    const kept = await database.db.query(`select wire, encode(digest, 'escape') as digest from record`);
    expect(kept).toMatchObject([{ wire: { first: 'Ask' } }, { wire: { first: 'Ask' } }]);
    const keys = await database.db.query(`select name, encode(digest, 'escape') as digest from match_key`);
    expect(keys.length).toBeGreaterThan(1);
    expect(JSON.stringify([kept, keys])).not.toContain(number);
  });
});

test('match keys that did not change are not written again', async () => {
  const wire = { name: 'A', email: 'a@a.no', orgNo: '974760673' };
  const id = await bench.admit('crm.Customer', '1', wire);
  const keys = () =>
    database.db.query<{ name: string }[]>('select name, side, xmin::text from match_key order by name');
  const before = await keys();
  const see = (seen: Record<string, string>) =>
    bench.change(id, (one) => ({ ...one, links: one.links.map((link) => ({ ...link, wire: seen })) }));
  await see({ ...wire, name: 'B' });
  expect(await keys()).toEqual(before);
  await see({ name: 'B', email: 'b@a.no' });
  const after = await keys();
  expect(after.length).toBe(before.length - 2);
  expect(after.filter((key) => !before.some((old) => JSON.stringify(old) === JSON.stringify(key)))).toHaveLength(1);
});
