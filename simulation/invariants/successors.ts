import { same } from '../../shared/canonical/same.js';
import { fieldOf } from '../../shared/canonical/types.js';
import type { Observed } from '../../shared/canonical/field.js';
import { identifyingFields } from '../../shared/dataflows/identifying.js';
import { placeAt } from '../../shared/sync/policy.js';
import { nameOf } from './chronicle.js';
import type { Evidence, HumanAct, LandedWrite } from './evidence.js';

/** What a record bore in a field that tells things apart. */
interface Borne {
  readonly value: Observed;
  /** When the hub had it in its books; Infinity: never. */
  readonly heardAt: number;
}

/**
 * Whether the hub could tell, when a removal was planned, that the removed record had become another one: it knew a number of it
 * that tells things apart, and the other one bore that by then, as the hub knew, and as long as it took the removal to land
 * (4.8: "while another record of that slot now carries this record's strong keys").
 */
export function couldBeTold(evidence: Evidence, gone: HumanAct, plannedAt: number, landed: LandedWrite): boolean {
  const { place, recordId, became } = gone;
  if (became === undefined) return false;
  const isThere = !evidence.people.some(
    (act) => act.kind === 'DELETE' && act.place === place && act.recordId === became && act.seq < landed.seq,
  );
  const { canonicalType } = placeAt(evidence.policy, place).mapping;
  return (
    isThere &&
    identifyingFields[canonicalType].some((field) => {
      const mine = numberOf(evidence, place, recordId, field, gone.seq);
      const its = numberOf(evidence, place, became, field, landed.seq);
      if (mine?.value == null || its?.value == null || mine.heardAt === Infinity) return false;
      return its.heardAt < plannedAt && same(fieldOf(canonicalType, field).type, mine.value, its.value);
    })
  );
}

/** What a field of a record held before something happened, and when the hub heard of that. */
function numberOf(evidence: Evidence, place: string, id: string, field: string, before: number): Borne | null {
  const name = nameOf(place, id);
  const isIts = (one: HumanAct | LandedWrite): boolean =>
    one.place === place && one.recordId === id && one.seq < before;
  const typed = evidence.people.findLast((act) => isIts(act) && act.field === field);
  const written = evidence.landed.findLast((write) => isIts(write) && field in write.set);
  if (written && written.seq > (typed?.seq ?? 0)) return { value: written.set[field], heardAt: written.at };
  if (!typed) return null;
  return { value: typed.after, heardAt: heardAt(evidence, name, field, typed) };
}

function heardAt(
  { met, edits, records }: Evidence,
  name: string,
  field: string,
  { kind, at, after }: HumanAct,
): number {
  if (kind === 'CREATE') return met.get(name)?.toldSince.get(field) ?? Infinity;
  const taken = edits.find(
    (edit) => edit.field === field && edit.at >= at && records.get(edit.linkId ?? '') === name && edit.after === after,
  );
  return taken?.at ?? Infinity;
}
