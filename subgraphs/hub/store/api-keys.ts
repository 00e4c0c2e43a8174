import { createHash, randomBytes } from 'node:crypto';
import { rows, type Db } from './postgres/sql.js';

/** What a key begins with, so that one that was left lying about is known for what it is. */
export const keyPrefix = 'smb_';

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: 'viewer' | 'editor' | 'operator' | 'admin';
  /** Whether it also shows national identity numbers. */
  readonly nationalIds: boolean;
  readonly createdAt: Date;
  /** Null: not by itself. */
  readonly expiresAt: Date | null;
  /** To the minute; null: never. */
  readonly lastUsedAt: Date | null;
  /** Null: it is good. */
  readonly revokedAt: Date | null;
}

const columns = `id, name, role, national_ids as "nationalIds", created_at as "createdAt", expires_at as "expiresAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

const isGood = 'revoked_at is null and (expires_at is null or expires_at > now())';

/** A new key: 256 random bits. */
export function newKey(): string {
  return `${keyPrefix}${randomBytes(32).toString('base64url')}`;
}

/** A key has so much chance in it that nobody guesses it from its digest: no slow hash is needed. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

type NewKey = Pick<ApiKeyRow, 'name' | 'role' | 'nationalIds' | 'expiresAt'>;

export async function insertKey(
  db: Db,
  { name, role, nationalIds, expiresAt }: NewKey,
  key: string,
): Promise<ApiKeyRow> {
  const [made] = await rows<ApiKeyRow>(
    db,
    `insert into api_key (name, role, national_ids, expires_at, digest) values ($1, $2, $3, $4, $5) returning ${columns}`,
    [name, role, nationalIds, expiresAt, digestOf(key)],
  );
  if (!made) throw new RangeError('the key was just stored');
  return made;
}

/** Gives a good key another secret: the old one is no good from then on. Null: there is no such key. */
export async function replaceKey(db: Db, id: string, key: string): Promise<ApiKeyRow | null> {
  const changed = `update api_key set digest = $2 where id = $1 and ${isGood} returning ${columns}`;
  return (await rows<ApiKeyRow>(db, changed, [id, digestOf(key)]))[0] ?? null;
}

/** Null: there is no such key, or it was revoked before. */
export async function revokeKey(db: Db, id: string): Promise<ApiKeyRow | null> {
  const changed = `update api_key set revoked_at = now() where id = $1 and revoked_at is null returning ${columns}`;
  return (await rows<ApiKeyRow>(db, changed, [id]))[0] ?? null;
}

/** What a key is good for, and notes that it was used; null: it is no good. */
export async function keyFor(db: Db, key: string): Promise<ApiKeyRow | null> {
  const [found] = await rows<ApiKeyRow>(db, `select ${columns} from api_key where digest = $1 and ${isGood}`, [
    digestOf(key),
  ]);
  if (!found) return null;
  await rows(
    db,
    `update api_key set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [found.id],
  );
  return found;
}

/** All that ever were, the newest first. */
export function allKeys(db: Db): Promise<ApiKeyRow[]> {
  return rows(db, `select ${columns} from api_key order by created_at desc, id`);
}

/** Whether somebody could come in with a key. */
export async function hasGoodKey(db: Db): Promise<boolean> {
  return (await rows(db, `select 1 from api_key where ${isGood} limit 1`)).length > 0;
}
