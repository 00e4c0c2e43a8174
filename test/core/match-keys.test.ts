import { usualLimits } from '../../shared/dataflows/configuration-apply.js';
import { dataflows } from '../../shared/dataflows/dataflows.js';
import type { Dataflow, MatchRule } from '../../shared/dataflows/dataflow.js';
import { integerText } from '../../shared/mapping/codec.js';
import { defineMapping, type Mapping } from '../../shared/mapping/mapping.js';
import { contactperson } from '../../subgraphs/powerofficego/mappings.js';
import { ansatt as tidsbankenAnsatt } from '../../subgraphs/tidsbanken/mappings.js';
import { fieldAt, matchKeys, type KeySource } from '../../shared/sync/match-keys.js';

const ansatt = defineMapping({
  system: 'tidsbanken',
  entityType: 'Ansatt',
  canonicalType: 'Employee',
  fields: {
    employeeNumber: { path: 'Id', key: true, codec: integerText },
    firstName: { path: 'Fornavn' },
    lastName: { path: 'Etternavn' },
    email: { path: 'Epost' },
    mobilePhone: { path: 'Mobil' },
    nationalIdentityNumber: { path: 'Personnummer', readOnly: true },
  },
});

const person = defineMapping({
  system: 'powerofficego',
  entityType: 'Contactperson',
  canonicalType: 'Employee',
  fields: { email: { path: 'emailAddress' }, nationalIdentityNumber: { path: 'socialSecurityNumber', readOnly: true } },
});

const employee = defineMapping({
  system: 'powerofficego',
  entityType: 'Employees',
  canonicalType: 'Employee',
  fields: { employeeNumber: { path: 'Number', codec: integerText } },
});

const kunde = defineMapping({
  system: 'tidsbanken',
  entityType: 'Kunde',
  canonicalType: 'Customer',
  fields: { organizationNumber: { path: 'Organisasjonsnummer' }, email: { path: 'Epost' } },
});

const prosjekt = defineMapping({
  system: 'tidsbanken',
  entityType: 'Prosjekt',
  canonicalType: 'Project',
  fields: {
    number: { path: 'Id', key: true },
    name: { path: 'Navn' },
    customer: { path: 'KundeId', reference: 'Kunde' },
  },
});

const toPerson = 'tidsbanken.Ansatt-powerofficego.Contactperson';
const toEmployee = 'tidsbanken.Ansatt-powerofficego.Employees';
const nationalNumber = '01819010001';

function keysOf(
  mapping: Mapping,
  wire: KeySource['wire'],
  more: Partial<KeySource> = {},
  flows: readonly Dataflow[] = dataflows,
) {
  const source = {
    mapping,
    externalId: '17',
    wire,
    externalRef: null,
    ownKey: false,
    reference: () => undefined,
    ...more,
  };
  return matchKeys(source, { ...usualLimits, flows }).map(({ name, side, text }) => `${name} ${side} ${text}`);
}

/** The keys under the rules of one dataflow, as `rule text`. */
const under = (flow: string, keys: readonly string[]): string[] =>
  keys.flatMap((key) =>
    key.startsWith(`${flow}#`) ? [key.slice(flow.length + 1).replace(/ (LEFT|RIGHT) /, ' ')] : [],
  );

describe('two records match where their keys are equal', () => {
  test('whatever the two systems call and how they write the property', () => {
    const left = under(toPerson, keysOf(ansatt, { Epost: ' Kari@Fjord.no', Personnummer: '018190 10001' }));
    const right = under(
      toPerson,
      keysOf(person, { emailAddress: 'kari@fjord.no', socialSecurityNumber: nationalNumber }),
    );
    expect(left).toEqual(right);
    expect(left).toEqual(['0 ["kari@fjord.no"]', `1 ["${nationalNumber}"]`]);
  });

  test('be it a number on one side and text on the other', () => {
    expect(under(toEmployee, keysOf(ansatt, { Id: 1017 }))).toEqual(
      under(toEmployee, keysOf(employee, { Number: '1017' })),
    );
  });

  test('by all parts of a rule together, and not by some of them', () => {
    const toContacts = 'tidsbanken.Ansatt-crmoffice.Contacts';
    const kari = { Fornavn: 'Kari', Etternavn: 'VIK', Mobil: '400 00 000' };
    expect(under(toContacts, keysOf(ansatt, kari))).toEqual(['0 ["kari","vik","+4740000000"]']);
    expect(under(toContacts, keysOf(ansatt, { ...kari, Mobil: '' }))).toEqual([]);
  });

  test('by a reference only where the hub knows what it refers to, and then by that', () => {
    const wire = { Id: '17', Navn: 'Bro', KundeId: '5' };
    const toPms = 'tidsbanken.Prosjekt-custom-pms.Project';
    expect(under(toPms, keysOf(prosjekt, wire))).toEqual(['0 tidsbanken.Prosjekt:17', '1 ["17"]']);
    expect(under(toPms, keysOf(prosjekt, wire, { reference: () => 'customer-1' }))).toContain('2 ["bro","customer-1"]');
  });

  test('by the reference that the hub stamped on one for the other', () => {
    const stamped: MatchRule = { by: 'externalRef', pairs: [], strength: 'strong', origin: 'DEFAULT' };
    const flow = { ...dataflows.find(({ id }) => id === toPerson)!, match: [stamped] };
    expect(keysOf(ansatt, {}, {}, [flow])).toEqual([`${toPerson}#0 LEFT tidsbanken.Ansatt:17`]);
    expect(keysOf(person, {}, { externalRef: 'tidsbanken.Ansatt:17' }, [flow])).toEqual([
      `${toPerson}#0 RIGHT tidsbanken.Ansatt:17`,
    ]);
    expect(keysOf(person, {}, {}, [flow])).toEqual([]);
  });
});

describe('the last five digits of a national identity number with the date of birth', () => {
  const born = (mapping: Mapping, bornAt: string): Mapping => {
    const { nationalIdentityNumber } = mapping.fields;
    return {
      ...mapping,
      fields: { ...mapping.fields, nationalIdentityNumber: { ...nationalIdentityNumber!, bornAt } },
    };
  };
  const showing = (digits: unknown, birth: unknown, mapping: Mapping = born(person, 'dateOfBirth')) =>
    keysOf(mapping, { socialSecurityNumber: digits, dateOfBirth: birth });
  const whole = (number: string) => keysOf(person, { socialSecurityNumber: number });

  // An ordinary one, a D-number in two centuries, and the synthetic series.
  test.each([
    ['01019000083', '1990-01-01'],
    ['41010100044', '2001-01-01'],
    ['41010100044', '1901-01-01'],
    ['01819010001', '1990-01-01'],
    ['01419000066', '1990-01-01'],
    ['01669000002', '1990-01-01'],
  ])('give the key of all eleven: %s', (number, birth) => {
    expect(whole(number)).toHaveLength(2);
    expect(showing(number.slice(6), birth)).toEqual(whole(number));
    expect(showing(number.slice(6), `${birth}T00:00:00`)).toEqual(whole(number));
  });

  test('are those of nobody else', () => {
    const keys = showing('10001', '1990-01-01');
    expect(keys).toContain(`=nationalIdentityNumber IDENTITY ${nationalNumber}`);
    expect(keys).not.toEqual(whole('01019000083'));
  });

  test.each([
    ['*****', '1990-01-01'],
    ['hidden', '1990-01-01'],
    ['00000', '1990-01-01'],
    ['10002', '1990-01-01'],
    ['10001', '1990-01-02'],
    ['10001', null],
    ['10001', ''],
    ['10001', 'hidden'],
    ['1001', '1990-01-01'],
    ['110001', '1990-01-01'],
  ])('give no key where they read %p and the date %p', (digits, birth) => {
    expect(showing(digits, birth)).toEqual([]);
  });

  test('give none where the mapping does not say where the date stands', () => {
    expect(showing('10001', '1990-01-01', person)).toEqual([]);
  });

  test('are read so in Tidsbanken and of contact persons', () => {
    const fields = { Personnummer: '10001', Fodt: '1990-01-01T00:00:00' };
    const identity = `=nationalIdentityNumber IDENTITY ${nationalNumber}`;
    expect(keysOf(tidsbankenAnsatt, fields)).toContain(identity);
    expect(keysOf(contactperson, { socialSecurityNumber: '10001', dateOfBirth: '1990-01-01' })).toContain(identity);
  });
});

describe('what can identify nobody gives no key', () => {
  const byNationalNumber = (value: unknown) => keysOf(person, { socialSecurityNumber: value });

  test.each(['hidden', '', '   ', null, '***********', '00000000000', '01819010002', '0181901000', 'x'.repeat(11)])(
    'a national identity number that reads %p',
    (value) => {
      expect(byNationalNumber(value)).toEqual([]);
    },
  );

  test.each(['post@fjord.no', 'Faktura@fjord.no', 'firmapost@fjord.no', 'info@fjord.no', 'kari', '@', ''])(
    'an employee’s e-mail address that reads %p',
    (value) => {
      expect(keysOf(person, { emailAddress: value })).toEqual([]);
    },
  );

  test('a customer’s shared mailbox does: it is the customer’s', () => {
    expect(under('tidsbanken.Kunde-powerofficego.Customers', keysOf(kunde, { Epost: 'post@fjord.no' }))).toEqual([
      '0 ["post@fjord.no"]',
    ]);
  });

  test.each(['974760674', '000000000', 'ukjent'])('an organisation number that reads %p', (value) => {
    expect(keysOf(kunde, { Organisasjonsnummer: value })).toEqual(keysOf(kunde, {}));
  });

  test('a key that the hub chose', () => {
    const given = { Id: 90_017, Fornavn: 'Kari' };
    expect(under(toEmployee, keysOf(ansatt, given, { ownKey: true }))).toEqual([]);
    expect(keysOf(ansatt, given, { ownKey: true }).filter((key) => key.startsWith('='))).toEqual([]);
  });

  test('a property that the system does not carry', () => {
    expect(under(toPerson, keysOf(ansatt, {}))).toEqual([]);
  });
});

describe('an identifying number is a key of its own, to contradict by', () => {
  test('of employees the national one and the employee number', () => {
    const keys = keysOf(ansatt, { Id: 17, Personnummer: nationalNumber });
    expect(keys.filter((key) => key.startsWith('='))).toEqual([
      `=nationalIdentityNumber IDENTITY ${nationalNumber}`,
      '=employeeNumber IDENTITY 17',
    ]);
  });

  test('of customers the organisation number, however it is spaced', () => {
    expect(keysOf(kunde, { Organisasjonsnummer: 'NO 974 760 673 MVA' })).toContain(
      '=organizationNumber IDENTITY 974760673',
    );
  });

  test('of projects the number', () => {
    expect(keysOf(prosjekt, { Id: '17' })).toContain('=number IDENTITY 17');
  });
});

test('a mapped property is found though its first letter is of another case', () => {
  expect(fieldAt(person, 'SocialSecurityNumber')).toBe('nationalIdentityNumber');
  expect(fieldAt(person, 'Name')).toBeNull();
});
