import type { CanonicalType } from '../../../../shared/canonical/field.js';
import { referencesIn, type Dossier } from '../../../../shared/sync/dossier.js';
import type { MatchEvidence } from '../../../../shared/sync/match.js';
import type { Removals } from '../../../../shared/sync/removals.js';
import type { ReferenceLookup } from '../../../../shared/sync/plan.js';
import type { View } from '../../../../shared/sync/policy.js';
import type { ChangeOptions } from '../../sync/store.js';
import type { StoreContext } from './context.js';
import { evidence } from './evidence.js';
import { expectedPlaces } from './expected.js';
import { holderLookup } from './holders.js';
import { incompleteTypes } from './readings.js';
import { survivors, targetsOf } from './references.js';
import type { Db } from './sql.js';

export interface Asked {
  readonly dossiers: readonly Dossier[];
  readonly options: ChangeOptions;
  readonly creationsUnderWay: readonly string[];
  readonly removals: Removals;
  readonly succeeded: View['succeeded'];
  readonly lastReadAt: number | null;
}

/** What decisions may ask of the rest of the world, found out before they are made. */
export async function viewFor(context: StoreContext, db: Db, asked: Asked, now: number): Promise<View> {
  const { dossiers, options, ...told } = asked;
  const { newId, chance } = context;
  return {
    ...{ now, newId, chance, ...told },
    reference: await referenceLookup(db, dossiers, options.references ?? []),
    holders: await holderLookup(context, db, dossiers),
    evidence: options.evidence ? await evidenceNear(context, db, dossiers) : null,
    expected: options.evidence ? await expectedPlaces(db, dossiers) : new Map(),
    ...(await incompleteTypes(context, db)),
    ...(await context.halts.read(db)),
  };
}

/**
 * Looks references up among those that dossiers name and those asked for. Any other counts as coming: what needs it waits
 * for the next look.
 */
async function referenceLookup(
  db: Db,
  dossiers: readonly Dossier[],
  named: readonly string[],
): Promise<ReferenceLookup> {
  const moved = await survivors(db, named);
  const ids = new Set([...dossiers.flatMap(referencesIn), ...named.map((id) => moved.get(id) ?? id)]);
  const targets = await targetsOf(db, [...ids]);
  return (canonicalId, place) => {
    const id = moved.get(canonicalId) ?? canonicalId;
    return ids.has(id) ? (targets.get(`${id}/${place}`) ?? 'never') : 'coming';
  };
}

async function evidenceNear(context: StoreContext, db: Db, dossiers: readonly Dossier[]): Promise<MatchEvidence> {
  const types = [...new Set(dossiers.map(({ canonical }): CanonicalType => canonical.type))];
  const found: MatchEvidence[] = [];
  for (const type of types) {
    const near = dossiers.flatMap(({ canonical }) => (canonical.type === type ? [canonical.id] : []));
    found.push(await evidence(context, db, { type, only: null, near }));
  }
  return {
    pairs: found.flatMap(({ pairs }) => pairs),
    identities: new Map(found.flatMap(({ identities }) => [...identities])),
    isExcluded: (a, b) => found.some(({ isExcluded }) => isExcluded(a, b)),
  };
}
