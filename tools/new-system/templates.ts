import type { Names } from './names.js';

/** A text for every file of a new system, by the file's path from the project's root. */
export function filesOf(names: Names): ReadonlyMap<string, string> {
  const folder = `subgraphs/${names.system}`;
  return new Map([
    [`${folder}/connector.ts`, connector(names)],
    [`${folder}/types.ts`, types(names)],
    [`${folder}/mappings.ts`, mappings(names)],
    [`${folder}/README.md`, readme(names)],
    [`sandbox/seeds/${names.system}.ts`, seeds(names)],
  ]);
}

function connector({ system, title, identifier, type, prefix }: Names): string {
  return `import { defineConnector } from '../../shared/connector.js';
import { connectContract, contractCapabilities, type ContractSystem } from '../../shared/http/contract-resource.js';
import { contractWebhook } from '../../shared/http/contract-webhook.js';
import { customer } from './mappings.js';
import { ${type}Customer } from './types.js';

const contract: ContractSystem = {
  system: '${system}',
  prefix: '${prefix}',
  collections: { Customer: 'customers' },
};

/** ${title}: customers, over the common contract. */
export const ${identifier} = defineConnector({
  system: '${system}',
  name: '${title}',
  urlVariable: '${prefix}_URL',
  entityTypes: [
    {
      name: 'Customer',
      graph: { type: ${type}Customer, singular: '${identifier}Customer', plural: '${identifier}Customers' },
      mapping: customer,
      capabilities: contractCapabilities,
    },
  ],
  webhook: contractWebhook(contract),
  connect: (env) => connectContract(env, contract),
});
`;
}

function types({ title, type }: Names): string {
  return `import { Key, SystemEntity, Wire } from '../../shared/subgraph/wire.js';

/** \`customers\` as ${title} shows them. */
@SystemEntity('A customer in ${title}.')
export class ${type}Customer {
  @Key('id') id!: string;
  @Wire('externalRef', { readOnly: true }) externalRef?: string | null;
  @Wire('name') name?: string | null;
  @Wire('organizationNumber') organizationNumber?: string | null;
  @Wire('email') email?: string | null;
  @Wire('phone') phone?: string | null;
  @Wire('isActive', () => Boolean) isActive?: boolean | null;
  @Wire('createdAt', { readOnly: true }) createdAt?: string | null;
  @Wire('updatedAt', { readOnly: true }) updatedAt?: string | null;
}
`;
}

function mappings({ system, title }: Names): string {
  return `import { flag } from '../../shared/mapping/codec.js';
import { defineMapping } from '../../shared/mapping/mapping.js';

/** How a customer of ${title} corresponds to the canonical one. */
export const customer = defineMapping({
  system: '${system}',
  entityType: 'Customer',
  canonicalType: 'Customer',
  fields: {
    name: { path: 'name' },
    organizationNumber: { path: 'organizationNumber' },
    email: { path: 'email' },
    phone: { path: 'phone' },
    isActive: { path: 'isActive', codec: flag },
  },
});
`;
}

function readme({ system, title, prefix }: Names): string {
  return `# ${title}

Customers, over the common contract that [Customerp's page](../customerp/README.md) describes.

| variable | meaning |
| --- | --- |
| \`${prefix}_URL\` | the address the collection stands under |
| \`${prefix}_API_KEY\` | the key, sent as a bearer token |
| \`${prefix}_WEBHOOK_SECRET\` | optional: what the system signs its change webhook with, 24 characters or more |

| entity type | collection | fields beside \`id\`, \`externalRef\`, \`createdAt\`, \`updatedAt\`, \`version\` |
| --- | --- | --- |
| Customer | \`customers\` | \`name\` (required), \`organizationNumber\`, \`email\`, \`phone\`, \`isActive\` (true or false) |

What to put in front of your own system is on
[Customerp's page](../customerp/README.md#what-to-put-in-front-of-your-own-system); its changes are posted to
\`/webhooks/${system}\`, and its sandbox serves the contract in full at \`/openapi.json\`.

Nothing flows yet: the records show in the graph, each a canonical record of its own. For every Kunde of Tidsbanken to
have its customer here, add to \`shared/dataflows/dataflows.ts\` (and to its test, which holds the list to the letter):

\`\`\`ts
create('tidsbanken.Kunde', '${system}.Customer', [
  stamped,
  byDefault('strong', ['Organisasjonsnummer', 'organizationNumber']),
  byDefault('weak', ['Epost', 'email']),
]),
\`\`\`
`;
}

function seeds({ system, title, identifier }: Names): string {
  return `import type { Row, Seed } from '../store/types.js';
import { customerIn, type World } from '../world.js';
import { numberedSeed } from './seed.js';

/** ${title}'s table: the customers Tidsbanken has, as somebody typed them in. No row has an \`externalRef\` yet. */
export function ${identifier}Seeds(world: World): Record<'customers', Seed> {
  const customers = world.customers.in('kunde');
  return {
    customers: numberedSeed('${system} customer', { first: 50_001 }, customers.count, (at) =>
      customer(customers.indexAt(at)),
    ),
  };
}

function customer(index: number): Row {
  const { name, organizationNumber, email, phone, active } = customerIn('kunde', index);
  return { externalRef: null, name, organizationNumber, email, phone, isActive: active };
}
`;
}
