import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { fieldOf } from '../../../shared/canonical/types.js';
import { merge, type HubEdit } from '../../../shared/sync/merge.js';
import { planCreates, planUpdates, type PlannedCreate, type ReferenceLookup } from '../../../shared/sync/plan.js';
import { barsOf, takeKey } from '../store/bars.js';
import { loadForUpdate } from '../store/load.js';
import { slotsReadInPart } from '../store/readings.js';
import { targetsOf, type Target } from '../store/references.js';
import { saveMerged, type Settled } from '../store/save.js';
import {
  busyLinks,
  cancelPlannedUpdates,
  insertCreates,
  insertUpdates,
  patchKey,
  refusedCreations,
  refusedValues,
} from '../store/writes.js';
import { slotAt, type Db, type SyncContext } from './context.js';
import { linkWithin } from './link.js';

export interface SettleCounts {
  readonly conflicts: number;
  readonly updates: number;
  /** Creations demanded, those included that wait for an update of the record that demands them. */
  readonly creates: number;
}

export interface SettleOptions {
  /** Values a person sets. */
  readonly hub?: HubEdit;
  /** False: nothing is planned to be made yet, since evidence for matches may still come in. True where absent. */
  readonly creates?: boolean;
}

/**
 * Merges canonical records of one type with what their systems were last seen to hold, and plans the writes that follow:
 * all inside the caller's transaction, all from state, so that settling twice plans nothing twice. Before anything is
 * planned to be made, a match is looked for once more: what is there already is linked, what may be there is reviewed.
 */
export async function settle(
  context: SyncContext,
  tx: Db,
  ids: readonly string[],
  options: SettleOptions = {},
): Promise<SettleCounts> {
  const { hub, creates = true } = options;
  const loaded = await loadForUpdate(context, tx, ids);
  const settled = loaded.map((one): Settled => ({
    loaded: one,
    merged: merge(one.canonical, one.links, context.policy, hub),
  }));
  await saveMerged(tx, settled);
  const conflicts = settled.reduce((sum, { merged }) => sum + merged.conflicts.length, 0);
  const reference = await referenceLookup(tx, settled);
  const updates = await planAllUpdates(tx, settled, reference);
  if (!creates) return { conflicts, updates, creates: 0 };
  const demanded = await demandedCreates(context, tx, settled, reference);
  const ready = await withoutWaiting(tx, demanded);
  const found = await linkBeforeCreating(context, tx, settled, ready);
  if (found.merged.size > 0) {
    const again = new Set([...ids.map((id) => found.merged.get(id) ?? id), ...found.merged.values()]);
    const after = await settle(context, tx, [...again]);
    return { ...after, conflicts: conflicts + after.conflicts };
  }
  const wanted =
    found.review > 0 ? await withoutWaiting(tx, await demandedCreates(context, tx, settled, reference)) : ready;
  await insertCreates(tx, await withKeys(context, tx, wanted));
  return { conflicts, updates, creates: demanded.length };
}

type Demanded = PlannedCreate & { readonly canonicalId: string };

/**
 * A creation waits while the record that demands it has a write under way: what that write brings (an e-mail, say) may
 * show that the counterpart exists.
 */
async function withoutWaiting(tx: Db, demanded: readonly Demanded[]): Promise<Demanded[]> {
  const busy = await busyLinks(
    tx,
    demanded.map(({ demandedBy }) => demandedBy),
  );
  return demanded.filter(({ demandedBy }) => !busy.has(demandedBy));
}

async function linkBeforeCreating(
  context: SyncContext,
  tx: Db,
  settled: readonly Settled[],
  ready: readonly Demanded[],
): Promise<{ merged: Map<string, string>; review: number }> {
  const type = settled[0]?.merged.canonical.type;
  if (!type || ready.length === 0) return { merged: new Map(), review: 0 };
  const near = [...new Set(ready.map(({ canonicalId }) => canonicalId))];
  return linkWithin(context, tx, { type, only: null, near });
}

async function planAllUpdates(tx: Db, settled: readonly Settled[], reference: ReferenceLookup): Promise<number> {
  await cancelPlannedUpdates(
    tx,
    settled.map(({ merged }) => merged.canonical.id),
  );
  const planned = settled.flatMap((one) =>
    planUpdates(one.merged.canonical, linksOf(one), reference).map((update) => ({
      ...update,
      canonicalId: one.merged.canonical.id,
    })),
  );
  const linkIds = planned.map(({ linkId }) => linkId);
  const [refused, busy] = [await refusedValues(tx, linkIds), await busyLinks(tx, linkIds)];
  const due = planned.filter(({ linkId, values }) => !busy.has(linkId) && refused.get(linkId) !== patchKey(values));
  await insertUpdates(tx, due);
  return due.length;
}

/**
 * What the `create` dataflows demand, without what was refused as it is. Nothing is demanded of a
 * canonical type while one of its entity types could not be read: what would be made may stand there already, or what
 * stands there may show that it exists elsewhere.
 */
async function demandedCreates(
  context: SyncContext,
  tx: Db,
  settled: readonly Settled[],
  reference: ReferenceLookup,
): Promise<Demanded[]> {
  const mappings = new Map([...context.slots].map(([key, slot]) => [key, slot.mapping]));
  const canonicalIds = settled.map(({ merged }) => merged.canonical.id);
  const bars = await barsOf(tx, canonicalIds);
  const unseen = [...(await slotsReadInPart(tx))].map((key) => mappings.get(key)?.canonicalType);
  const flows = context.flows.filter(({ right }) => !unseen.includes(mappings.get(entityKey(right))?.canonicalType));
  const planned = settled.flatMap((one) => {
    const { canonical } = one.merged;
    const own = bars.get(canonical.id);
    if (!own) return [];
    const creates = planCreates(canonical, linksOf(one), flows, mappings, own, reference);
    return creates.map((create) => ({ ...create, canonicalId: canonical.id }));
  });
  const refused = await refusedCreations(tx, canonicalIds);
  return planned.filter(
    (create) => refused.get(`${create.canonicalId}/${entityKey(create)}`) !== patchKey(create.values),
  );
}

async function withKeys<P extends Omit<PlannedCreate, 'demandedBy'>>(
  context: SyncContext,
  tx: Db,
  planned: readonly P[],
): Promise<(P & { externalId: string | null })[]> {
  const keyed: (P & { externalId: string | null })[] = [];
  for (const create of planned) {
    keyed.push({ ...create, externalId: await takeKey(tx, slotAt(context, entityKey(create))) });
  }
  return keyed;
}

/** The links with the bases the merge gave them. */
function linksOf({ loaded, merged }: Settled): Settled['loaded']['links'] {
  return loaded.links.map((link) => ({ ...link, bases: merged.bases.get(link.id) ?? link.bases }));
}

async function referenceLookup(tx: Db, settled: readonly Settled[]): Promise<ReferenceLookup> {
  const ids = settled.flatMap(({ merged: { canonical } }) =>
    Object.entries(canonical.fields).flatMap(([field, value]) =>
      fieldOf(canonical.type, field).type === 'reference' && value !== null ? [String(value)] : [],
    ),
  );
  const targets = await targetsOf(tx, ids);
  return (canonicalId, slot) => referenceState(targets.get(`${canonicalId}/${slot}`));
}

function referenceState(target: Target | undefined): 'there' | 'coming' | 'never' {
  if (!target) return 'never';
  return target.externalId === null ? 'coming' : 'there';
}
