import { lexicographicSortSchema, parse, printSchema, validate } from 'graphql';
import { createSupergraph } from '../../gateway/supergraph.js';
import { askGateway, askMonolith, type Answer } from './suite/answers.js';
import { departures, type Departure } from './suite/departures.js';
import { monolithOf, partsOf, supergraphOf } from './suite/schemas.js';
import { askedIn } from './suite/world.js';
import { worlds } from './suite/worlds.js';

describe.each(worlds)('$name', (world) => {
  const logged: unknown[] = [];
  const ask = askGateway(world, (error) => logged.push(error));
  const askOne = askMonolith(world);
  const monolith = monolithOf(world);

  test('the API is that of the one schema', () => {
    const subgraphs = partsOf(world, world.create()).map(({ subgraph }) => subgraph);
    const { apiSchema } = createSupergraph(supergraphOf(world), subgraphs);
    const [ours, one] = [apiSchema, monolith].map((schema) => printSchema(lexicographicSortSchema(schema)));
    expect(ours).toBe(one);
  });

  test.each(askedIn(world))('$name', async (asked) => {
    expect(validate(monolith, parse(asked.query))).toEqual([]);
    const departure = departures[world.name]?.[asked.name];
    const answer = await ask(asked);
    const one = await askOne(asked);
    if (!departure) expect(answer).toEqual(one);
    else expectDeparture(departure, answer, one);
    if (departure?.kind === 'UNPLANNED') expect(String(logged.at(-1))).toMatch(/Failed to plan query/);
  });
});

function expectDeparture(departure: Departure, answer: Answer, { data, errors }: Answer): void {
  if (departure.kind === 'UNPLANNED') expect(answer).toEqual({ data: 'null', errors: [{ at: '' }] });
  else {
    expect(answer.data).toBe(data);
    expect(answer.errors.map(({ at }) => at)).toEqual([...errors.map(({ at }) => at), ...departure.at].sort());
  }
}

test('there are enough queries, and each departure is of one of them', () => {
  const names = worlds.flatMap((world) => askedIn(world).map(({ name }) => `${world.name}: ${name}`));
  const departing = Object.entries(departures).flatMap(([world, all]) =>
    Object.keys(all).map((name) => `${world}: ${name}`),
  );
  expect(departing.filter((name) => !names.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(150);
});
