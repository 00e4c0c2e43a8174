/** An entity type of a system. */
export interface EntityRef {
  readonly system: string;
  readonly entityType: string;
}

/** `tidsbanken.Kunde`: how an entity type is named in the API and in the database. */
export function entityKey(ref: EntityRef): string {
  return `${ref.system}.${ref.entityType}`;
}

/** @throws RangeError for a text that is not `system.EntityType`. */
export function parseEntityKey(key: string): EntityRef {
  const dot = key.indexOf('.');
  if (dot <= 0) throw new RangeError(`${key} is not of the form system.EntityType`);
  return { system: key.slice(0, dot), entityType: key.slice(dot + 1) };
}

export type Origin = 'LISTED' | 'DEFAULT';

/** Two wire properties held against each other. */
export interface PropertyPair {
  readonly left: string;
  readonly right: string;
  readonly type: string;
}

/**
 * One way for two records to be recognised as one thing: every pair must be equal on both sides, or, for
 * `externalRef`, the right record carries the reference that the hub stamps for the left one.
 */
export interface MatchRule {
  readonly by: 'properties' | 'externalRef';
  readonly pairs: readonly { readonly left: string; readonly right: string }[];
  /** A strong rule rests on a number meant to identify; a weak one (an e-mail, a name) can be shared. */
  readonly strength: 'strong' | 'weak';
  readonly origin: Origin;
}

/**
 * What a dataflow does when a record is removed on one side. `tombstone`: the other record stays. `archive`: it is put out
 * of use. `propagate`: it is removed as well, once a person says so. By none of them is the place filled again before one does.
 */
export type DeletePolicy = 'tombstone' | 'archive' | 'propagate';

export interface Dataflow {
  /** `tidsbanken.Kunde-custom-pms.Customer`. */
  readonly id: string;
  readonly left: EntityRef;
  readonly right: EntityRef;
  /** CREATE: every left record gets a counterpart. MATCH: nothing is ever created by this flow. */
  readonly establish: 'CREATE' | 'MATCH';
  readonly match: readonly MatchRule[];
  /** Listed pairs only; empty: the default mapping over the canonical type's fields applies. */
  readonly properties: readonly PropertyPair[];
  /** Default rules are alternatives: a later one counts only where no earlier one found anything. */
  readonly matchInOrder: boolean;
  readonly deletes: DeletePolicy;
  /** A record that the hub made demands a counterpart also where its canonical record has one in the target system. */
  readonly reflect: boolean;
  /** What a unique match by a weak rule alone does: it links, or is put before a person. */
  readonly weakMatches: 'link' | 'review';
}
