/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What happened to a canonical record. */
export type RecordChangeKind =
  /** It got its first values. */
  | 'CREATED'
  /** It is one with another from here on. */
  | 'MERGED'
  /** The last system that had it removed it. */
  | 'REMOVED'
  /** Some of its values changed. */
  | 'UPDATED';

/** How a canonical record stands towards its systems. */
export type SyncState =
  /** A person has to decide a conflict; nothing waits for it. */
  | 'CONFLICT'
  /** A field is under review: it is written nowhere until its conflict is resolved. */
  | 'FROZEN'
  /** Nothing is left to do. */
  | 'IN_SYNC'
  /** Something is still to be settled or written. */
  | 'PENDING'
  /** One of its records may be the same thing as another; a person has to say. */
  | 'REVIEW';

/** An external system. */
export type SystemId =
  /** `crmoffice` in the names of dataflows and entity types. */
  | 'CRMOFFICE'
  /** `customerp` in the names of dataflows and entity types. */
  | 'CUSTOMERP'
  /** `custom-pms` in the names of dataflows and entity types. */
  | 'CUSTOM_PMS'
  /** `custom-webshop` in the names of dataflows and entity types. */
  | 'CUSTOM_WEBSHOP'
  /** `powerofficego` in the names of dataflows and entity types. */
  | 'POWEROFFICEGO'
  /** `tidsbanken` in the names of dataflows and entity types. */
  | 'TIDSBANKEN';

/** What became of a change in one system. */
export type WriteOutcomeStatus =
  /** The system holds it. */
  | 'CONFIRMED'
  /** It was sent and no answer came; the hub will look. */
  | 'IN_DOUBT'
  /** It is still to be sent, or no answer has come yet. */
  | 'PENDING'
  /** The system refused it; `message` says why. */
  | 'REFUSED'
  /** Nothing was to be written: the record holds it already, or its system has no such field. */
  | 'SKIPPED';

export type FindCustomerQueryVariables = Exact<{
  search: string;
}>;


export type FindCustomerQuery = { lastChangeCursor: string, customers: { edges: Array<{ node: { id: string, version: number, name: string | null, website: string | null, syncState: SyncState, links: Array<{ system: SystemId, entityType: string, externalId: string | null }>, tidsbankenKunde: { navn: string | null } | null, customPmsCustomer: { name: string | null } | null } }> } };

export type SetWebsiteMutationVariables = Exact<{
  id: string | number;
  expectedVersion: number;
  website?: string | null | undefined;
}>;


export type SetWebsiteMutation = { updateCustomer: { customer: { id: string, version: number, website: string | null } | null, writes: Array<{ system: SystemId, entityType: string, status: WriteOutcomeStatus, message: string | null }>, userErrors: Array<{ field: Array<string> | null, code: string, message: string }> } };

export type FollowCustomersSubscriptionVariables = Exact<{
  after: string;
}>;


export type FollowCustomersSubscription = { recordsChanged: { cursor: string, kind: RecordChangeKind, recordId: string, fields: Array<string> } };


export const FindCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastChangeCursor"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"website"}},{"kind":"Field","name":{"kind":"Name","value":"syncState"}},{"kind":"Field","name":{"kind":"Name","value":"links"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"system"}},{"kind":"Field","name":{"kind":"Name","value":"entityType"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tidsbankenKunde"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"navn"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customPmsCustomer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FindCustomerQuery, FindCustomerQueryVariables>;
export const SetWebsiteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetWebsite"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"website"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"expectedVersion"},"value":{"kind":"Variable","name":{"kind":"Name","value":"expectedVersion"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"patch"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"website"},"value":{"kind":"Variable","name":{"kind":"Name","value":"website"}}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"waitMs"},"value":{"kind":"IntValue","value":"10000"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"website"}}]}},{"kind":"Field","name":{"kind":"Name","value":"writes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"system"}},{"kind":"Field","name":{"kind":"Name","value":"entityType"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetWebsiteMutation, SetWebsiteMutationVariables>;
export const FollowCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordsChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"types"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"Customer","block":false}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"recordId"}},{"kind":"Field","name":{"kind":"Name","value":"fields"}}]}}]}}]} as unknown as DocumentNode<FollowCustomersSubscription, FollowCustomersSubscriptionVariables>;