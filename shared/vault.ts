import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** Where a connector keeps a secret that a system gave it, so that it survives a restart. */
export interface Vault {
  /** Null where nothing is kept under the name, or where it was kept under another installation's secret. */
  get(name: string): Promise<string | null>;
  put(name: string, value: string): Promise<void>;
  /** Runs work that nobody who shares the vault runs under the same name meanwhile. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** A vault that ends with the process. */
export function localVault(): Vault {
  const kept = new Map<string, string>();
  const last = new Map<string, Promise<unknown>>();
  return {
    get: (name) => Promise.resolve(kept.get(name) ?? null),
    put: async (name, value) => void kept.set(name, value),
    alone(name, work) {
      const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
      last.set(name, turn);
      return turn;
    },
  };
}

/** Any fixed number of our own: the first half of the locks that this vault takes. */
const lockSpace = 726_411_006;

/**
 * A vault in the table `vault`, sealed with a key that follows from the installation's secret: the database alone shows nothing.
 * Whoever works alone holds one session of the pool meanwhile.
 */
export function postgresVault(db: DataSource, secret: string): Vault {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'samband vault', 32));
  return {
    async get(name) {
      const [found] = await db.query<{ sealed: Buffer }[]>('select sealed from vault where name = $1', [name]);
      return found ? unseal(key, name, found.sealed) : null;
    },
    async put(name, value) {
      await db.query(
        `insert into vault (name, sealed) values ($1, $2)
         on conflict (name) do update set sealed = excluded.sealed, updated_at = now()`,
        [name, seal(key, name, value)],
      );
    },
    async alone(name, work) {
      const session = db.createQueryRunner();
      const lock = [lockSpace, name];
      try {
        await session.query('select pg_advisory_lock($1, hashtext($2))', lock);
        // A session too broken to unlock has lost its lock already; what broke it is the error to tell.
        return await work().finally(() =>
          session.query('select pg_advisory_unlock($1, hashtext($2))', lock).catch(() => undefined),
        );
      } finally {
        await session.release();
      }
    },
  };
}

const nonceLength = 12;
const tagLength = 16;

/** AES-256-GCM: nonce, tag, cipher text. The name is authenticated, so that no row can take another's place. */
function seal(key: Buffer, name: string, value: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function unseal(key: Buffer, name: string, sealed: Buffer): string | null {
  const text = sealed.subarray(nonceLength + tagLength);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  } catch {
    // Sealed with another key: whoever asks goes on as if nothing were kept.
    return null;
  }
}
