import { Client } from 'pg';

/** Any fixed number: it is a lock in a database nobody else uses. */
const LEASE = 7_264_110_051;

/** How a hub reaches the embedded server. */
export interface Address {
  readonly port: number;
  readonly password: string;
}

/**
 * Opens the session by which this process holds on to the server: it carries a shared lock for as long as it lives, so the
 * server, and not a file that a crash leaves behind, knows how many hubs use it.
 * Rejects with the driver's error while the server is not ready, or where it refuses the password (code 28P01).
 */
export async function openSession({ port, password }: Address): Promise<Client> {
  const client = new Client({
    ...{ host: '127.0.0.1', port, user: 'samband', password, database: 'postgres' },
    ...{ application_name: 'samband supervisor', connectionTimeoutMillis: 5_000, keepAlive: true },
  });
  // The end of the session is what counts, and it is watched; without a listener the driver would throw.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select pg_advisory_lock_shared($1)', [LEASE]);
  return client;
}

/** Whether no other hub uses the server; if so, none can from now on, until this session ends. */
export async function isLast(session: Client): Promise<boolean> {
  const { rows } = await session.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [LEASE]);
  return rows[0]?.alone === true;
}

/** Creates the database unless it is there already. */
export async function createDatabase(session: Client, name: string): Promise<void> {
  await session.query(`create database ${session.escapeIdentifier(name)}`).catch((error: { code?: string }) => {
    const existed = error.code === '42P04' || error.code === '23505';
    if (!existed) throw error;
  });
}
