import { randomUUID } from 'node:crypto';
import { addCanonical, addConflict, addFjord, addRecord, addWrite, at, withGraph } from './graphql-support.js';

test('links are listed by system and by canonical record', () =>
  withGraph(async (graph) => {
    const { id, kunde } = await addFjord(graph);
    await addRecord(graph, await addCanonical(graph, 'Customer', {}), ['tidsbanken', 'Kunde', '8']);
    const query = `
      query ($filter: LinkFilter, $first: Int, $after: String) {
        links(filter: $filter, first: $first, after: $after) {
          totalCount
          edges { cursor node { id externalId canonicalRecord { id } record { values link { externalId } } } }
          pageInfo { hasNextPage }
        }
      }
    `;
    expect(await graph.data(query, { filter: { system: 'TIDSBANKEN', canonicalId: id } })).toEqual({
      links: {
        totalCount: 1,
        edges: [
          {
            cursor: expect.any(String),
            node: {
              ...{ id: kunde.linkId, externalId: '7', canonicalRecord: { id } },
              record: { values: { Navn: 'Fjord AS' }, link: { externalId: '7' } },
            },
          },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
    for (const canonicalId of [randomUUID(), 'nobody']) {
      expect(await graph.data(query, { filter: { canonicalId } })).toMatchObject({ links: { totalCount: 0 } });
    }
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      interface Links {
        links: { edges: { cursor: string; node: { externalId: string } }[]; pageInfo: { hasNextPage: boolean } };
      }
      const { links }: Links = await graph.data<Links>(query, { first: 1, after });
      seen.push(...links.edges.map(({ node }) => node.externalId));
      if (!links.pageInfo.hasNextPage) break;
      after = links.edges[0]?.cursor ?? null;
    }
    expect(seen.sort()).toEqual(['7', '8', 'c7']);
  }));

test('conflicts and match candidates are listed by their status', () =>
  withGraph(async (graph) => {
    const { id, kunde, customer } = await addFjord(graph);
    await addConflict(graph, id, customer.linkId, 'OPEN');
    await addConflict(graph, id, null, 'DECIDED');
    await graph.sql(
      `insert into match_candidate (dataflow_id, rule, left_record_id, right_record_id, reason, status)
       values ('tidsbanken.Kunde-custom-pms.Customer', 1, $1, $2, 'SEVERAL', 'REJECTED')`,
      [kunde.recordId, customer.recordId],
    );
    const query = `
      query ($id: ID!) {
        all: conflicts { totalCount edges { node { status } } }
        open: conflicts(status: OPEN) {
          totalCount
          edges { node { field winner loser rule system entityType externalId madeAt canonicalRecord { id } } }
        }
        customer(id: $id) { conflicts { status system } }
        none: matchCandidates(status: OPEN) { totalCount edges { node { id } } }
        matchCandidates {
          edges { node { dataflow reason status left { system externalId } right { system link { id } } } }
        }
      }
    `;
    const loser = { system: 'CUSTOM_PMS', entityType: 'Customer', externalId: 'c7' };
    expect(await graph.data(query, { id })).toEqual({
      all: { totalCount: 2, edges: [{ node: { status: 'DECIDED' } }, { node: { status: 'OPEN' } }] },
      open: {
        totalCount: 1,
        edges: [
          {
            node: {
              ...{ field: 'name', winner: 'Fjord AS', loser: 'Fjord', rule: 'owner', ...loser, madeAt: at },
              canonicalRecord: { id },
            },
          },
        ],
      },
      customer: {
        conflicts: [
          { status: 'DECIDED', system: null },
          { status: 'OPEN', system: 'CUSTOM_PMS' },
        ],
      },
      none: { totalCount: 0, edges: [] },
      matchCandidates: {
        edges: [
          {
            node: {
              ...{ dataflow: 'tidsbanken.Kunde-custom-pms.Customer', reason: 'SEVERAL', status: 'REJECTED' },
              left: { system: 'TIDSBANKEN', externalId: '7' },
              right: { system: 'CUSTOM_PMS', link: { id: customer.linkId } },
            },
          },
        ],
      },
    });
  }));

test('writes are listed by canonical record and status, the latest first', () =>
  withGraph(async (graph) => {
    const { id, kunde, customer } = await addFjord(graph);
    await addWrite(graph, id, kunde.linkId, 'REFUSED');
    await addWrite(graph, id, customer.linkId, 'CONFIRMED');
    const query = `
      query ($filter: WriteFilter) {
        writes(filter: $filter) {
          totalCount
          edges {
            node {
              kind status system entityType externalId values code message attempts createdAt settledAt
              canonicalRecord { id }
            }
          }
        }
      }
    `;
    expect(await graph.data(query, { filter: { canonicalId: id } })).toMatchObject({
      writes: { totalCount: 2, edges: [{ node: { system: 'CUSTOM_PMS' } }, { node: { system: 'TIDSBANKEN' } }] },
    });
    expect(await graph.data(query, { filter: { status: 'REFUSED' } })).toEqual({
      writes: {
        totalCount: 1,
        edges: [
          {
            node: {
              ...{ kind: 'UPDATE', status: 'REFUSED', system: 'TIDSBANKEN', entityType: 'Kunde', externalId: '7' },
              ...{ values: { name: 'Fjord AS' }, code: 'REJECTED', message: 'Too long.', attempts: 0 },
              ...{ createdAt: at, settledAt: null, canonicalRecord: { id } },
            },
          },
        ],
      },
    });
    expect(await graph.data(query, { filter: { canonicalId: randomUUID() } })).toMatchObject({
      writes: { totalCount: 0 },
    });
  }));
