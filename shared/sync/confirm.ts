import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Observed, Value } from '../canonical/field.js';
import { imageOf, type Mapping } from '../mapping/mapping.js';
import { everyRule, type Rules } from './rules.js';
import type { Base, Bases, LinkState } from './state.js';

type Written = Readonly<Record<string, Value | null>>;

/**
 * The bases after a write was answered. What came back as expected is agreed. What came back as it was before stays
 * pending: the write had no effect. What came back as something else is left visible as an edit of the record: it is a
 * person's, made meanwhile, or a normaliser nobody declared, and neither may be swallowed.
 */
export function confirmBases(
  link: LinkState,
  written: Written,
  got: Readonly<Record<string, Observed>>,
  rules: Rules = everyRule,
): Bases {
  const bases: Record<string, Base> = { ...link.bases };
  for (const [field, value] of Object.entries(written)) {
    const mapped = link.mapping.fields[field];
    const now = got[field];
    if (!mapped || now === undefined) continue;
    const { type } = fieldOf(link.mapping.canonicalType, field);
    const wanted = imageOf(mapped, value);
    const before = link.observed[field] ?? null;
    if (same(type, now, wanted)) bases[field] = { c: value, m: rules.twoHalves ? now : value };
    else if (!same(type, now, before)) bases[field] = { c: value, m: rules.surprisesAreEdits ? wanted : now };
  }
  return bases;
}

/**
 * The bases after an update whose answer never came, judged against what was meant: a field that now holds the meant
 * value landed, whatever the canonical record says today. Everything else is left to the next merge.
 */
export function resolveDoubt(link: LinkState, written: Written, got: Readonly<Record<string, Observed>>): Bases {
  const bases: Record<string, Base> = { ...link.bases };
  for (const [field, value] of Object.entries(written)) {
    const mapped = link.mapping.fields[field];
    const now = got[field];
    if (!mapped || now === undefined) continue;
    const { type } = fieldOf(link.mapping.canonicalType, field);
    if (same(type, now, imageOf(mapped, value))) bases[field] = { c: value, m: now };
  }
  return bases;
}

/** The first bases of a record the hub made: it agrees to what was sent; what its system filled in is a first contact. */
export function basesOfCreated(mapping: Mapping, sent: Written, got: Readonly<Record<string, Observed>>): Bases {
  const bases: Record<string, Base> = {};
  for (const [field, mapped] of Object.entries(mapping.fields)) {
    const now = got[field];
    const value = sent[field];
    if (value !== undefined) bases[field] = { c: value, m: imageOf(mapped, value) };
    else if (now !== undefined) bases[field] = { m: now };
  }
  return bases;
}

/** Whether two observations differ in a mapped field, compared as the fields' types do; absent on either side is no difference. */
export function differs(
  link: Pick<LinkState, 'mapping'>,
  a: Readonly<Record<string, Observed>>,
  b: Readonly<Record<string, Observed>>,
): boolean {
  return Object.keys(link.mapping.fields).some((field) => {
    const [one, other] = [a[field], b[field]];
    if (one === undefined || other === undefined) return false;
    return !same(fieldOf(link.mapping.canonicalType, field).type, one, other);
  });
}

/** Whether the last look at a record showed something that is not what both sides agreed on last. */
export function isUnjudged({ mapping, observed, bases }: LinkState): boolean {
  return Object.entries(bases).some(([field, { m }]) => {
    const seen = observed[field];
    return seen !== undefined && !same(fieldOf(mapping.canonicalType, field).type, seen, m);
  });
}
