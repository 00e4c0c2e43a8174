import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { callerIn } from '../../../gateway/access/caller.js';
import { checksIn } from '../../../gateway/access/checks.js';
import { composeSupergraph } from '../../../gateway/compose.js';
import { localSubgraph } from '../../../gateway/subgraph.js';
import { createSupergraph } from '../../../gateway/supergraph.js';
import { gatewayContext } from '../support/gateway.js';

const sdl = `extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.6"
    import: ["@authenticated", "@requiresScopes", "@policy", "@inaccessible"]
  )
  type Query {
    known: String @authenticated
    read: String @requiresScopes(scopes: [["read"]])
    office: String @policy(policies: [["admin"]])
    hidden: String @inaccessible
    secret: Secret
  }
  type Secret @requiresScopes(scopes: [["read", "secret"]]) { name: String }
`;
const resolvers = {
  Query: { known: () => 'known', read: () => 'read', office: () => 'office', secret: () => ({ name: 'secret' }) },
};
const subgraph = localSubgraph('staff', { schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]), sdl });
const composed = composeSupergraph([{ name: 'staff', sdl }]);

/** The composed supergraph with a specification linked so, and its directive called so. */
function linked(spec: string, how: string, name: string, supergraph = composed): string {
  const version = spec === 'inaccessible' ? 'v0.2' : 'v0.1';
  return supergraph
    .replaceAll(new RegExp(`@${spec}\\b`, 'g'), `@${name}`)
    .replace(`${spec}/${version}"`, `${spec}/${version}", ${how}`);
}

async function codesFor(supergraph: string, query: string): Promise<unknown[]> {
  const { execute } = createSupergraph(supergraph, [subgraph]);
  const context = { ...gatewayContext(), caller: callerIn('kari', [], ['edit']) };
  const { errors = [] } = await execute({ document: parse(query), context });
  return errors.map(({ extensions }) => extensions['code']);
}

const named = {
  'by its own name': (spec: string) => linked(spec, '', spec),
  'as something else': (spec: string) => linked(spec, 'as: "login"', 'login'),
  'and imported under another name': (spec: string) =>
    linked(spec, `import: [{ name: "@${spec}", as: "@login" }]`, 'login'),
  'and imported': (spec: string) => linked(spec, `import: ["@${spec}"]`, spec),
};

describe.each(Object.entries(named))('a directive of access that is linked %s', (_how, name) => {
  test('is enforced', async () => {
    expect(await codesFor(name('requiresScopes'), '{ read }')).toEqual(['FORBIDDEN']);
    expect(await codesFor(name('requiresScopes'), '{ secret { name } }')).toEqual(['FORBIDDEN']);
    expect(await codesFor(name('policy'), '{ office }')).toEqual(['FORBIDDEN']);
    expect(checksIn(parse(name('authenticated'))).get('Query.known')).toMatchObject([{ oneOf: [[]] }]);
  });

  test('is none of what clients see', () => {
    const { apiSchema } = createSupergraph(name('requiresScopes'), [subgraph]);
    expect(apiSchema.getDirective('login')).toBeUndefined();
    expect(Object.keys(apiSchema.getQueryType()?.getFields() ?? {})).toEqual(['known', 'read', 'office', 'secret']);
  });
});

test('one may go by the name of its specification, too, as the specification of links has it', () => {
  const supergraph = linked('policy', 'as: "login"', 'login__policy');
  expect(checksIn(parse(supergraph)).get('Query.office')).toMatchObject([{ oneOf: [['admin']] }]);
});

test('one whose supergraph does not say what it is, is taken by its name', async () => {
  const unlinked = composed.replace(/@link\(url: "[^"]*requiresScopes[^)]*\)/, '');
  expect(unlinked).not.toBe(composed);
  expect(await codesFor(unlinked, '{ read }')).toEqual(['FORBIDDEN']);
});

test('what is hidden under another name stays hidden', () => {
  const supergraph = linked('inaccessible', 'as: "away"', 'away');
  const { apiSchema } = createSupergraph(supergraph, [subgraph]);
  expect(apiSchema.getQueryType()?.getFields()).not.toHaveProperty('hidden');
});

test.each([
  [
    'a specification that is not known here',
    composed.replace('schema', 'schema @link(url: "https://example.com/fence/v1.0", for: SECURITY)'),
    'asks for https://example.com/fence/v1.0 in the name of security',
  ],
  ['a version that is not known here', composed.replace('policy/v0.1', 'policy/v0.2'), 'specs.apollo.dev/policy/v0.2'],
  [
    'what is to be hidden by a name that nobody reads',
    linked('inaccessible', 'import: [{ name: "@inaccessible", as: "@away" }]', 'away'),
    'imports @inaccessible as @away',
  ],
  ['a way to link of its own', composed.replaceAll('@link(', '@core('), 'calls @link @core'],
])('a supergraph that asks in the name of security for %s is refused', (_what, supergraph, reason) => {
  expect(() => createSupergraph(supergraph, [subgraph])).toThrow(reason);
});

test('one that merely follows a specification that is not known here is served', async () => {
  const supergraph = composed.replace('schema', 'schema @link(url: "https://example.com/colour/v1.0")');
  expect(await codesFor(supergraph, '{ known }')).toEqual([]);
});
