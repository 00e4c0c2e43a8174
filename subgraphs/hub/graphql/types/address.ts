import { Field, InputType, ObjectType } from 'type-graphql';

/** A postal or delivery address; its fields are the members of a canonical group. */
@ObjectType({ description: 'A postal or delivery address.', simpleResolvers: true })
export class PostalAddress {
  @Field(() => String, { nullable: true, description: 'Street and number, or a post box.' })
  street!: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code.' })
  postalCode!: string | null;

  @Field(() => String, { nullable: true, description: 'City.' })
  city!: string | null;

  @Field(() => String, { nullable: true, description: 'Country, as its systems write it.' })
  country!: string | null;
}

/** What to write of an address. */
@InputType({ description: 'What to write of an address; null clears, what is left out stays.' })
export class PostalAddressInput {
  @Field(() => String, { nullable: true, description: 'Street and number, or a post box.' })
  street?: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code.' })
  postalCode?: string | null;

  @Field(() => String, { nullable: true, description: 'City.' })
  city?: string | null;

  @Field(() => String, { nullable: true, description: 'Country.' })
  country?: string | null;
}
