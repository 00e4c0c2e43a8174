import { rows, type Db } from './postgres/sql.js';

/** When each paused dataflow was, by its id. */
export async function pausedSince(db: Db): Promise<Map<string, Date>> {
  const found = await rows<{ id: string; at: Date }>(db, 'select id, paused_at as at from paused_dataflow');
  return new Map(found.map(({ id, at }) => [id, at]));
}

/** @returns false where it was paused already. */
export async function pause(db: Db, id: string): Promise<boolean> {
  const made = 'insert into paused_dataflow (id) values ($1) on conflict do nothing returning id';
  return (await rows(db, made, [id])).length > 0;
}

/** @returns false where it was not paused. */
export async function unpause(db: Db, id: string): Promise<boolean> {
  return (await rows(db, 'delete from paused_dataflow where id = $1 returning id', [id])).length > 0;
}
