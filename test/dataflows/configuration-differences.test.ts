import fc from 'fast-check';
import { differences } from '../../shared/dataflows/configuration-differences.js';
import {
  canonicalText,
  completed,
  defaultConfiguration,
  type ConfigurationFile,
} from '../../shared/dataflows/configuration.js';
import { ansattContacts, kundePms } from './configuration-support.js';

const changes = (after: ConfigurationFile, before: ConfigurationFile = {}): string[] =>
  differences(completed(before), completed(after));

const flow = `The dataflow ${kundePms}`;
const match = [
  {
    properties: [
      { left: 'Navn', right: 'name' },
      { left: 'Epost', right: 'email' },
    ],
    strength: 'weak' as const,
  },
];

const files: readonly (readonly [sentence: string, file: ConfigurationFile])[] = [
  [`${flow} is switched off.`, { dataflows: { [kundePms]: { enabled: false } } }],
  [
    `${flow} puts the other record out of use when one is removed.`,
    { dataflows: { [kundePms]: { deletes: 'archive' } } },
  ],
  [`${flow} makes counterparts also of records that the hub made.`, { dataflows: { [kundePms]: { reflect: true } } }],
  [
    `${flow} puts records that match by a weak rule alone before a person.`,
    { dataflows: { [kundePms]: { weakMatches: 'review' } } },
  ],
  [`${flow} recognises records by Navn = name and Epost = email (weak).`, { dataflows: { [kundePms]: { match } } }],
  [
    `The dataflow ${ansattContacts} also keeps Tittel = title as jobTitle equal.`,
    { dataflows: { [ansattContacts]: { properties: [{ left: 'Tittel', right: 'title', field: 'jobTitle' }] } } },
  ],
  [
    'The owner of Customer.email: tidsbanken.Kunde, then powerofficego.Customers.',
    { owners: { 'Customer.email': ['tidsbanken.Kunde', 'powerofficego.Customers'] } },
  ],
  [
    'Where nothing else decides a conflict, the systems come in this order: ' +
      'crmoffice, tidsbanken, customerp, powerofficego, custom-pms, custom-webshop.',
    { systemOrder: ['crmoffice'] },
  ],
  ['Customer.name freezes in a conflict until a person decides.', { critical: { 'Customer.name': true } }],
  [
    'Customer.organizationNumber does not freeze in a conflict any more.',
    { critical: { 'Customer.organizationNumber': false } },
  ],
  ['resepsjon@ identifies no employee.', { blocklists: { sharedMailboxes: { added: ['Resepsjon'] } } }],
  ['mail@ can identify an employee.', { blocklists: { sharedMailboxes: { removed: ['mail'] } } }],
  ['An e-mail address at example.com identifies nobody.', { blocklists: { emailDomains: ['example.com'] } }],
  ['Placeholders that identify nobody: 2 added.', { blocklists: { values: ['00000000', 'kari.nordmann@fjord.no'] } }],
  ['A record just edited is left alone for 0 s where its system has no conditional writes.', { quietPeriodSeconds: 0 }],
  [
    'A field of a record is written at most 8 times in 15 minutes and 20 in a day.',
    { budgets: { writesPerQuarter: 8 } },
  ],
  ['Removals stop beyond 10 records or 5 %, whichever is more.', { massDeleteStop: { percent: 5 } }],
  [
    'website of custom-pms.Customer stands at web, as lowerCaseText, and is only read.',
    { mappings: { 'custom-pms.Customer': { website: { path: 'web', codec: 'lowerCaseText', readOnly: true } } } },
  ],
  [
    'organizationNumber of custom-pms.Customer stands at orgNo, and no two records bear the same, and cannot be cleared.',
    { mappings: { 'custom-pms.Customer': { organizationNumber: { path: 'orgNo', unique: true, required: true } } } },
  ],
  ['phone of tidsbanken.Kunde is not mapped.', { mappings: { 'tidsbanken.Kunde': { phone: null } } }],
];

describe('of a change is told', () => {
  test.each(files)('%s', (sentence, file) => {
    expect(changes(file)).toEqual([sentence]);
  });

  test('its way back as well', () => {
    expect(changes({}, { dataflows: { [kundePms]: { match, enabled: false } } })).toEqual([
      `${flow} is switched on.`,
      `${flow} recognises records by its default rules.`,
    ]);
    expect(changes({}, { owners: { 'Customer.email': ['tidsbanken.Kunde'] } })).toEqual([
      'Customer.email has no owner any more.',
    ]);
    expect(changes({}, { mappings: { 'tidsbanken.Kunde': { phone: null } } })).toEqual([
      'phone of tidsbanken.Kunde is mapped as by default.',
    ]);
  });

  test('the dataflows that are there on one side alone', () => {
    const { [kundePms]: one, ...others } = defaultConfiguration.dataflows;
    expect(one).toBeDefined();
    const less = { ...defaultConfiguration, dataflows: others };
    expect(differences(less, defaultConfiguration)).toEqual([`${flow} is there now and was not before.`]);
    expect(differences(defaultConfiguration, less)).toEqual([`${flow} is not there any more.`]);
  });

  test('nothing exactly where the canonical texts are equal', () => {
    const some = fc
      .subarray([...files])
      .map((chosen) => completed(Object.assign({}, ...chosen.map(([, file]) => file))));
    fc.assert(
      fc.property(some, some, (before, after) => {
        const isSame = canonicalText(before) === canonicalText(after);
        expect(differences(before, after).length === 0).toBe(isSame);
      }),
    );
  });
});

test('no placeholder is repeated: it may be a person’s', () => {
  expect(changes({ blocklists: { values: ['kari.nordmann@fjord.no'] } }).join(' ')).not.toMatch(/kari/);
});
