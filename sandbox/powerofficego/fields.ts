/** What a property may hold, in the API's own terms. */
export type Kind =
  'string' | 'integer' | 'number' | 'boolean' | 'date' | 'stamp' | 'integers' | 'address' | readonly string[];

/** One property of an entity: what it holds and where it may be written. */
export interface Field {
  kind: Kind;
  post: boolean;
  patch: boolean;
  /** False for what only a POST knows and no answer shows. */
  get: boolean;
}

/** Properties by name. */
export type Fields = Readonly<Record<string, Field>>;

const access = {
  all: [true, true, true],
  read: [true, false, false],
  notPatch: [true, true, false],
  postOnly: [false, true, false],
};

function fieldsOf(groups: { kind: Kind; all?: string; read?: string; notPatch?: string; postOnly?: string }[]): Fields {
  const fields: Record<string, Field> = {};
  for (const { kind, ...names } of groups) {
    for (const [who, list] of Object.entries(names)) {
      const [get = false, post = false, patch = false] = access[who as keyof typeof access];
      for (const name of list.split(/\s+/)) fields[name] = { kind, get, post, patch };
    }
  }
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const DELIVERY = ['PdfByEmail', 'Print', 'EHF', 'AvtaleGiro', 'External', 'Efaktura', 'Factoring'];
const ID_TYPES = [
  'PassportNumber',
  'NationalIdentityNumber',
  'TaxIdentificationNumber',
  'ValueAddedTaxIdentificationNumber',
];

/** A customer's properties. */
export const CUSTOMER: Fields = fieldsOf([
  {
    kind: 'string',
    all: `CurrencyCode EmailAddress ExternalImportReference FirstName InvoiceEmailAddress InvoiceEmailAddressCC LastName LegalName Name
      NationalIdNumber NoticeOfDebtCollectionDeliveryType OrganizationNumber PaymentReminderEmailAddress PhoneNumber
      ReminderDeliveryType WebsiteUrl`,
    read: 'CreatedFromImportJournalId',
    notPatch: 'DeliveryTerm DepartmentCode InvoiceBrandingThemeCode',
    postOnly: 'SubLedgerNumberSeriesId',
  },
  {
    kind: 'integer',
    all: `DeliveryTermId DepartmentId ExternalNumber InvoiceBrandingThemeId Number PaymentTermId SalesPersonEmployeeId`,
    read: 'Id SubledgerAccountId',
    notPatch: 'PaymentTerm SalesPersonEmployeeNumber',
  },
  { kind: 'number', all: 'Allowance BillableRate' },
  {
    kind: 'boolean',
    all: `DoNotAddLatePaymentFees DoNotAddLatePaymentInterest DoNotAutomatePaymentNotifications IsArchived IsPerson IsVatFree
      SendPaymentReminders TransferToDebtCollectionAgency UseInvoiceFee`,
    read: 'IsActive',
  },
  { kind: 'date', all: 'CustomerSince DateOfBirth' },
  { kind: 'stamp', read: 'ContactCreatedDateTimeOffset CustomerCreatedDateTimeOffset LastChangedDateTimeOffset' },
  { kind: 'integers', all: 'ContactGroupIds' },
  { kind: 'address', all: 'MailAddress' },
  { kind: DELIVERY, all: 'InvoiceDeliveryType' },
]);

/** An employee's properties. */
export const EMPLOYEE: Fields = fieldsOf([
  {
    kind: 'string',
    all: `EmailAddress ExternalImportReference FirstName InternationalIdCountryCode InternationalIdNumber JobTitle LastName
      NationalIdNumber PhoneNumber`,
    read: 'CreatedFromImportJournalId',
    notPatch: 'DepartmentCode LocationCode',
    postOnly: 'SubLedgerNumberSeriesId',
  },
  {
    kind: 'integer',
    all: 'DepartmentId ExternalNumber LocationId ManagerEmployeeId Number',
    read: 'ExpenseBankAccountId Id SalaryBankAccountId SubledgerAccountId TravelExpenseBankAccountId',
    notPatch: 'ManagerEmployeeNo',
  },
  { kind: 'boolean', all: 'InternationalIdReportToAltinn IsArchived' },
  { kind: 'date', all: 'DateOfBirth EndDate HiredDate StartDate' },
  { kind: 'stamp', read: 'ContactCreatedDateTimeOffset EmployeeCreatedDateTimeOffset LastChangedDateTimeOffset' },
  { kind: 'integers', all: 'ContactGroupIds' },
  { kind: 'address', all: 'MailAddress' },
  { kind: ['Male', 'Female', 'Hidden'], all: 'Gender' },
  { kind: ID_TYPES, all: 'InternationalIdType' },
]);

/** The longest text each part of a mail address takes. */
export const ADDRESS_LENGTHS: Readonly<Record<string, number>> = {
  AddressLine1: 200,
  AddressLine2: 200,
  ZipCode: 50,
  City: 100,
  CountryCode: 2,
  ExternalCode: 50,
};

/** A name as the table spells it, whatever case it came in; null when there is none. */
export function spelled(names: Readonly<Record<string, unknown>>, name: string): string | null {
  if (Object.hasOwn(names, name)) return name;
  return Object.keys(names).find((each) => each.toLowerCase() === name.toLowerCase()) ?? null;
}
