import { parse } from 'graphql';
import { localSubgraph } from '../../gateway/subgraph.js';
import { buildHubSubgraph } from '../../subgraphs/hub/graphql/build.js';
import { connectors } from '../../subgraphs/registry.js';
import { addCanonical, requestContext, withGraph, type Graph } from './graphql-support.js';

interface Refused {
  readonly message: string;
  readonly code: unknown;
}

/** What a request through the gateway's way into the hub is refused with. */
async function refusals(graph: Graph, query: string, variables: Record<string, unknown>): Promise<Refused[]> {
  const subgraph = localSubgraph('hub', buildHubSubgraph(graph.hub, connectors));
  const context = { ...requestContext(), caller: null, headers: {} };
  const { errors = [] } = await subgraph.execute({ query, document: parse(query), variables, context });
  return errors.map(({ message, extensions }) => ({ message, code: extensions['code'] }));
}

const update = 'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } } }';

test.each([
  ['email', 'kari(at)fjord', 'This is not an e-mail address.'],
  ['phone', '12', 'This is not a phone number; numbers without a country code are taken as Norwegian.'],
  ['organizationNumber', '923609017', 'This is not an organisation number: nine digits, the last a check digit.'],
  ['email', '  ', 'This is blank; give null to clear it.'],
])('a customer’s %s that is none is refused with a sentence, its place, and without the value', (field, value, why) =>
  withGraph(async (graph) => {
    const id = await addCanonical(graph, 'Customer', { name: 'Fjord AS' });
    const input = { id, patch: { name: 'Fiord', [field]: value } };
    const message = `Variable "$input" is refused at "input.patch.${field}": ${why}`;
    expect(await refusals(graph, update, { input })).toEqual([{ message, code: 'BAD_USER_INPUT' }]);
    expect(await graph.data(`{ customer(id: "${id}") { name } }`)).toEqual({ customer: { name: 'Fjord AS' } });
  }),
);

test('every value that is refused is told of at once', () =>
  withGraph(async (graph) => {
    const input = { id: 'c1', patch: { email: 'nobody', phone: 'x', organizationNumber: '1' } };
    expect(await refusals(graph, update, { input })).toHaveLength(3);
  }));

test('a moment that is none is refused likewise', () =>
  withGraph(async (graph) => {
    const query = 'query ($id: ID!, $at: DateTime!) { customer(id: $id, at: $at) { name } }';
    const message = 'Variable "$at" is refused: This is not a moment of the form 2026-11-20T12:00:00Z.';
    expect(await refusals(graph, query, { id: 'c1', at: '01019012345' })).toEqual([
      { message, code: 'BAD_USER_INPUT' },
    ]);
  }));

test('a literal in the document is judged as a variable is', () =>
  withGraph(async (graph) => {
    const query =
      'mutation { createProject(input: { values: { name: "Quay", startDate: "2026-02-30" } }) { project { id } } }';
    expect(await refusals(graph, query, {})).toEqual([
      { message: 'This is not a date of the form YYYY-MM-DD.', code: 'BAD_USER_INPUT' },
    ]);
  }));

test('what a system holds is shown as it is, be it right or wrong', () =>
  withGraph(async (graph) => {
    const id = await addCanonical(graph, 'Customer', { email: 'post@', phone: 'spør Kari', organizationNumber: '12' });
    expect(await graph.data(`{ customer(id: "${id}") { email phone organizationNumber } }`)).toEqual({
      customer: { email: 'post@', phone: 'spør Kari', organizationNumber: '12' },
    });
  }));
