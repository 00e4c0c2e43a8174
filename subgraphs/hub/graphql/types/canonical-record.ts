import { Field, ID, Int, InterfaceType } from 'type-graphql';
import { SyncState } from '../enums.js';
import { Conflict } from './conflict.js';
import { EditConnection } from './edit.js';
import { Link } from './link.js';
import { FieldProvenance } from './provenance.js';
import { DateTime } from '../../../../shared/subgraph/scalars.js';

/** The name of the object type behind an interface: values of the hub carry it. */
function resolveType(value: { readonly __typename: string }): string {
  return value.__typename;
}

/** Anything with an id that `node` finds again. */
@InterfaceType({
  description: 'Anything with an id that `node` finds again.',
  resolveType,
  autoRegisterImplementations: false,
})
export class Node {
  @Field(() => ID, {
    description: 'The same for ever; of records that were merged, every id leads to the one that is left.',
  })
  id!: string;
}

/** What all canonical types have in common. */
@InterfaceType({
  description: 'What the company holds true about one thing, and how it stands in each system.',
  implements: Node,
  resolveType,
  autoRegisterImplementations: false,
})
export class CanonicalRecord extends Node {
  @Field(() => Int, {
    description: 'Grows with every change; give it as `expectedVersion` to change only what you saw.',
  })
  version!: number;

  @Field(() => DateTime, { description: 'When the hub first knew of it.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When one of its values last changed.' })
  updatedAt!: Date;

  @Field(() => SyncState, { description: 'How it stands towards its systems.' })
  syncState!: string;

  @Field(() => [Link], { description: 'The records that belong to it, the oldest link first.' })
  links!: Link[];

  @Field(() => [FieldProvenance], { description: 'Where each of its values came from, in the order of its fields.' })
  provenance!: FieldProvenance[];

  @Field(() => EditConnection, {
    description: 'Every change of a value, the latest first; also of records merged into it.',
  })
  history!: object;

  @Field(() => [Conflict], {
    description: 'Values that lost, the latest first, at most a hundred; also of records merged into it.',
  })
  conflicts!: Conflict[];
}
