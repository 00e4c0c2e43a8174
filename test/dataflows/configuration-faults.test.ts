import { isWritable } from '../../shared/mapping/mapping.js';
import { configurationFaults } from '../../shared/dataflows/configuration-faults.js';
import { nearest } from '../../shared/dataflows/configuration-names.js';
import { pathFault } from '../../shared/dataflows/configuration-paths.js';
import type { ConfigurationFile } from '../../shared/dataflows/configuration.js';
import { ansattContacts, ansattEmployees, faultsOf, known, kundePms } from './configuration-support.js';

const avdelingPms = 'tidsbanken.Avdeling-custom-pms.Customer';
const prosjektActivities = 'tidsbanken.Prosjekt-crmoffice.Activities';

type Case = readonly [fault: string, file: ConfigurationFile];

const matching = (pairs: readonly [string, string][], strength: 'strong' | 'weak' = 'weak', id = kundePms) => ({
  dataflows: { [id]: { match: [{ properties: pairs.map(([left, right]) => ({ left, right })), strength }] } },
});
const pairing = (left: string, right: string, field?: string, id = kundePms): ConfigurationFile => ({
  dataflows: { [id]: { properties: [{ left, right, field }] } },
});
const mapping = (place: string, name: string, field: object | null): ConfigurationFile =>
  ({ mappings: { [place]: { [name]: field } } }) as ConfigurationFile;

describe('a fault of a name says where it stands and what was meant', () => {
  test.each<Case>([
    [
      `dataflows.tidsbanken.Kunde-custom-pms.Custmer: is not known; did you mean ${kundePms}?`,
      { dataflows: { 'tidsbanken.Kunde-custom-pms.Custmer': {} } },
    ],
    ['owners.Customer.mail: is not known; did you mean Customer.email?', { owners: { 'Customer.mail': [] } }],
    [
      'owners.Customer.email: tidsbanken.Kunder is not known; did you mean tidsbanken.Kunde?',
      { owners: { 'Customer.email': ['tidsbanken.Kunder'] } },
    ],
    ['critical.Employee.constructor: is not known', { critical: { 'Employee.constructor': true } }],
    ['systemOrder: tidsbank is not known; did you mean tidsbanken?', { systemOrder: ['tidsbank'] }],
    [
      'mappings.custom-pms.Custumer: is not known; did you mean custom-pms.Customer?',
      mapping('custom-pms.Custumer', 'name', null),
    ],
    [
      'mappings.tidsbanken.Kunde.webside: is not known; did you mean website?',
      mapping('tidsbanken.Kunde', 'webside', null),
    ],
    [`dataflows.${kundePms}.properties[0]: is not known; did you mean website?`, pairing('Nett', 'web', 'websit')],
  ])('%s', (fault, file) => {
    expect(faultsOf(file)).toEqual([fault]);
  });

  test('no name is meant that is far from every known one', () => {
    expect([nearest('delets', ['deletes', 'match']), nearest('remark', ['deletes', 'match'])]).toEqual([
      'deletes',
      null,
    ]);
  });
});

describe('refused of a dataflow is', () => {
  test.each<Case>([
    [
      `dataflows.${ansattEmployees}.match: the rules of a dataflow that only matches cannot be changed`,
      matching([['Epost', 'EmailAddress']], 'weak', ansattEmployees),
    ],
    [
      `dataflows.${ansattEmployees}.reflect: this dataflow makes no records`,
      { dataflows: { [ansattEmployees]: { reflect: true } } },
    ],
    [
      `dataflows.${kundePms}.match: needs a rule, or every record would be made anew`,
      { dataflows: { [kundePms]: { match: [] } } },
    ],
    [
      `dataflows.${ansattContacts}.deletes: neither side can be put out of use`,
      {
        dataflows: { [ansattContacts]: { deletes: 'archive' } },
        mappings: { 'tidsbanken.Ansatt': { isActive: null } },
      },
    ],
  ])('%s', (fault, file) => {
    expect(faultsOf(file)).toEqual([fault]);
  });

  test('that removals are carried on where on neither side anything can be removed', () => {
    const file: ConfigurationFile = { dataflows: { [ansattContacts]: { deletes: 'propagate' } } };
    const none = [...known.entities].map(([key, entity]) => [key, { ...entity, isRemovable: false }] as const);
    expect(faultsOf(file)).toEqual([]);
    expect(configurationFaults(file, { ...known, entities: new Map(none) })).toEqual([
      `dataflows.${ansattContacts}.deletes: on neither side can records be removed`,
    ]);
  });
});

describe('refused of a match rule is', () => {
  test.each<Case>([
    ['Notat of tidsbanken.Kunde is not mapped', matching([['Notat', 'name']])],
    ['remark of custom-pms.Customer is not mapped', matching([['Navn', 'remark']])],
    ['Navn stands for name and email for email', matching([['Navn', 'email']])],
    ['Navn = name: is strong only with organizationNumber', matching([['Navn', 'name']], 'strong')],
    [
      'Synlig = archived: a yes or no identifies nothing',
      matching(
        [
          ['Navn', 'name'],
          ['Synlig', 'archived'],
        ].map(([left, right]) => [left ?? '', right ?? '']),
        'weak',
        avdelingPms,
      ),
    ],
    [
      'StartDato = startsAt: needs a number, a name, an address or a telephone number beside it',
      matching([['StartDato', 'startsAt']], 'weak', prosjektActivities),
    ],
  ])('%s', (fault, file) => {
    const [id] = Object.keys(file.dataflows ?? {});
    const told = fault.replace('Synlig = archived', 'Navn = name, Synlig = archived');
    expect(faultsOf(file)).toEqual([`dataflows.${id}.match: ${told}`]);
  });

  test('a default one whose property is not mapped any more', () => {
    const file = mapping('powerofficego.Customers', 'email', null);
    expect(faultsOf(file)).toEqual([
      'dataflows.tidsbanken.Kunde-powerofficego.Customers.match: EmailAddress of powerofficego.Customers is not mapped',
    ]);
    const off = { 'tidsbanken.Kunde-powerofficego.Customers': { enabled: false } };
    expect(faultsOf({ ...file, dataflows: off })).toEqual([]);
  });
});

describe('refused of a mapping is', () => {
  test.each<Case>(
    [
      ['tidsbanken.Ansatt.employeeNumber: is the key of the system: where it stands cannot be set', { path: 'Nr' }],
      ['tidsbanken.Ansatt.nationalIdentityNumber: is secret: where it stands cannot be set', null],
      ['custom-pms.Customer.website: is not mapped anyway', null],
      ['custom-pms.Customer.website: id is the key of the system: it is never written', { path: 'id' }],
      ['tidsbanken.Ansatt.jobTitle: Id.Text is the key of the system: it is never written', { path: 'Id.Text' }],
      ['custom-pms.Customer.website: externalRef belongs to the hub or to the system itself', { path: 'externalRef' }],
      ['custom-pms.Customer.website: Email stands for email already (email)', { path: 'Email' }],
      [
        'custom-pms.Customer.website: address stands for postalAddress.street already (address.street)',
        { path: 'address' },
      ],
      [
        'powerofficego.Customers.mobilePhone: IsPerson decides whether name says anything: it cannot be written',
        { path: 'IsPerson' },
      ],
      ['custom-pms.Customer.website: is not the name of a property, with a dot between levels', { path: 'a b' }],
      [
        'custom-pms.Customer.website: is not the name of a property, with a dot between levels',
        { path: 'a.__proto__' },
      ],
      ['tidsbanken.Kunde.isActive: needs a codec: flag or invertedFlag', { path: 'Aktiv' }],
      [
        'custom-pms.Customer.website: cannot be read by flag: take text or emptyText or lowerCaseText or integerText',
        { path: 'web', codec: 'flag' },
      ],
      ['custom-pms.Project.manager: names another record: it can only be moved, without a codec', { path: 'lead' }],
      ['powerofficego.Employees.employeeNumber: cannot be written in this system', { path: 'Number', readOnly: false }],
    ].map(([told, field]): Case => {
      const [, place = '', name = ''] = /^([\w-]+\.\w+)\.([\w.]+): /.exec(String(told)) ?? [];
      return [`mappings.${String(told)}`, mapping(place, name, field as object | null)];
    }),
  )('%s', (fault, file) => {
    expect(faultsOf(file)).toContain(fault);
  });

  test('two fields in one property, each of which is told', () => {
    const fields = { website: { path: 'web' }, mobilePhone: { path: 'web' } };
    expect(faultsOf({ mappings: { 'custom-pms.Customer': fields } })).toEqual([
      'mappings.custom-pms.Customer.website: web stands for mobilePhone already (web)',
      'mappings.custom-pms.Customer.mobilePhone: web stands for website already (web)',
    ]);
  });

  test('nothing that the default ones do', () => {
    const faults = [...known.entities.values()].flatMap((entity) =>
      Object.entries(entity.mapping.fields).flatMap(([name, field]) =>
        isWritable(field) ? (pathFault(entity, entity.mapping, name, field.path) ?? []) : [],
      ),
    );
    expect(faults).toEqual([]);
  });
});

describe('refused of an extra pair is', () => {
  test.each<Case>([
    ['neither Notat nor remark is mapped: say which canonical "field" they are', pairing('Notat', 'remark')],
    ['phone of custom-pms.Customer stands for phone, not for mobilePhone', pairing('Mobil', 'phone')],
    ['custom-pms.Customer has email at email: move it under "mappings"', pairing('Epost', 'mail')],
    ['Aktiv of tidsbanken.Kunde is no text: map it under "mappings"', pairing('Aktiv', 'archived')],
    ['id is the key of the system: it is never written', pairing('Mobil', 'id')],
    ['is secret: where it stands cannot be set', pairing('Personnummer', 'ssn', undefined, ansattContacts)],
  ])('%s', (fault, file) => {
    const [id] = Object.keys(file.dataflows ?? {});
    expect(faultsOf(file)).toEqual([`dataflows.${id}.properties[0]: ${fault}`]);
  });
});

describe('refused of owners and orders is', () => {
  test.each<Case>([
    [
      'owners.Customer.email: custom-pms.Project does not carry it',
      { owners: { 'Customer.email': ['custom-pms.Project'] } },
    ],
    [
      'owners.Customer.website: custom-pms.Customer does not carry it',
      { owners: { 'Customer.website': ['custom-pms.Customer'] } },
    ],
    [
      'owners.Employee.nationalIdentityNumber: is kept nowhere, so it has no owner',
      { owners: { 'Employee.nationalIdentityNumber': [] } },
    ],
    [
      'owners.Customer.name: tidsbanken.Kunde is there twice',
      { owners: { 'Customer.name': ['tidsbanken.Kunde', 'tidsbanken.Kunde'] } },
    ],
    ['systemOrder: crmoffice is there twice', { systemOrder: ['crmoffice', 'crmoffice'] }],
    [
      'critical.Employee.nationalIdentityNumber: cannot be taken out',
      { critical: { 'Employee.nationalIdentityNumber': false } },
    ],
  ])('%s', (fault, file) => {
    expect(faultsOf(file)).toEqual([fault]);
  });

  test('nothing of an owner whose field is mapped in the same file', () => {
    const owners = { 'Customer.website': ['custom-pms.Customer'] };
    expect(faultsOf({ owners, ...mapping('custom-pms.Customer', 'website', { path: 'web' }) })).toEqual([]);
  });
});

test('every fault is told at once, and nothing is wrong with a file that says nothing', () => {
  expect(faultsOf({ systemOrder: ['a-system'], ...mapping('custom-pms.Customer', 'website', null) })).toHaveLength(2);
  expect(faultsOf({})).toEqual([]);
});
