import { Field, ObjectType } from 'type-graphql';
import { EmailAddress, OrganizationNumber, PhoneNumber } from '../../../../shared/subgraph/scalars.js';
import { CustomerKind } from '../enums.js';
import { PostalAddress } from './address.js';
import { CanonicalRecord, Node } from './canonical-record.js';

/** A customer's own fields. */
@ObjectType({ implements: [Node, CanonicalRecord], simpleResolvers: true })
export class CustomerFields {
  @Field(() => CustomerKind, { description: 'A customer, or a department served as one.' })
  kind!: string;

  @Field(() => String, { nullable: true, description: 'Name.' })
  name!: string | null;

  @Field(() => OrganizationNumber, {
    nullable: true,
    description: 'Nine digits, as in the register of Norwegian legal entities.',
  })
  organizationNumber!: string | null;

  @Field(() => EmailAddress, { nullable: true, description: 'E-mail address.' })
  email!: string | null;

  @Field(() => PhoneNumber, { nullable: true, description: 'Phone number, as its systems write it.' })
  phone!: string | null;

  @Field(() => PhoneNumber, { nullable: true, description: 'Mobile phone number, as its systems write it.' })
  mobilePhone!: string | null;

  @Field(() => String, { nullable: true, description: 'Address of its website.' })
  website!: string | null;

  @Field(() => PostalAddress, { nullable: true, description: 'Where letters go; null where nothing of it is known.' })
  postalAddress!: PostalAddress | null;

  @Field(() => PostalAddress, { nullable: true, description: 'Where goods go; null where nothing of it is known.' })
  deliveryAddress!: PostalAddress | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is still served; null: not known.' })
  isActive!: boolean | null;
}
