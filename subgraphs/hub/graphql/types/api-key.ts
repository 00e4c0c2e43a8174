import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { payloadType, type UserError } from '../../../../shared/subgraph/payload.js';
import { Role } from '../enums.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** A key with which a program uses the API. */
@ObjectType({
  description: 'A key with which a program uses the API; the key itself is shown once.',
  simpleResolvers: true,
})
export class ApiKey {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Who has it, for people.' })
  name!: string;

  @Field(() => Role, { description: 'What it may be used for.' })
  role!: string;

  @Field(() => Boolean, { description: 'Whether it also shows national identity numbers.' })
  nationalIds!: boolean;

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it ends; null: not by itself.' })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the minute; null: never.' })
  lastUsedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt!: Date | null;
}

/** A key to make. */
@InputType({ description: 'A key to make.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'Who has it, for people; at most 100 characters.' })
  name!: string;

  @Field(() => Role, { description: 'What it may be used for.' })
  role!: 'viewer' | 'editor' | 'operator' | 'admin';

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it also shows national identity numbers.' })
  nationalIds!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When it ends; null: not by itself.' })
  expiresAt?: Date | null;
}

/** Which key to give another secret. */
@InputType({ description: 'Which key to give another secret.' })
export class RotateApiKeyInput {
  @Field(() => ID, { description: "The key's id." })
  id!: string;
}

/** Which key to revoke. */
@InputType({ description: 'Which key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: "The key's id." })
  id!: string;
}

/** What came of a key. */
export interface KeyAnswer {
  readonly apiKey: ApiKey | null;
  /** The secret itself, where there is a new one. */
  readonly key?: string | null;
  readonly userErrors: readonly UserError[];
}

function withSecret(name: string, deed: string) {
  const payload = payloadType(name, 'apiKey', ApiKey, deed);
  const description = 'What to send as «authorization: Bearer …»; it is shown here and never again.';
  Field(() => String, { nullable: true, description })(payload.prototype, 'key');
  return payload;
}

export const CreateApiKeyPayload = withSecret('CreateApiKeyPayload', 'making a key');
export const RotateApiKeyPayload = withSecret('RotateApiKeyPayload', 'giving a key another secret');
export const RevokeApiKeyPayload = payloadType('RevokeApiKeyPayload', 'apiKey', ApiKey, 'revoking a key');
