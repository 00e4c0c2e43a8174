import type { Write } from '../../shared/sync/dossier.js';
import { adopt } from '../../shared/sync/create.js';
import { placeAt } from '../../shared/sync/policy.js';
import { settle } from '../../shared/sync/settle.js';
import { canonical, dossier, link, planned, policyOver, viewOf } from './support.js';

const policy = policyOver(['crm', 'pms']);
const pms = placeAt(policy, 'pms.Customer');
const name = 'Fjord og Fjell AS';

/** What comes of taking a record of the pms as what a creation made, after so many tries. */
function comesOf(held: string, attempts: number) {
  const reservation = { linkId: 'new-link', system: 'pms', entityType: 'Customer', dataflowId: 'crm-pms' };
  const creation: Write = {
    ...{ ...planned, linkId: 'new-link', system: 'pms' },
    ...{ kind: 'CREATE', status: 'IN_DOUBT', values: { name }, attempts },
  };
  const reserved = dossier({
    ...{ canonical: canonical({ name }), links: [link('crm', { name }, { agreed: { name } })] },
    ...{ reservations: [reservation], writes: [creation] },
  });
  const sighting = {
    ...{ externalId: '301', version: null, observed: { name: held }, wire: {} },
    ...{ at: 4000, unchangedSince: null },
  };
  const [adopted] = adopt(reserved, null, creation, sighting, pms).dossiers;
  const { dossier: settled, journal } = settle(adopted!, viewOf(), policy);
  const writes = settled.writes.filter(({ kind }) => kind === 'UPDATE').map(({ values }) => values);
  return { edits: journal.edits.map(({ after }) => after), lost: journal.conflicts.map(({ loser }) => loser), writes };
}

test('a record that a creation made holds what was sent, however its system keeps that', () => {
  expect(comesOf('Fjord og Fje', 1)).toEqual({ edits: [], lost: [], writes: [] });
});

test('what is otherwise in a record that a creation made is an edit', () => {
  expect(comesOf('Fjell', 1)).toEqual({ edits: ['Fjell'], lost: [], writes: [{ name: 'Fjell' }] });
});

test('a record that bore the reference before the first try gets the values, and what it held is kept', () => {
  expect(comesOf('Havn', 0)).toEqual({ edits: [], lost: ['Havn'], writes: [{ name }] });
});
