import { Field, ObjectType } from 'type-graphql';
import { CalendarDate, EmailAddress, PhoneNumber } from '../../../../shared/subgraph/scalars.js';
import { CanonicalRecord, Node } from './canonical-record.js';

/** An employee's own fields. */
@ObjectType({ implements: [Node, CanonicalRecord], simpleResolvers: true })
export class EmployeeFields {
  @Field(() => String, { nullable: true, description: 'The number by which the company knows them.' })
  employeeNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'First name.' })
  firstName!: string | null;

  @Field(() => String, { nullable: true, description: 'Last name.' })
  lastName!: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'E-mail address.' })
  email!: string | null;

  @Field(() => PhoneNumber, { nullable: true, description: 'Phone number, as its systems write it.' })
  phone!: string | null;

  @Field(() => PhoneNumber, { nullable: true, description: 'Mobile phone number, as its systems write it.' })
  mobilePhone!: string | null;

  @Field(() => String, { nullable: true, description: 'Job title.' })
  jobTitle!: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'First day at work.' })
  hiredDate!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they still work here; null: not known.' })
  isActive!: boolean | null;
}
