import { Field, ID, InputType } from 'type-graphql';
import { CalendarDate, EmailAddress, OrganizationNumber, PhoneNumber } from '../../../../shared/subgraph/scalars.js';
import { PostalAddressInput } from './address.js';

/** What to set of a customer. */
@InputType({ description: 'What to set of a customer: null clears, what is left out stays.' })
export class CustomerPatch {
  @Field(() => String, { nullable: true, description: 'Name.' })
  name?: string | null;

  @Field(() => OrganizationNumber, { nullable: true, description: 'Nine digits, the last a check digit.' })
  organizationNumber?: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'E-mail address.' })
  email?: string | null;

  @Field(() => PhoneNumber, { nullable: true, description: 'Phone number; Norwegian where it has no country code.' })
  phone?: string | null;

  @Field(() => PhoneNumber, {
    nullable: true,
    description: 'Mobile phone number; Norwegian where it has no country code.',
  })
  mobilePhone?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of its website.' })
  website?: string | null;

  @Field(() => PostalAddressInput, { nullable: true, description: 'Where letters go; null clears all of it.' })
  postalAddress?: PostalAddressInput | null;

  @Field(() => PostalAddressInput, { nullable: true, description: 'Where goods go; null clears all of it.' })
  deliveryAddress?: PostalAddressInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is still served.' })
  isActive?: boolean | null;
}

/** What to set of an employee; never their national identity number, which the hub does not keep. */
@InputType({ description: 'What to set of an employee: null clears, what is left out stays.' })
export class EmployeePatch {
  @Field(() => String, { nullable: true, description: 'The number by which the company knows them.' })
  employeeNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'First name.' })
  firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'Last name.' })
  lastName?: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'E-mail address.' })
  email?: string | null;

  @Field(() => PhoneNumber, { nullable: true, description: 'Phone number; Norwegian where it has no country code.' })
  phone?: string | null;

  @Field(() => PhoneNumber, {
    nullable: true,
    description: 'Mobile phone number; Norwegian where it has no country code.',
  })
  mobilePhone?: string | null;

  @Field(() => String, { nullable: true, description: 'Job title.' })
  jobTitle?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day at work.' })
  hiredDate?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they still work here.' })
  isActive?: boolean | null;
}

/** What to set of a project. */
@InputType({ description: 'What to set of a project: null clears, what is left out stays.' })
export class ProjectPatch {
  @Field(() => String, { nullable: true, description: 'The number by which the company knows it.' })
  number?: string | null;

  @Field(() => String, { nullable: true, description: 'Name.' })
  name?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day.' })
  startDate?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Last day.' })
  endDate?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the work is over.' })
  isClosed?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'The id of the customer it is for.' })
  customerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The id of the employee who leads it.' })
  managerId?: string | null;
}
