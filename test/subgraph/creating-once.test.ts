import { graphql } from 'graphql';
import { Env } from '../../shared/config.js';
import { localHost } from '../../shared/host.js';
import { connectors } from '../../subgraphs/registry.js';
import { connectSystems } from '../../subgraphs/systems.js';
import { buildSystemSubgraph } from '../../shared/subgraph/build.js';
import { withSandboxSystems } from '../support/sandbox-systems.js';
import { requestContext } from './acme.js';

/** The six systems' subgraphs over their sandboxes. */
async function withSubgraphs(use: (of: (system: string) => ReturnType<typeof buildSystemSubgraph>) => Promise<void>) {
  await withSandboxSystems(0.3, async ({ environment }) => {
    const options = { isSandbox: true, maxAgeMs: 0 };
    const systems = connectSystems(connectors, new Env(environment), localHost(), options);
    const subgraphs = new Map(
      [...systems].map(([system, { connector, reads, connection }]) => [
        system,
        buildSystemSubgraph(connector, reads, connection),
      ]),
    );
    try {
      await use((system) => {
        const found = subgraphs.get(system);
        if (!found) throw new RangeError(`no ${system}`);
        return found;
      });
    } finally {
      for (const { connection } of systems.values()) await connection.close();
    }
  });
}

const creations = [
  ['custom-pms', 'createCustomPmsCustomer', 'customPmsCustomer', 'name: "Ny"'],
  ['powerofficego', 'createPowerofficegoCustomer', 'powerofficegoCustomer', 'name: "Ny"'],
  ['tidsbanken', 'createTidsbankenProsjekt', 'tidsbankenProsjekt', 'navn: "Ny"'],
] as const;

test('a direct creation under one key makes one record, however often and at the same time it is asked for', async () => {
  await withSubgraphs(async (of) => {
    for (const [system, mutation, field, values] of creations) {
      const { schema } = of(system);
      const create = async (key: string): Promise<unknown> => {
        const source = `mutation { ${mutation}(input: { ${values} idempotencyKey: "${key}" }) { ${field} { id } userErrors { code } } }`;
        const { data, errors } = await graphql({ schema, source, contextValue: requestContext() });
        expect(errors).toBeUndefined();
        return data?.[mutation];
      };
      const [one, two] = await Promise.all([create('order 17'), create('order 17')]);
      const three = await create('order 17');
      const other = await create('order 18');
      expect(one).toEqual({ [field]: { id: expect.any(String) }, userErrors: [] });
      expect([two, three]).toEqual([one, one]);
      expect(other).not.toEqual(one);
      expect(await create('')).toEqual({ [field]: null, userErrors: [{ code: 'REJECTED' }] });
    }
  });
});

test('a key is offered only where a record can be recognised by it', async () => {
  await withSubgraphs(async (of) => {
    const fields = (system: string, input: string) => {
      const type = of(system).schema.getType(input);
      return type && 'getFields' in type ? Object.keys(type.getFields()) : [];
    };
    expect(fields('tidsbanken', 'CreateTidsbankenProsjektInput')).toContain('idempotencyKey');
    expect(fields('crmoffice', 'CreateCrmofficeContactInput')).not.toContain('idempotencyKey');
    expect(fields('tidsbanken', 'UpdateTidsbankenProsjektInput')).not.toContain('idempotencyKey');
  });
});
