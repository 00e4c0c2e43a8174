import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { Value } from '../../shared/canonical/field.js';
import type { Dossier } from '../../shared/sync/dossier.js';
import { slotOf, type LinkState } from '../../shared/sync/state.js';
import type { Decision } from '../../subgraphs/hub/sync/store.js';
import { show } from './agreement.js';
import type { HumanAct, LandedWrite, LiveRecord, Violation } from './evidence.js';

/** What really happened outside, whatever the hub saw of it. */
export interface Truth {
  /** What a record held from a true time on, state by state, by canonical field. */
  heldSince(place: string, recordId: string, since: number): readonly LiveRecord['values'][];
  readonly people: readonly HumanAct[];
  readonly landed: readonly LandedWrite[];
}

/**
 * I-21: an edit is taken from a record only if the record held it at some time since the look before.
 * @param homeOf the canonical record that a record, as `place/id`, stands in.
 */
export function* founded(
  { dossiers, journal }: Decision<unknown>,
  truth: Truth,
  homeOf: (name: string) => string | undefined,
): Iterable<Violation> {
  const standing = new Map(dossiers.map((dossier) => [dossier.canonical.id, dossier]));
  for (const { canonicalId, linkId, field, after, rule, version } of journal?.edits ?? []) {
    const dossier = linkId === null || rule === 'initial' ? undefined : standing.get(canonicalId);
    const made = dossier?.canonical.provenance[field];
    const link = dossier?.links.find(({ id }) => id === linkId);
    if (!dossier || !link || made?.version !== version || made.linkId !== linkId) continue;
    const { type } = fieldOf(dossier.canonical.type, field);
    const held = truth.heldSince(slotOf(link), link.externalId, made.after);
    const isFounded = held.some(({ [field]: value }) => {
      if (value === undefined) return false;
      const entityType = link.mapping.fields[field]?.reference;
      const told = entityType && value !== null ? homeOf(`${link.system}.${entityType}/${String(value)}`) : value;
      return told !== undefined && same(type, told, after);
    });
    if (isFounded) continue;
    const what = `${slotOf(link)}/${link.externalId}.${field}: ${show(after)} was taken for an edit, and it held no such thing`;
    yield { invariant: 'I-21', what };
  }
}

/** I-3: an edit loses against the value that stands, for being the earlier, only if it was typed before that. */
export function* timely(
  before: readonly Dossier[],
  { dossiers, journal }: Decision<unknown>,
  truth: Truth,
): Iterable<Violation> {
  for (const { canonicalId, field, winner, loser, loserLinkId, rule } of journal?.conflicts ?? []) {
    const dossier = dossiers.find(({ canonical }) => canonical.id === canonicalId);
    const former = before.find(({ canonical }) => canonical.id === canonicalId);
    const stands = !journal?.edits.some((edit) => edit.canonicalId === canonicalId && edit.field === field);
    if (!dossier || !stands || rule !== 'latest') continue;
    const links = [...dossier.links, ...(former?.links ?? [])];
    const won = typed(truth, links, dossier.canonical.provenance[field]?.linkId, field, winner);
    const lost = typed(truth, links, loserLinkId ?? former?.canonical.provenance[field]?.linkId, field, loser);
    if (won.length === 0 || lost.length === 0 || Math.min(...lost) <= Math.max(...won)) continue;
    yield {
      invariant: 'I-3',
      what: `${field}: ${show(loser)} lost for being earlier than ${show(winner)}, and was later`,
    };
  }
}

/** When people typed a value into a field of a link's record, by the order of all that happened. */
function typed(
  { people }: Truth,
  links: readonly LinkState[],
  linkId: string | null | undefined,
  field: string,
  value: Value | null,
): number[] {
  const link = links.find(({ id }) => id === linkId);
  if (!link) return [];
  return people.flatMap(({ place, recordId, seq, ...act }) =>
    place === slotOf(link) && recordId === link.externalId && act.field === field && act.after === value ? [seq] : [],
  );
}
