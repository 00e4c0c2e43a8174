import { same } from '../canonical/same.js';
import { fieldOf } from '../canonical/types.js';
import type { Proposal } from './resolve.js';
import type { CanonicalState, Provenance } from './state.js';

const earlierAtMost = 2;
const dayMs = 86_400_000;
const returnsAtMost = 2;

/**
 * Where a field's next value came from, with the memory that shows two systems pushing a field back and forth: a value
 * that comes back, brought by another record than the value it replaces, counts as a return; a distinct value, or one a
 * person gives the hub, ends the count.
 */
export function provenanceOf(state: CanonicalState, field: string, { value, kind, made }: Proposal): Provenance {
  const now = state.provenance[field];
  const { type } = fieldOf(state.type, field);
  const current = state.fields[field];
  const earlier = current === undefined ? [] : [current, ...(now?.earlier ?? [])].slice(0, earlierAtMost);
  const isBack = (now?.earlier ?? []).some((one) => same(type, one, value));
  const byAnother = made.linkId !== null && now !== undefined && now.linkId !== null && now.linkId !== made.linkId;
  const recent = (now?.returnedAt ?? []).filter((at) => at > made.until - dayMs);
  const returnedAt = isBack && made.linkId !== null ? (byAnother ? [...recent, made.until] : recent) : [];
  return {
    ...made,
    version: state.version + 1,
    ...(kind === 'edit' ? { edited: true as const } : {}),
    ...(earlier.length > 0 ? { earlier } : {}),
    ...(returnedAt.length > 0 ? { returnedAt } : {}),
  };
}

/** Whether the field came back to an earlier value as often as no person's work explains. */
export function alternates({ returnedAt = [] }: Provenance): boolean {
  return returnedAt.length >= returnsAtMost;
}
