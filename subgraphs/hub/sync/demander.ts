import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { reservationOf } from '../../../shared/sync/create.js';
import type { Dossier, Write } from '../../../shared/sync/dossier.js';
import { slotOf, type LinkState } from '../../../shared/sync/state.js';
import { slotAt, type Engine } from './engine.js';
import { noteMiss } from './endings.js';
import { observe } from './observe.js';
import { direct } from './sightings.js';

/**
 * Reads the record whose dataflow demands a creation once more, and takes in what it holds. A creation that a person asked for needs none.
 * @throws HubError when its system fails: the creation then waits.
 */
export async function demanderOf(engine: Engine, canonicalId: string, write: Write): Promise<'THERE' | 'GONE'> {
  const [dossier] = await engine.store.read([canonicalId]);
  if (!dossier) return 'GONE';
  const reservation = reservationOf(dossier, write);
  if (!reservation) return 'GONE';
  if (reservation.dataflowId === null) return 'THERE';
  const link = demandingLink(engine, dossier, reservation.dataflowId);
  if (!link) return 'GONE';
  const slot = slotAt(engine, slotOf(link));
  const look = direct(engine.now());
  const [record] = await slot.resource.readMany([link.externalId]);
  if (record && !record.deleted) {
    await observe(engine, slot, [record], look, { settle: true, listed: false });
    return 'THERE';
  }
  await noteMiss(engine, slot, canonicalId, link.externalId);
  return 'GONE';
}

function demandingLink({ policy }: Engine, { links }: Dossier, dataflowId: string): LinkState | undefined {
  const flow = policy.flows.find(({ id }) => id === dataflowId);
  return flow && links.find((link) => slotOf(link) === entityKey(flow.left) && link.state === 'ACTIVE');
}
