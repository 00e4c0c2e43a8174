import { leaksIn } from '../../chaos/canaries.js';
import type { Day } from '../../chaos/day.js';
import { happened } from '../../chaos/happened.js';
import { secrets } from '../../chaos/planted.js';
import { connectors } from '../../subgraphs/registry.js';

const places = connectors.map(({ system, entityTypes: [first] }) => `${system}.${first?.name}`);

function typedIn(some: readonly string[]): Day['made'] {
  const typed = some.map((place) => ({ place, id: '7', field: 'name', property: 'name', value: 'Kaos 1', at: 0 }));
  return { typed, added: [], refused: 0 };
}

const day: Day = {
  ...{ made: typedIn(places), killsAsked: true, kills: 3, hits: 40, planted: 2, restedIn: 10 },
  ...{ before: new Map(), rested: new Map(), after: new Map(), writesAtRest: new Map() },
};
const traces = { ...{ variables: {}, spans: () => 9, leaks: () => 0 }, stop: () => Promise.resolve() };
const said = { answers: ['{}'], errors: [], figures: ['up 1'], processes: [{ said: 'ready' }], traces };

function amiss(other: Partial<Day>, more: Partial<typeof said> = {}): string[] {
  return happened({ ...day, ...other }, { ...said, ...more }).flatMap(({ what, isBad }) => (isBad ? [what] : []));
}

describe('a day of chaos', () => {
  test('that had everything in it counts', () => {
    expect(places).toHaveLength(6);
    expect(amiss({})).toEqual([]);
  });

  test.each<[string, Partial<Day>, Partial<typeof said>, string]>([
    ['typed in five systems', { made: typedIn(places.slice(1)) }, {}, 'systems they typed in, of at least 6'],
    ['killed no worker', { kills: 0 }, {}, 'workers killed with SIGKILL, of at least 1'],
    ['had no fault in it', { hits: 0 }, {}, 'calls that a fault hit, of at least 1'],
    ['planted no secret', { planted: 0 }, {}, 'entity types with secret values planted, of at least 1'],
    ['was not traced', {}, { traces: { ...traces, spans: () => 0 } }, 'spans of traces looked through, of at least 1'],
    ['had no figures', {}, { figures: [] }, 'times the figures for Prometheus were looked through, of at least 1'],
  ])('that %s fails, and says so', (_what, other, more, line) => {
    expect(amiss(other, more)).toEqual([line]);
  });

  test('for which no worker was to be killed does without', () => {
    expect(amiss({ killsAsked: false, kills: 0 })).toEqual([]);
  });
});

describe('a value that may not be read in the clear', () => {
  const db = { query: <T>(): Promise<T> => Promise.resolve([] as T) };
  const [secret = ''] = secrets;

  test.each([
    ['in a log', { processes: [{ said: '' }, { said: `of ${secret}` }] }, 'the log of process 1'],
    ['in an answer', { answers: [`{ "nin": "${secret}" }`] }, 'an answer of the graph'],
    ['in an error', { errors: ['[{ "message": "Kaos 1 is taken" }]'] }, 'an error of the graph'],
    ['in a figure, as a secret', { figures: [`refused{id="${secret}"} 1`] }, 'a figure for Prometheus'],
    ['in a figure, as it was typed', { figures: ['refused{name="Kaos 1"} 1'] }, 'a figure for Prometheus'],
    ['in a trace', { traces: { ...traces, leaks: () => 1 } }, 'a trace'],
  ])('is found %s', async (_where, more, found) => {
    expect(await leaksIn({ ...said, db, ...more })).toEqual([found]);
  });

  test('is not found where there is none', async () => {
    expect(await leaksIn({ ...said, db })).toEqual([]);
  });
});
