import { entityKey, parseEntityKey, type Dataflow, type MatchRule, type PropertyPair } from './dataflow.js';

type Pairs = readonly (readonly [left: string, right: string])[];

const listed = (strength: MatchRule['strength'], ...pairs: Pairs): MatchRule => rule('LISTED', strength, pairs);
const byDefault = (strength: MatchRule['strength'], ...pairs: Pairs): MatchRule => rule('DEFAULT', strength, pairs);
const stamped: MatchRule = { by: 'externalRef', pairs: [], strength: 'strong', origin: 'DEFAULT' };

/** What a company may set otherwise (docs/configuration.md). */
const usual = { deletes: 'tombstone', reflect: false, weakMatches: 'link' } as const;

/** The thirteen dataflows, as given by the company; the default match rules are the hub's own and shown as such. */
export const dataflows: readonly Dataflow[] = [
  create('tidsbanken.Avdeling', 'custom-pms.Customer', [stamped, byDefault('weak', ['Navn', 'name'])]),
  create('tidsbanken.Kunde', 'custom-pms.Customer', [
    stamped,
    byDefault('strong', ['Organisasjonsnummer', 'organizationNumber']),
    byDefault('weak', ['Epost', 'email']),
  ]),
  create('tidsbanken.Prosjekt', 'custom-pms.Project', [
    stamped,
    byDefault('strong', ['Id', 'number']),
    byDefault('weak', ['Navn', 'name'], ['KundeId', 'customerId']),
  ]),

  create('customerp.Customer', 'tidsbanken.Kunde', [
    byDefault('strong', ['organizationNumber', 'Organisasjonsnummer']),
    byDefault('weak', ['email', 'Epost']),
  ]),
  create('customerp.Employee', 'tidsbanken.Ansatt', [
    stamped,
    byDefault('strong', ['employeeNumber', 'Id']),
    byDefault('weak', ['email', 'Epost']),
  ]),
  create('customerp.Project', 'tidsbanken.Prosjekt', [
    stamped,
    byDefault('strong', ['number', 'Id']),
    byDefault('weak', ['name', 'Navn'], ['customerId', 'KundeId']),
  ]),

  create('tidsbanken.Avdeling', 'custom-webshop.Customer', [stamped, byDefault('weak', ['Navn', 'name'])]),
  create('tidsbanken.Kunde', 'custom-webshop.Customer', [
    stamped,
    byDefault('strong', ['Organisasjonsnummer', 'organizationNumber']),
    byDefault('weak', ['Epost', 'email']),
  ]),

  create(
    'tidsbanken.Ansatt',
    'crmoffice.Contacts',
    [byDefault('weak', ['Fornavn', 'givenName'], ['Etternavn', 'familyName'], ['Mobil', 'mobilePhone'])],
    [
      { left: 'Etternavn', right: 'familyName', type: 'string' },
      { left: 'Fornavn', right: 'givenName', type: 'string' },
      { left: 'Mobil', right: 'mobilePhone', type: 'string' },
    ],
  ),
  create(
    'tidsbanken.Prosjekt',
    'crmoffice.Activities',
    [byDefault('weak', ['Navn', 'subject'], ['StartDato', 'startsAt'])],
    [
      { left: 'AnsvarligId', right: 'ownerId', type: 'string' },
      { left: 'FerdigDato', right: 'endsAt', type: 'string' },
      { left: 'Navn', right: 'subject', type: 'string' },
      { left: 'StartDato', right: 'startsAt', type: 'string' },
    ],
  ),

  match('tidsbanken.Ansatt', 'powerofficego.Contactperson', [
    listed('weak', ['Epost', 'emailAddress']),
    listed('strong', ['Personnummer', 'SocialSecurityNumber']),
  ]),
  match('tidsbanken.Ansatt', 'powerofficego.Employees', [listed('strong', ['Id', 'Number'])]),
  match('tidsbanken.Kunde', 'powerofficego.Customers', [listed('weak', ['Epost', 'EmailAddress'])]),
];

function create(left: string, right: string, rules: MatchRule[], properties: PropertyPair[] = []): Dataflow {
  return { ...ends(left, right), establish: 'CREATE', match: rules, properties, matchInOrder: true, ...usual };
}

function match(left: string, right: string, rules: MatchRule[]): Dataflow {
  return { ...ends(left, right), establish: 'MATCH', match: rules, properties: [], matchInOrder: false, ...usual };
}

function ends(left: string, right: string): Pick<Dataflow, 'id' | 'left' | 'right'> {
  const refs = { left: parseEntityKey(left), right: parseEntityKey(right) };
  return { id: `${entityKey(refs.left)}-${entityKey(refs.right)}`, ...refs };
}

function rule(origin: MatchRule['origin'], strength: MatchRule['strength'], pairs: Pairs): MatchRule {
  return { by: 'properties', pairs: pairs.map(([left, right]) => ({ left, right })), strength, origin };
}
