import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { NationalIdentityNumber } from '../../shared/subgraph/scalars.js';
import { Key, SystemEntity, Wire, WireObject } from '../../shared/subgraph/wire.js';

/** The address of a customer or an employee. */
@WireObject('An address in PowerOffice Go.')
export class PowerofficegoAddress {
  @Wire('Id', () => GraphQLSafeInt, { readOnly: true }) id?: number | null;
  @Wire('AddressLine1') addressLine1?: string | null;
  @Wire('AddressLine2') addressLine2?: string | null;
  @Wire('ZipCode') zipCode?: string | null;
  @Wire('City') city?: string | null;
  @Wire('CountryCode') countryCode?: string | null;
  @Wire('ExternalCode') externalCode?: string | null;
  @Wire('LastChangedDateTimeOffset', { readOnly: true }) lastChangedDateTimeOffset?: string | null;
}

/** `Customers` as the v2 API shows them. */
@SystemEntity('A customer in PowerOffice Go.')
export class PowerofficegoCustomer {
  @Key('Id') id!: string;
  @Wire('Allowance', () => Float) allowance?: number | null;
  @Wire('BillableRate', () => Float) billableRate?: number | null;
  @Wire('ContactCreatedDateTimeOffset', { readOnly: true }) contactCreatedDateTimeOffset?: string | null;
  @Wire('ContactGroupIds', () => [GraphQLSafeInt]) contactGroupIds?: number[] | null;
  @Wire('CreatedFromImportJournalId', { readOnly: true }) createdFromImportJournalId?: string | null;
  @Wire('CurrencyCode') currencyCode?: string | null;
  @Wire('CustomerCreatedDateTimeOffset', { readOnly: true }) customerCreatedDateTimeOffset?: string | null;
  @Wire('CustomerSince') customerSince?: string | null;
  @Wire('DateOfBirth') dateOfBirth?: string | null;
  @Wire('DeliveryTerm', { readOnly: true }) deliveryTerm?: string | null;
  @Wire('DeliveryTermId', () => GraphQLSafeInt) deliveryTermId?: number | null;
  @Wire('DepartmentCode', { readOnly: true }) departmentCode?: string | null;
  @Wire('DepartmentId', () => GraphQLSafeInt) departmentId?: number | null;
  @Wire('DoNotAddLatePaymentFees', () => Boolean) doNotAddLatePaymentFees?: boolean | null;
  @Wire('DoNotAddLatePaymentInterest', () => Boolean) doNotAddLatePaymentInterest?: boolean | null;
  @Wire('DoNotAutomatePaymentNotifications', () => Boolean) doNotAutomatePaymentNotifications?: boolean | null;
  @Wire('EmailAddress') emailAddress?: string | null;
  @Wire('ExternalImportReference') externalImportReference?: string | null;
  @Wire('ExternalNumber', () => GraphQLSafeInt) externalNumber?: number | null;
  @Wire('FirstName') firstName?: string | null;
  @Wire('InvoiceBrandingThemeCode', { readOnly: true }) invoiceBrandingThemeCode?: string | null;
  @Wire('InvoiceBrandingThemeId', () => GraphQLSafeInt) invoiceBrandingThemeId?: number | null;
  @Wire('InvoiceDeliveryType') invoiceDeliveryType?: string | null;
  @Wire('InvoiceEmailAddress') invoiceEmailAddress?: string | null;
  @Wire('InvoiceEmailAddressCC') invoiceEmailAddressCC?: string | null;
  @Wire('IsActive', () => Boolean, { readOnly: true }) isActive?: boolean | null;
  @Wire('IsArchived', () => Boolean) isArchived?: boolean | null;
  @Wire('IsPerson', () => Boolean) isPerson?: boolean | null;
  @Wire('IsVatFree', () => Boolean) isVatFree?: boolean | null;
  @Wire('LastChangedDateTimeOffset', { readOnly: true }) lastChangedDateTimeOffset?: string | null;
  @Wire('LastName') lastName?: string | null;
  @Wire('LegalName') legalName?: string | null;
  @Wire('MailAddress', () => PowerofficegoAddress) mailAddress?: PowerofficegoAddress | null;
  @Wire('Name') name?: string | null;
  @Wire('NationalIdNumber', () => NationalIdentityNumber, { secret: true }) nationalIdNumber?: string | null;
  @Wire('NoticeOfDebtCollectionDeliveryType') noticeOfDebtCollectionDeliveryType?: string | null;
  @Wire('Number', () => GraphQLSafeInt) number?: number | null;
  @Wire('OrganizationNumber') organizationNumber?: string | null;
  @Wire('PaymentReminderEmailAddress') paymentReminderEmailAddress?: string | null;
  @Wire('PaymentTerm', () => Int, { readOnly: true }) paymentTerm?: number | null;
  @Wire('PaymentTermId', () => GraphQLSafeInt) paymentTermId?: number | null;
  @Wire('PhoneNumber') phoneNumber?: string | null;
  @Wire('ReminderDeliveryType') reminderDeliveryType?: string | null;
  @Wire('SalesPersonEmployeeId', () => GraphQLSafeInt) salesPersonEmployeeId?: number | null;
  @Wire('SalesPersonEmployeeNumber', () => GraphQLSafeInt, { readOnly: true }) salesPersonEmployeeNumber?:
    number | null;
  @Wire('SendPaymentReminders', () => Boolean) sendPaymentReminders?: boolean | null;
  @Wire('SubledgerAccountId', () => GraphQLSafeInt, { readOnly: true }) subledgerAccountId?: number | null;
  @Wire('TransferToDebtCollectionAgency', () => Boolean) transferToDebtCollectionAgency?: boolean | null;
  @Wire('UseInvoiceFee', () => Boolean) useInvoiceFee?: boolean | null;
  @Wire('WebsiteUrl') websiteUrl?: string | null;
}

/** `Employees` as the v2 API shows them. */
@SystemEntity('An employee in PowerOffice Go.')
export class PowerofficegoEmployee {
  @Key('Id') id!: string;
  @Wire('ContactCreatedDateTimeOffset', { readOnly: true }) contactCreatedDateTimeOffset?: string | null;
  @Wire('ContactGroupIds', () => [GraphQLSafeInt]) contactGroupIds?: number[] | null;
  @Wire('CreatedFromImportJournalId', { readOnly: true }) createdFromImportJournalId?: string | null;
  @Wire('DateOfBirth') dateOfBirth?: string | null;
  @Wire('DepartmentCode', { readOnly: true }) departmentCode?: string | null;
  @Wire('DepartmentId', () => GraphQLSafeInt) departmentId?: number | null;
  @Wire('EmailAddress') emailAddress?: string | null;
  @Wire('EmployeeCreatedDateTimeOffset', { readOnly: true }) employeeCreatedDateTimeOffset?: string | null;
  @Wire('EndDate') endDate?: string | null;
  @Wire('ExpenseBankAccountId', () => GraphQLSafeInt, { readOnly: true }) expenseBankAccountId?: number | null;
  @Wire('ExternalImportReference') externalImportReference?: string | null;
  @Wire('ExternalNumber', () => GraphQLSafeInt) externalNumber?: number | null;
  @Wire('FirstName') firstName?: string | null;
  @Wire('Gender') gender?: string | null;
  @Wire('HiredDate') hiredDate?: string | null;
  @Wire('InternationalIdCountryCode') internationalIdCountryCode?: string | null;
  @Wire('InternationalIdNumber', { secret: true }) internationalIdNumber?: string | null;
  @Wire('InternationalIdReportToAltinn', () => Boolean) internationalIdReportToAltinn?: boolean | null;
  @Wire('InternationalIdType') internationalIdType?: string | null;
  @Wire('IsArchived', () => Boolean) isArchived?: boolean | null;
  @Wire('JobTitle') jobTitle?: string | null;
  @Wire('LastChangedDateTimeOffset', { readOnly: true }) lastChangedDateTimeOffset?: string | null;
  @Wire('LastName') lastName?: string | null;
  @Wire('LocationCode', { readOnly: true }) locationCode?: string | null;
  @Wire('LocationId', () => GraphQLSafeInt) locationId?: number | null;
  @Wire('MailAddress', () => PowerofficegoAddress) mailAddress?: PowerofficegoAddress | null;
  @Wire('ManagerEmployeeId', () => GraphQLSafeInt) managerEmployeeId?: number | null;
  @Wire('ManagerEmployeeNo', () => GraphQLSafeInt, { readOnly: true }) managerEmployeeNo?: number | null;
  @Wire('NationalIdNumber', () => NationalIdentityNumber, { secret: true }) nationalIdNumber?: string | null;
  @Wire('Number', () => GraphQLSafeInt) number?: number | null;
  @Wire('PhoneNumber') phoneNumber?: string | null;
  @Wire('SalaryBankAccountId', () => GraphQLSafeInt, { readOnly: true }) salaryBankAccountId?: number | null;
  @Wire('StartDate') startDate?: string | null;
  @Wire('SubledgerAccountId', () => GraphQLSafeInt, { readOnly: true }) subledgerAccountId?: number | null;
  @Wire('TravelExpenseBankAccountId', () => GraphQLSafeInt, { readOnly: true }) travelExpenseBankAccountId?:
    number | null;
}

/** `Contactperson` as the v1 API shows it. */
@SystemEntity('A contact person in PowerOffice Go.')
export class PowerofficegoContactperson {
  @Key('id') id!: string;
  @Wire('firstName') firstName?: string | null;
  @Wire('lastName') lastName?: string | null;
  @Wire('emailAddress') emailAddress?: string | null;
  @Wire('phoneNumber') phoneNumber?: string | null;
  @Wire('address1') address1?: string | null;
  @Wire('address2') address2?: string | null;
  @Wire('zipCode') zipCode?: string | null;
  @Wire('city') city?: string | null;
  @Wire('residenceCountryCode') residenceCountryCode?: string | null;
  @Wire('dateOfBirth') dateOfBirth?: string | null;
  @Wire('placeOfBirth') placeOfBirth?: string | null;
  @Wire('citizenship') citizenship?: string | null;
  @Wire('externalCode') externalCode?: string | null;
  @Wire('gender', () => Int) gender?: number | null;
  @Wire('socialSecurityNumber', () => NationalIdentityNumber, { secret: true }) socialSecurityNumber?: string | null;
  @Wire('hasNorwegianSSN', () => Boolean) hasNorwegianSSN?: boolean | null;
  @Wire('isActive', () => Boolean) isActive?: boolean | null;
  @Wire('isPep', () => Boolean) isPep?: boolean | null;
  @Wire('isRca', () => Boolean) isRca?: boolean | null;
  @Wire('partyId', () => GraphQLSafeInt, { readOnly: true }) partyId?: number | null;
  @Wire('partyCustomerCode', () => GraphQLSafeInt, { readOnly: true }) partyCustomerCode?: number | null;
  @Wire('partySupplierCode', () => GraphQLSafeInt, { readOnly: true }) partySupplierCode?: number | null;
  @Wire('lastChanged', { readOnly: true }) lastChanged?: string | null;
}
