import { Field, ID, InputType, Int } from 'type-graphql';
import type { CanonicalType } from '../../../../shared/canonical/field.js';
import type { WireClass } from '../../../../shared/subgraph/wire.js';
import { CustomerKind } from '../enums.js';
import { CustomerPatch, EmployeePatch, ProjectPatch } from './patches.js';

/** Canonical values as the patch inputs carry them. */
export type PatchInput = Readonly<Record<string, unknown>>;

/** What every mutation that writes to systems can be told. */
@InputType()
export class Waiting {
  @Field(() => Int, {
    defaultValue: 5000,
    description: 'How long to wait for the systems, in ms, from 0 to 60000; the writing goes on in any case.',
  })
  waitMs!: number;
}

/** What every mutation about one canonical record can be told besides. */
@InputType()
export class Careful extends Waiting {
  @Field(() => Int, { nullable: true, description: 'Do it only if the canonical record is still at this version.' })
  expectedVersion?: number | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Only answers what would be written; changes nothing.' })
  dryRun!: boolean;
}

/** What every update can be told. */
@InputType()
export class UpdateInput extends Careful {
  @Field(() => ID, { description: 'The record to change.' })
  id!: string;
}

/** What every mutation that makes something can be told. */
@InputType()
export class CreateInput extends Waiting {
  @Field(() => String, {
    nullable: true,
    description:
      'Any text of your own, at most 200 characters. Asked again with the same key and the same values, as after an answer ' +
      'that never came, what was made before is answered and nothing is made twice.',
  })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A customer to be made.' })
export class CreateCustomerInput extends CreateInput {
  @Field(() => CustomerKind, { defaultValue: 'CUSTOMER', description: 'A customer, or a department served as one.' })
  kind!: 'CUSTOMER' | 'DEPARTMENT';

  @Field(() => CustomerPatch, { description: 'Its values; `name` must be given.' })
  values!: CustomerPatch;
}

@InputType({ description: 'An employee to be made.' })
export class CreateEmployeeInput extends CreateInput {
  @Field(() => EmployeePatch, { description: 'Their values; `firstName` and `lastName` must be given.' })
  values!: EmployeePatch;
}

@InputType({ description: 'A project to be made.' })
export class CreateProjectInput extends CreateInput {
  @Field(() => ProjectPatch, { description: 'Its values; `name` must be given.' })
  values!: ProjectPatch;
}

@InputType({ description: 'A change of a customer.' })
export class UpdateCustomerInput extends UpdateInput {
  @Field(() => CustomerPatch, { description: 'What to set.' })
  patch!: CustomerPatch;
}

@InputType({ description: 'A change of an employee.' })
export class UpdateEmployeeInput extends UpdateInput {
  @Field(() => EmployeePatch, { description: 'What to set.' })
  patch!: EmployeePatch;
}

@InputType({ description: 'A change of a project.' })
export class UpdateProjectInput extends UpdateInput {
  @Field(() => ProjectPatch, { description: 'What to set.' })
  patch!: ProjectPatch;
}

/** The inputs of each canonical type's mutations. */
export const writeInputs: Readonly<Record<CanonicalType, { readonly create: WireClass; readonly update: WireClass }>> =
  {
    Customer: { create: CreateCustomerInput, update: UpdateCustomerInput },
    Employee: { create: CreateEmployeeInput, update: UpdateEmployeeInput },
    Project: { create: CreateProjectInput, update: UpdateProjectInput },
  };
