import type { Capabilities } from '../../shared/connector.js';
import { parseEntityKey, type Dataflow, type MatchRule } from '../../shared/dataflows/dataflow.js';
import { emptyText, invertedFlag, flag, lowerCaseText, type Codec } from '../../shared/mapping/codec.js';
import { defineMapping, type FieldMapping, type Mapping } from '../../shared/mapping/mapping.js';

/** One entity type of the simulated company, and how its system behaves. */
export interface PlaceSheet {
  readonly key: string;
  readonly mapping: Mapping;
  readonly capabilities: Capabilities;
  /** Whether the system tells the hub of changes. */
  readonly tells: boolean;
  readonly canFind: boolean;
  readonly canCreate: boolean;
  /** What the system makes of a text without having said so. */
  readonly undeclared?: (text: string) => string;
}

/** A system that keeps twelve letters. */
const twelve: Codec = {
  name: 'twelve',
  wireType: 'string',
  read: (member) =>
    typeof member === 'string' && member.trim() !== '' ? member : member === undefined ? undefined : null,
  write: (value) => (value === null ? null : String(value)),
  image: (value) => String(value).slice(0, 12).trim(),
};

const inFlightMs = 10_000;
const changed = { stamp: 'updated', inclusive: true, granularityMs: 1 } as const;
const plain: Capabilities = {
  ...{ sheet: 'simulation', keys: 'server', externalRef: null, idempotencyKey: false, createdAt: null },
  since: { ...changed, overlapMs: 5000 },
  ...{
    paging: 'cursor',
    listMayLag: false,
    readLagMs: 0,
    inFlightMs,
    version: 'lastModified',
    conditionalWrite: false,
  },
  ...{ write: 'patch', writeReturnsBody: true, deletes: 'missing', perSecond: null, concurrency: 4 },
};
const contract: Capabilities = {
  ...plain,
  ...{
    externalRef: { path: 'ref', unique: true },
    idempotencyKey: true,
    version: 'etag',
    conditionalWrite: true,
    deletes: 'feed',
  },
};
const stamped: Capabilities = { ...plain, externalRef: { path: 'ref', unique: false } };

type Fields = Readonly<Record<string, FieldMapping>>;
const named: Fields = {
  name: { path: 'name' },
  email: { path: 'email' },
  phone: { path: 'phone' },
  isActive: { path: 'active', codec: flag },
};
const numbered: Fields = { organizationNumber: { path: 'orgNo' } };
const person: Fields = {
  firstName: { path: 'first' },
  lastName: { path: 'last' },
  mobilePhone: { path: 'mobile' },
  email: { path: 'email' },
};
const numberedPerson: Fields = { nationalIdentityNumber: { path: 'nin' } };
const planned: Fields = { number: { path: 'no' }, name: { path: 'name' }, isClosed: { path: 'closed', codec: flag } };

type Type = Mapping['canonicalType'];

function sheet(
  key: string,
  type: Type,
  fields: Fields,
  capabilities: Capabilities,
  more: Partial<PlaceSheet> & { kind?: 'CUSTOMER' | 'DEPARTMENT' } = {},
): PlaceSheet {
  const { kind, ...rest } = more;
  const mapping = defineMapping({ ...parseEntityKey(key), canonicalType: type, ...(kind ? { kind } : {}), fields });
  return {
    key,
    mapping,
    capabilities,
    tells: false,
    canFind: capabilities.externalRef !== null || capabilities.keys !== 'server',
    canCreate: true,
    ...rest,
  };
}

/** Every entity type of the company's systems, each of which can do something else. */
const sheets: readonly PlaceSheet[] = [
  sheet('tid.Kunde', 'Customer', { ...named, ...numbered }, stamped, { kind: 'CUSTOMER' }),
  sheet('tid.Avdeling', 'Customer', { name: { path: 'name' }, isActive: { path: 'active', codec: flag } }, plain, {
    kind: 'DEPARTMENT',
    canCreate: false,
  }),
  sheet('tid.Emne', 'Customer', { ...named, ...numbered }, stamped, { kind: 'CUSTOMER' }),
  sheet('erp.Customer', 'Customer', { ...named, ...numbered }, contract, { kind: 'CUSTOMER', tells: true }),
  sheet(
    'pms.Customer',
    'Customer',
    {
      ...named,
      ...numbered,
      name: { path: 'name', codec: twelve },
      isActive: { path: 'archived', codec: invertedFlag },
    },
    contract,
    { tells: true },
  ),
  sheet(
    'shop.Customer',
    'Customer',
    {
      name: { path: 'name', codec: emptyText },
      email: { path: 'email', codec: lowerCaseText },
      phone: { path: 'phone' },
    },
    { ...plain, since: null, write: 'put' },
    { tells: true },
  ),
  sheet(
    'ledger.Customers',
    'Customer',
    named,
    {
      ...plain,
      readLagMs: 4000,
      listMayLag: true,
      since: { stamp: 'updated', inclusive: false, granularityMs: 1000, overlapMs: 20_000 },
    },
    { canCreate: false, undeclared: (text) => text.replace(/ {2,}/g, ' ') },
  ),
  sheet(
    'tid.Ansatt',
    'Employee',
    { ...person, ...numberedPerson, employeeNumber: { path: 'id', key: true } },
    { ...plain, keys: { from: 9000, to: 9999 } },
  ),
  sheet('erp.Employee', 'Employee', { ...person, ...numberedPerson, employeeNumber: { path: 'no' } }, contract, {
    tells: true,
  }),
  sheet(
    'crm.Contacts',
    'Employee',
    { firstName: { path: 'first' }, lastName: { path: 'last' }, mobilePhone: { path: 'mobile' } },
    { ...plain, version: null, readLagMs: 4000, listMayLag: true, since: { ...changed, overlapMs: 4000 } },
  ),
  sheet(
    'ledger.Employees',
    'Employee',
    { ...person, employeeNumber: { path: 'no', readOnly: true } },
    { ...plain, readLagMs: 4000, listMayLag: true },
    { canCreate: false },
  ),
  sheet('tid.Prosjekt', 'Project', { ...planned, customer: { path: 'customer', reference: 'Kunde' } }, stamped),
  sheet('erp.Project', 'Project', { ...planned, customer: { path: 'customer', reference: 'Customer' } }, contract, {
    tells: true,
  }),
  sheet('pms.Project', 'Project', { ...planned, customer: { path: 'customer', reference: 'Customer' } }, contract, {
    tells: true,
  }),
];

/** Those that take part. @param unique of these, one that takes no number twice. */
export function sheetsOf(keys: readonly string[], unique: string | undefined): PlaceSheet[] {
  const taking = sheets.filter(({ key }) => keys.includes(key));
  return taking.map((sheet) => (sheet.key === unique ? numberedOnce(sheet) : sheet));
}

/** The entity type where its system takes no number twice. */
function numberedOnce(sheet: PlaceSheet): PlaceSheet {
  const { organizationNumber, ...fields } = sheet.mapping.fields;
  if (!organizationNumber) throw new RangeError(`${sheet.key} has no number`);
  const numbered = { ...fields, organizationNumber: { ...organizationNumber, unique: true as const } };
  return { ...sheet, mapping: { ...sheet.mapping, fields: numbered } };
}

type Pairs = readonly (readonly [string, string])[];
const rule = (strength: MatchRule['strength'], ...pairs: Pairs): MatchRule => ({
  ...{ by: 'properties', strength, origin: 'DEFAULT' },
  pairs: pairs.map(([left, right]) => ({ left, right })),
});
const byReference: MatchRule = { by: 'externalRef', pairs: [], strength: 'strong', origin: 'DEFAULT' };
const customers = [byReference, rule('strong', ['orgNo', 'orgNo']), rule('weak', ['email', 'email'])];

function flow(establish: Dataflow['establish'], left: string, right: string, match: readonly MatchRule[]): Dataflow {
  const ends = { left: parseEntityKey(left), right: parseEntityKey(right) };
  const usual = { deletes: 'tombstone', reflect: false, weakMatches: 'link' } as const;
  return {
    id: `${left}-${right}`,
    ...ends,
    establish,
    match,
    properties: [],
    matchInOrder: establish === 'CREATE',
    ...usual,
  };
}

/** The dataflows between them, after those of the company the hub is for. */
export const flows: readonly Dataflow[] = [
  flow('CREATE', 'tid.Avdeling', 'pms.Customer', [byReference, rule('weak', ['name', 'name'])]),
  flow('CREATE', 'tid.Kunde', 'pms.Customer', customers),
  flow('CREATE', 'erp.Customer', 'tid.Kunde', customers),
  flow('CREATE', 'pms.Customer', 'tid.Emne', customers),
  flow('CREATE', 'tid.Avdeling', 'shop.Customer', [rule('weak', ['name', 'name'])]),
  flow('CREATE', 'tid.Kunde', 'shop.Customer', [rule('weak', ['email', 'email'])]),
  flow('MATCH', 'tid.Kunde', 'ledger.Customers', [rule('weak', ['email', 'email'])]),
  flow('CREATE', 'erp.Employee', 'tid.Ansatt', [rule('strong', ['no', 'id']), rule('weak', ['email', 'email'])]),
  flow('CREATE', 'tid.Ansatt', 'crm.Contacts', [
    rule('weak', ['first', 'first'], ['last', 'last'], ['mobile', 'mobile']),
  ]),
  flow('MATCH', 'tid.Ansatt', 'ledger.Employees', [rule('strong', ['id', 'no'])]),
  flow('CREATE', 'tid.Prosjekt', 'pms.Project', [byReference, rule('strong', ['no', 'no'])]),
  flow('CREATE', 'erp.Project', 'tid.Prosjekt', [byReference, rule('strong', ['no', 'no'])]),
];

/** Parts of the company small enough for one history. */
export const themes: readonly (readonly string[])[] = [
  ['tid.Kunde', 'erp.Customer', 'pms.Customer', 'shop.Customer', 'ledger.Customers'],
  ['tid.Kunde', 'tid.Avdeling', 'pms.Customer', 'shop.Customer', 'erp.Customer'],
  ['tid.Kunde', 'tid.Emne', 'pms.Customer', 'erp.Customer'],
  ['tid.Ansatt', 'erp.Employee', 'crm.Contacts', 'ledger.Employees'],
  ['erp.Customer', 'tid.Kunde', 'pms.Customer', 'erp.Project', 'tid.Prosjekt', 'pms.Project'],
];
