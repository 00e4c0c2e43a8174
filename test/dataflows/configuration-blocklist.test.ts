import { usualLimits } from '../../shared/dataflows/configuration-apply.js';
import { blocklistOf, identifiesNobody } from '../../shared/dataflows/blocklist.js';
import { completed, defaultConfiguration, type ConfigurationFile } from '../../shared/dataflows/configuration.js';
import type { CanonicalType, FieldType } from '../../shared/canonical/field.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import { identifyingFields } from '../../shared/dataflows/identifying.js';
import { matchKeys } from '../../shared/sync/match-keys.js';
import { mappings } from './configuration-support.js';

const list = (blocklists: NonNullable<ConfigurationFile['blocklists']>) =>
  blocklistOf(completed({ blocklists }).blocklists);
const emptyWire = { externalId: '1', externalRef: null, ownKey: false, reference: () => undefined };

test.each<[CanonicalType, FieldType, string, boolean]>([
  ['Employee', 'email', 'Post@Fjord.no', true],
  ['Customer', 'email', 'post@fjord.no', false],
  ['Employee', 'email', 'kari@fjord.no', false],
  ['Employee', 'email', 'resepsjon@fjord.no', true],
  ['Employee', 'email', 'mail@fjord.no', false],
  ['Customer', 'email', 'kari@EXAMPLE.com', true],
  ['Customer', 'email', 'kari@mail.example.com', false],
  ['Customer', 'email', 'Ukjent@fjord.no', true],
  ['Customer', 'email', 'ukjent2@fjord.no', false],
  ['Customer', 'phone', '+47 22 00 00 00', true],
  ['Customer', 'phone', '22 00 00 01', false],
  ['Customer', 'organizationNumber', 'NO 999 999 999 MVA', true],
  ['Customer', 'text', ' diverse KUNDER', true],
  ['Customer', 'text', 'Fjord', false],
])('for a %s, the %s %s identifies nobody: %s', (owner, type, value, expected) => {
  const blocklist = list({
    sharedMailboxes: { added: ['Resepsjon'], removed: ['mail'] },
    emailDomains: ['Example.com'],
    values: ['ukjent@', '22000000', '999999999', 'Diverse kunder'],
  });
  expect(identifiesNobody(blocklist, owner, type, value)).toBe(expected);
});

test('by default, what identifies nobody is what makes no match key', () => {
  const ansatt = mappings.get('tidsbanken.Ansatt');
  if (!ansatt) throw new Error('there is no Ansatt');
  const keysOf = (Epost: string) =>
    matchKeys({ ...emptyWire, mapping: ansatt, wire: { Epost } }, { ...usualLimits, flows: dataflows });
  const blocklist = blocklistOf(defaultConfiguration.blocklists);
  const addresses = [...defaultConfiguration.blocklists.sharedMailboxes, 'kari', 'ola'].map(
    (name) => `${name}@fjord.no`,
  );
  for (const address of addresses)
    expect([address, keysOf(address).length === 0]).toEqual([
      address,
      identifiesNobody(blocklist, 'Employee', 'email', address),
    ]);
});

test('the fields that a strong rule needs are those of which matching makes identity keys', () => {
  const validAsAny = '974760673';
  for (const mapping of mappings.values()) {
    const fields = Object.entries(mapping.fields).filter(([name]) => name !== 'nationalIdentityNumber');
    const wire = Object.fromEntries(fields.map(([, { path }]) => [path, validAsAny]));
    const made = matchKeys({ ...emptyWire, mapping, wire }, { ...usualLimits, flows: [] }).map(({ name }) =>
      name.slice(1),
    );
    const identifying = identifyingFields[mapping.canonicalType];
    expect(made).toEqual(identifying.filter((name) => fields.some(([field]) => field === name)));
  }
});
