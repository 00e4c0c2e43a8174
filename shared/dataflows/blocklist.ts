import { comparable } from '../canonical/same.js';
import type { CanonicalType, FieldType, Value } from '../canonical/field.js';

/** What never says who a record is, as a company sets it. */
export interface BlocklistSetting {
  /** By the part before the @; for employees only: a company's own address may well be post@. */
  readonly sharedMailboxes: readonly string[];
  readonly emailDomains: readonly string[];
  /** Placeholders such as `00000000`; one that ends in @ stands for that mailbox at any domain. */
  readonly values: readonly string[];
}

/** A blocklist made ready to be asked often. */
export interface Blocklist {
  readonly sharedMailboxes: ReadonlySet<string>;
  readonly emailDomains: ReadonlySet<string>;
  readonly mailboxes: ReadonlySet<string>;
  /** Comparable forms of the placeholders, by the kind of field. */
  readonly values: ReadonlyMap<FieldType, ReadonlySet<string>>;
}

const comparedTypes = ['text', 'email', 'phone', 'organizationNumber', 'nationalIdentityNumber', 'date'] as const;

export function blocklistOf({ sharedMailboxes, emailDomains, values }: BlocklistSetting): Blocklist {
  const mailboxes = values.filter((value) => value.endsWith('@')).map((value) => lower(value.slice(0, -1)));
  const whole = values.filter((value) => !value.endsWith('@'));
  const byType = comparedTypes.map((type) => [type, new Set(whole.map((value) => key(type, value)))] as const);
  return {
    sharedMailboxes: new Set(sharedMailboxes.map(lower)),
    emailDomains: new Set(emailDomains.map(lower)),
    mailboxes: new Set(mailboxes),
    values: new Map(byType),
  };
}

/** Whether a value, equal on two records, says nothing of whether they are one thing. */
export function identifiesNobody(list: Blocklist, owner: CanonicalType, type: FieldType, value: Value): boolean {
  if (list.values.get(type)?.has(key(type, value))) return true;
  return type === 'email' && isBlockedAddress(list, owner, comparable('email', value));
}

function isBlockedAddress(list: Blocklist, owner: CanonicalType, address: string): boolean {
  const at = address.lastIndexOf('@');
  const mailbox = address.slice(0, Math.max(at, 0));
  if (list.mailboxes.has(mailbox) || list.emailDomains.has(address.slice(at + 1))) return true;
  return owner === 'Employee' && list.sharedMailboxes.has(mailbox);
}

function key(type: FieldType, value: Value): string {
  return lower(comparable(type, value));
}

function lower(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}
