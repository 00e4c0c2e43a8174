import { slotOf } from '../../shared/sync/state.js';
import { isWritable } from '../../shared/mapping/mapping.js';
import { converged } from '../invariants/agreement.js';
import type { Random } from '../outside/random.js';
import type { MemoryStore } from '../store/memory.js';
import type { Stage } from './aftermath.js';
import { life } from './life.js';

const insistedOn: readonly string[] = ['name', 'email', 'phone', 'mobilePhone', 'firstName'];
const editsAtMost = 9;
/** Longer than a record just edited is left alone; all of them are far less than the quarter of an hour of the limit. */
const pauseMs = 70_000;

/** A field of a record, which stands beside others. */
interface Favourite {
  readonly canonicalId: string;
  readonly place: string;
  readonly recordId: string;
  readonly field: string;
  readonly path: string;
}

/**
 * I-1, I-14: somebody has one field go back and forth between two values, until it may not be written any more (4.16: a value
 * that is new would give it a new budget). Once a person has it written again, what was held back arrives, and it is not held
 * back again.
 */
export async function insisted(stage: Stage): Promise<void> {
  const { store, random, operators, work, evidence, note } = stage;
  const favourite = converged(evidence()).length === 0 ? chosen(store, random.fork('insistence')) : null;
  if (!favourite || !(await isWornOut(stage, favourite))) return;
  await work([(engine) => operators.perform({ operator: 'answer', kind: 'BUDGET_SPENT' }, engine)]);
  await work([life.tend]);
  const { place, recordId, field, canonicalId } = favourite;
  const isFrozen = store.everything().dossiers.get(canonicalId)?.canonical.frozen.includes(field) ?? false;
  if (isFrozen)
    note({ invariant: 'I-1', what: `${place}/${recordId}.${field} is held back, which a person had let go` });
  for (const { what } of converged(evidence()))
    note({ invariant: 'I-1', what: `${what}, though a person had it written again` });
}

function chosen(store: MemoryStore, random: Random): Favourite | null {
  const found = [...store.everything().dossiers.values()].flatMap(({ canonical, links }) =>
    (links.length > 1 ? links : []).flatMap((link) =>
      Object.entries(link.mapping.fields).flatMap(([field, mapped]): Favourite[] =>
        insistedOn.includes(field) && isWritable(mapped) && !canonical.frozen.includes(field)
          ? [{ canonicalId: canonical.id, place: slotOf(link), recordId: link.externalId, field, path: mapped.path }]
          : [],
      ),
    ),
  );
  return found.length > 0 ? random.pick(found) : null;
}

/** Edits the field until it is put before a person; false: it never was. */
async function isWornOut({ store, outside, work }: Stage, favourite: Favourite): Promise<boolean> {
  const { place, recordId, path, field, canonicalId } = favourite;
  for (let edit = 0; edit < editsAtMost; edit += 1) {
    const nth = [...(outside.live().get(place)?.keys() ?? [])].indexOf(recordId);
    if (nth < 0) return false;
    outside.perform(edit === 0 ? 'edit' : 'putBack', place, nth, path);
    await work([(engine) => life.hear(engine, outside)]);
    await work([(engine) => life.poll(engine, place)]);
    outside.advance(pauseMs);
    await work([life.tend]);
    const isOpen = store
      .everything()
      .reviews.some(
        (one) => one.open && one.kind === 'BUDGET_SPENT' && one.field === field && one.canonicalId === canonicalId,
      );
    if (isOpen) return true;
  }
  return false;
}
