import { entityKey } from '../../../shared/dataflows/dataflow.js';
import { genuineId, type Hint, type WebhookHeaders } from '../../../shared/webhook.js';
import { isTaken, noteDelivery } from '../store/deliveries.js';
import type { Hub } from './hub.js';

/** A system whose deliveries are taken. */
export interface WebhookSender {
  readonly secret: string;
  /** What a delivery says to look at; null where its body is not what the system's contract says. */
  hints(body: unknown): readonly Hint[] | null;
  /** Empties the record's place in the read cache. */
  forget(hint: Hint): void;
}

/**
 * Takes deliveries of the systems that may send some. The answer is the status to answer with: 204 taken, 200 taken
 * before, 400 not what the contract says, 401 not genuine, 404 no such sender. Nothing is read from a body whose sender is not known, and no
 * system is asked before the answer: what is taken is stored and followed by a job.
 */
export function webhookReceiver(
  hub: Hub,
  senders: ReadonlyMap<string, WebhookSender>,
): (system: string, headers: WebhookHeaders, body: Buffer) => Promise<number> {
  return async (system, headers, body) => {
    const sender = senders.get(system);
    if (!sender) return 404;
    const id = genuineId(sender.secret, headers, body, hub.context.now());
    if (id === null) return 401;
    if (await isTaken(hub.context.db, system, id)) return 200;
    const hints = hintsIn(sender, body);
    if (hints === null) return 400;
    return (await take(hub, system, id, hints, sender)) ? 204 : 200;
  };
}

function hintsIn(sender: WebhookSender, body: Buffer): readonly Hint[] | null {
  try {
    return sender.hints(JSON.parse(body.toString('utf8')) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Stores what a delivery says, and only then notes that it was taken; false where another request has just brought the
 * same one.
 */
async function take(
  { context, jobs }: Hub,
  system: string,
  deliveryId: string,
  hints: readonly Hint[],
  sender: WebhookSender,
): Promise<boolean> {
  const placeOf = ({ entityType }: Hint): string => entityKey({ system, entityType });
  const known = hints.filter((hint) => context.slots.has(placeOf(hint)));
  const places = [...new Set(known.map(placeOf))];
  for (const place of places) {
    const named = known.filter((hint) => placeOf(hint) === place);
    await context.store.storeHints(
      place,
      named.map(({ externalId }) => externalId),
    );
  }
  if (!(await noteDelivery(context.db, system, deliveryId))) return false;
  for (const hint of known) sender.forget(hint);
  await jobs.followHintsSoon(places);
  return true;
}
