import { placeAt } from '../../shared/sync/policy.js';
import { show } from './agreement.js';
import { nameOf } from './chronicle.js';
import type { Evidence, HumanAct, Violation } from './evidence.js';
import { Families, type Family } from './families.js';

/** What a reference in a record of a place names: undefined where the field is none, or names nothing the hub ever met. */
export function targetOf(
  { policy }: Evidence,
  families: Families,
  place: string,
  field: string,
  id: unknown,
): Family | undefined {
  const { system, fields } = placeAt(policy, place).mapping;
  const entityType = fields[field]?.reference;
  return entityType === undefined || typeof id !== 'string'
    ? undefined
    : families.ofRecord(`${system}.${entityType}`, id);
}

/** I-2 of a reference: what a person had a record refer to, and nobody replaced there, is in the books. */
export function isReferenceKept(evidence: Evidence, act: HumanAct): boolean {
  const { place, field, after } = act;
  const families = new Families(evidence);
  const target = targetOf(evidence, families, place, field ?? '', after);
  if (!target || field === null || !isThere(evidence, place, field, after)) return true;
  const named = ({ field: of, values }: { readonly field: string; readonly values: readonly unknown[] }): boolean =>
    of === field && values.some((value) => typeof value === 'string' && target.canonicalIds.has(value));
  return (
    evidence.edits.some((one) => named({ field: one.field, values: [one.before, one.after] })) ||
    evidence.conflicts.some((one) => named({ field: one.field, values: [one.winner, one.loser] }))
  );
}

function isThere({ policy, live }: Evidence, place: string, field: string, id: unknown): boolean {
  const { system, fields } = placeAt(policy, place).mapping;
  return live.get(`${system}.${fields[field]?.reference ?? ''}`)?.has(String(id)) ?? false;
}

/** I-4 of references: every one in a system names what a person had some record refer to. */
export function notMisdirected(evidence: Evidence): Violation[] {
  const families = new Families(evidence);
  const given = new Map<string, Set<Family>>();
  for (const { place, field, before, after } of evidence.people)
    for (const value of [before, after]) {
      const target = targetOf(evidence, families, place, field ?? '', value);
      if (target && field !== null) given.set(field, (given.get(field) ?? new Set()).add(target));
    }
  return evidence.landed.flatMap(({ place, recordId, set }) =>
    Object.entries(set).flatMap(([field, value]): Violation[] => {
      if (placeAt(evidence.policy, place).mapping.fields[field]?.reference === undefined || value == null) return [];
      const target = targetOf(evidence, families, place, field, value);
      if (target && given.get(field)?.has(target)) return [];
      return [{ invariant: 'I-4', what: `${nameOf(place, recordId)}.${field}: nobody ever gave ${show(value)}` }];
    }),
  );
}
