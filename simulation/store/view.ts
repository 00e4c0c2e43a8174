import { referencesIn, type Dossier } from '../../shared/sync/dossier.js';
import type { ReferenceState } from '../../shared/sync/plan.js';
import type { SyncPolicy, View } from '../../shared/sync/policy.js';
import { slotOf } from '../../shared/sync/state.js';
import type { ChangeOptions } from '../../subgraphs/hub/sync/store.js';
import { evidenceNear } from './evidence.js';
import { expectedIn } from './expected.js';
import { holdersNear } from './holders.js';
import type { KeyIndex } from './keys.js';
import { removalsIn } from './records.js';
import { succeededIn } from './successors.js';
import type { Tables } from './tables.js';
import * as work from './work.js';

/** What is there to be seen. */
interface Seen extends Pick<View, 'newId' | 'chance'> {
  readonly tables: Tables;
  readonly keys: KeyIndex;
  readonly policy: SyncPolicy;
  now(): number;
}

/** What a decision may ask is worked out when it asks; nothing changes meanwhile. */
export function viewOf(world: Seen, given: readonly Dossier[], how: ChangeOptions): View {
  const { tables, keys, policy, newId, chance } = world;
  const near = given.map(({ canonical }) => canonical.id);
  return {
    ...{ now: world.now(), newId, chance, paused: new Set(tables.paused), stopped: false },
    holders: holdersNear(tables, policy, given),
    reference: referenceLookup(tables, given, how.references ?? []),
    evidence: how.evidence ? evidenceNear(tables, keys, policy, given) : null,
    expected: how.evidence ? expectedIn(tables, near) : new Map(),
    get ungathered() {
      return work.ungatheredIn(tables, policy);
    },
    get unseen() {
      return work.unseenIn(tables, policy);
    },
    get removals() {
      return removalsIn(tables, how.removalsIn, world.now());
    },
    get lastReadAt() {
      return how.removalsIn === undefined ? null : work.lastReadingIn(tables, how.removalsIn).startedAt;
    },
    get succeeded() {
      return succeededIn(tables, how.removalsIn, given);
    },
    get creationsUnderWay() {
      const open = [...tables.openCreations.values()].map(({ write }) => write);
      return open.flatMap((one) => (one.status !== 'PLANNED' && slotOf(one) === how.creationsIn ? [one.id] : []));
    },
  };
}

/** Only what the dossiers name and what was asked for is looked up; any other counts as coming, as with Postgres. */
function referenceLookup(tables: Tables, given: readonly Dossier[], asked: readonly string[]): View['reference'] {
  const moved = presentOnly(asked, (id) => tables.survivorOf(id));
  const named = new Set([...given.flatMap(referencesIn), ...asked.map((id) => moved.get(id) ?? id)]);
  return (canonicalId, place) => {
    const id = moved.get(canonicalId) ?? canonicalId;
    return named.has(id) ? standingIn(tables.dossiers.get(id), place) : 'coming';
  };
}

function standingIn(dossier: Dossier | undefined, place: string): ReferenceState {
  if (dossier?.links.some((link) => slotOf(link) === place)) return 'there';
  if (dossier?.reservations.some((reservation) => slotOf(reservation) === place)) return 'coming';
  return dossier?.tombstones.includes(place) ? 'gone' : 'never';
}

/** What is found, by what it was asked for by. */
export function presentOnly(keys: readonly string[], find: (key: string) => string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const key of keys) {
    const value = find(key);
    if (value !== undefined) found.set(key, value);
  }
  return found;
}
