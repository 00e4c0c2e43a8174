import { connectors } from '../../subgraphs/registry.js';
import { addCanonical, addRecord, withGraph } from './graphql-support.js';

test('a record is shown as last seen, with its link; one never seen is null', () =>
  withGraph(async (graph) => {
    const id = await addCanonical(graph, 'Employee', { firstName: 'Kari' });
    const { linkId } = await addRecord(graph, id, ['tidsbanken', 'Ansatt', '42'], { Fornavn: 'Kari' });
    const query = `
      query ($ref: RecordRef!) {
        record(ref: $ref) {
          system entityType externalId observedAt goneAt values
          link { id canonicalRecord { id } }
        }
      }
    `;
    const ref = { system: 'TIDSBANKEN', entityType: 'Ansatt', externalId: '42' };
    expect(await graph.data(query, { ref })).toEqual({
      record: {
        ...ref,
        ...{ observedAt: '2026-11-20T08:00:00.000Z', goneAt: null, values: { Fornavn: 'Kari' } },
        link: { id: linkId, canonicalRecord: { id } },
      },
    });
    expect(await graph.data(query, { ref: { ...ref, externalId: '43' } })).toEqual({ record: null });
  }));

test('a system tells how its last readings went', () =>
  withGraph(async (graph) => {
    await graph.sql(
      `insert into reading (system, entity_type, started_at, completed_at, fault, missing) values
       ('tidsbanken', 'Kunde', now(), '2026-11-20T08:00:00Z', null, null),
       ('tidsbanken', 'Ansatt', now(), '2026-11-20T09:00:00Z', null, null),
       ('crmoffice', 'Contacts', now(), '2026-11-20T08:00:00Z', null, 'Many went missing.'),
       ('crmoffice', 'Activities', now(), null, 'The system did not answer in time.', null)`,
    );
    const { systems } = await graph.data<{ systems: { id: string }[] }>(
      '{ systems { id name isSandbox status entityTypes lastReadAt fault } }',
    );
    expect(systems).toHaveLength(6);
    expect(systems).toEqual(
      expect.arrayContaining([
        {
          ...{ id: 'TIDSBANKEN', name: 'Tidsbanken', isSandbox: true, status: 'UP' },
          ...{ entityTypes: expect.arrayContaining(['Kunde', 'Ansatt']), lastReadAt: '2026-11-20T09:00:00.000Z' },
          fault: null,
        },
        expect.objectContaining({
          ...{ id: 'CRMOFFICE', status: 'FAULTY', lastReadAt: '2026-11-20T08:00:00.000Z' },
          fault: 'Contacts: Many went missing. Activities: The system did not answer in time.',
        }),
        expect.objectContaining({ id: 'CUSTOM_PMS', status: 'NEVER_READ', lastReadAt: null, fault: null }),
      ]),
    );
  }));

test('the thirteen dataflows show their rules and properties, listed or by default', () =>
  withGraph(async (graph) => {
    interface Flow {
      readonly id: string;
      readonly establish: string;
      readonly match: readonly { readonly by: string; readonly pairs: readonly object[] }[];
      readonly properties: readonly { readonly left: string; readonly right: string }[];
      readonly enabled: boolean;
    }
    const { dataflows } = await graph.data<{ dataflows: Flow[] }>(
      '{ dataflows { id left right establish match { by pairs { left right } strength origin } properties { left right type origin } enabled } }',
    );
    expect(dataflows).toHaveLength(13);
    expect(dataflows.every(({ enabled }) => enabled)).toBe(true);
    const flow = (id: string): Flow | undefined => dataflows.find((each) => each.id === id);
    expect(flow('tidsbanken.Ansatt-crmoffice.Contacts')).toMatchObject({
      ...{ left: 'tidsbanken.Ansatt', right: 'crmoffice.Contacts', establish: 'CREATE' },
      properties: [
        { left: 'Etternavn', right: 'familyName', type: 'string', origin: 'LISTED' },
        { left: 'Fornavn', right: 'givenName', type: 'string', origin: 'LISTED' },
        { left: 'Mobil', right: 'mobilePhone', type: 'string', origin: 'LISTED' },
      ],
    });
    expect(flow('tidsbanken.Ansatt-powerofficego.Contactperson')).toMatchObject({
      establish: 'MATCH',
      match: [
        { by: 'PROPERTIES', pairs: [{ left: 'Epost', right: 'emailAddress' }], strength: 'WEAK', origin: 'LISTED' },
        {
          ...{ by: 'PROPERTIES', strength: 'STRONG', origin: 'LISTED' },
          pairs: [{ left: 'Personnummer', right: 'SocialSecurityNumber' }],
        },
      ],
    });
    const kunde = flow('tidsbanken.Kunde-custom-pms.Customer');
    expect(kunde?.match[0]).toMatchObject({ by: 'EXTERNAL_REF', pairs: [] });
    expect(kunde?.properties).toContainEqual({ left: 'Navn', right: 'name', type: 'string', origin: 'DEFAULT' });
    const everything = dataflows.flatMap(({ properties }) => properties.flatMap(({ left, right }) => [left, right]));
    expect(everything.filter((path) => /personnummer|socialsecurity|nationalid/i.test(path))).toEqual([]);
  }));

test('a dataflow with a system that is switched off is not enabled, and its default properties are not known', () =>
  withGraph(
    async (graph) => {
      interface Flow {
        readonly id: string;
      }
      const { dataflows, systems } = await graph.data<{ dataflows: Flow[]; systems: object[] }>(
        '{ dataflows { id enabled properties { left } } systems { id } }',
      );
      expect(systems).toEqual([{ id: 'TIDSBANKEN' }]);
      expect(dataflows).toHaveLength(13);
      expect(dataflows).toContainEqual({
        id: 'tidsbanken.Kunde-custom-pms.Customer',
        enabled: false,
        properties: null,
      });
      expect(dataflows).toContainEqual({
        ...{ id: 'tidsbanken.Ansatt-crmoffice.Contacts', enabled: false },
        properties: [{ left: 'Etternavn' }, { left: 'Fornavn' }, { left: 'Mobil' }],
      });
    },
    connectors.filter(({ system }) => system === 'tidsbanken'),
  ));

test('a system tells what waits for it, and how long ago all of it was read', () =>
  withGraph(async (graph) => {
    const id = await addCanonical(graph, 'Customer', { name: 'Fjord' });
    const { linkId } = await addRecord(graph, id, ['custom-pms', 'Customer', '1']);
    await graph.sql(`insert into hint (system, entity_type, external_id) values ('custom-pms', 'Customer', '1')`);
    for (const [status, settled] of [
      ['PLANNED', null],
      ['REFUSED', '2026-11-20'],
    ] as const)
      await graph.sql(
        `insert into write (id, canonical_id, link_id, kind, status, "values", expect, causes, settled_at)
         values (gen_random_uuid(), $1, $2, 'UPDATE', $3, '{}', '{}', '{}', $4)`,
        [id, linkId, status, settled],
      );
    const read = `insert into reading (system, entity_type, started_at, completed_at, last_full_at) values ('custom-pms', $1, now(), $2, $3)`;
    const health = async () => {
      const query = '{ systems { id lag backlog refusedWrites breaker lastFullReadAt } }';
      const { systems } = await graph.data<{ systems: { id: string; lag: number | null }[] }>(query);
      return systems.find((system) => system.id === 'CUSTOM_PMS');
    };
    await graph.sql(read, ['Customer', new Date(Date.now() - 60_000), '2026-11-20T08:00:00Z']);
    expect(await health()).toEqual({
      ...{ id: 'CUSTOM_PMS', lag: null, lastFullReadAt: null },
      ...{ backlog: 2, refusedWrites: 1, breaker: 'CLOSED' },
    });
    await graph.sql(read, ['Project', new Date(), '2026-11-21T08:00:00Z']);
    const after = await health();
    expect(after).toMatchObject({ lastFullReadAt: '2026-11-20T08:00:00.000Z' });
    expect(after?.lag).toBeGreaterThanOrEqual(60);
    expect(after?.lag).toBeLessThan(120);
  }));
