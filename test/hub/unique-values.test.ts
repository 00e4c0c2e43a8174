import { jest } from '@jest/globals';
import type { Connector } from '../../shared/connector.js';
import { rows } from '../../subgraphs/hub/store/postgres/sql.js';
import { connectors } from '../../subgraphs/registry.js';
import { eventually } from '../support/eventually.js';
import { withSyncedHub, type TestHub } from '../support/hub.js';
import { systemsOf } from '../support/systems.js';

jest.setTimeout(120_000);

/** The systems as they are, but for a Custom PMS that takes no organisation number twice. */
const declaring: readonly Connector[] = connectors.map((connector) => ({
  ...connector,
  entityTypes: connector.entityTypes.map((type) => {
    const { mapping } = type;
    if (mapping.system !== 'custom-pms' || mapping.entityType !== 'Customer') return type;
    const organizationNumber = { path: 'organizationNumber', unique: true } as const;
    return { ...type, mapping: { ...mapping, fields: { ...mapping.fields, organizationNumber } } };
  }),
}));
const options = { connectors: declaring, unique: { 'custom-pms': ['organizationNumber'] } };

interface Pair {
  readonly canonicalId: string;
  readonly kunde: string;
  readonly pms: string;
  readonly number: string;
}

/** Customers of Tidsbanken with their record in the PMS, the eldest first, whose numbers nobody else bears. */
const pairsQuery = `
  select canonical.id as "canonicalId", kunde.external_id as kunde, pms.external_id as pms,
         pms.wire->>'organizationNumber' as number
  from canonical_record canonical
  join link a on a.canonical_id = canonical.id and a.system = 'tidsbanken' and a.entity_type = 'Kunde' and a.state = 'ACTIVE'
  join record kunde on kunde.id = a.record_id
  join link b on b.canonical_id = canonical.id and b.system = 'custom-pms' and b.state = 'ACTIVE'
  join record pms on pms.id = b.record_id
  where kunde.wire->>'Organisasjonsnummer' = pms.wire->>'organizationNumber'
    and not exists (select from canonical_record other
                    where other.id <> canonical.id and other.fields->'organizationNumber' = canonical.fields->'organizationNumber')
  order by canonical.seq`;

async function setNumber(hub: TestHub, { kunde }: Pair, number: string | null): Promise<void> {
  await systemsOf(hub.sandbox).editTidsbanken('Kunde', { Id: kunde, Organisasjonsnummer: number ?? '' });
}

async function numberIn(hub: TestHub, { pms }: Pair): Promise<unknown> {
  const found = await systemsOf(hub.sandbox).custom('custom-pms', 'customers');
  return found.find(({ id }) => id === pms)?.['organizationNumber'];
}

async function count(hub: TestHub, what: string): Promise<number> {
  const [found] = await rows<{ count: number }>(hub.context.db, `select count(*)::int as count from ${what}`);
  return found?.count ?? 0;
}

const troubles = (hub: TestHub): Promise<number[]> =>
  Promise.all([
    count(hub, `write where status = 'REFUSED'`),
    count(hub, 'review'),
    count(hub, 'match_candidate'),
    count(hub, 'canonical_record where due_at is not null or awaits is not null'),
  ]);

test('organisation numbers that move and change places are carried on in an order that the system takes', async () => {
  await withSyncedHub(async (hub) => {
    await hub.context.store.renewAllKeys();
    const pairs = await rows<Pair>(hub.context.db, pairsQuery);
    expect(pairs.length).toBeGreaterThanOrEqual(7);
    const [a, b, c, d, e, f, g] = pairs as [Pair, Pair, Pair, Pair, Pair, Pair, Pair];
    const before = await troubles(hub);
    // From the elder to the younger and back, and three that change places. Who gains is looked at before who loses.
    const moves: [Pair, string | null][][] = [
      [
        [b, a.number],
        [a, null],
      ],
      [
        [c, d.number],
        [d, null],
      ],
      [
        [e, f.number],
        [f, g.number],
        [g, e.number],
      ],
    ];
    const wanted = moves.flat();
    for (const [pair, number] of wanted) await setNumber(hub, pair, number);
    const looked = wanted.map(([{ kunde }]) => kunde);
    await hub.context.store.storeHints('tidsbanken.Kunde', looked);
    await hub.jobs.followHintsSoon(['tidsbanken.Kunde']);
    await eventually(async () => {
      for (const [pair, number] of wanted) expect([pair.pms, await numberIn(hub, pair)]).toEqual([pair.pms, number]);
      expect(await troubles(hub)).toEqual(before);
    }, 60_000);
  }, options);
});
