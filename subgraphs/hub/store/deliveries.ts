import { rows, type Db } from './postgres/sql.js';

/** Whether the delivery was taken before. */
export async function isTaken(db: Db, system: string, deliveryId: string): Promise<boolean> {
  const found = await rows(db, 'select 1 from webhook_delivery where system = $1 and id = $2', [system, deliveryId]);
  return found.length > 0;
}

/** Notes a delivery; false where it is noted already. */
export async function noteDelivery(db: Db, system: string, deliveryId: string): Promise<boolean> {
  const noted = await rows(
    db,
    'insert into webhook_delivery (system, id) values ($1, $2) on conflict do nothing returning id',
    [system, deliveryId],
  );
  return noted.length === 1;
}

/** Forgets deliveries that come too late to be taken again anyway. */
export async function forgetOldDeliveries(db: Db): Promise<void> {
  await db.query(`delete from webhook_delivery where taken_at < now() - interval '15 minutes'`);
}
