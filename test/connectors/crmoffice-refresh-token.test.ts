import { startSandbox, type Sandbox } from '../../sandbox/index.js';
import { migrations } from '../../migrations/index.js';
import { Env } from '../../shared/config.js';
import type { Connection } from '../../shared/connector.js';
import { openDataSource } from '../../shared/db/data-source.js';
import { sharedHost } from '../../shared/host.js';
import { postgresVault } from '../../shared/vault.js';
import { crmoffice } from '../../subgraphs/crmoffice/connector.js';
import { withMigratedDatabase } from '../support/database.js';
import { migrateTemplate } from '../support/hub.js';

interface Bench {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** A hub from start to stop: connects, reads contacts and ends. @throws what reading throws. */
  hub(changes?: Record<string, string>, secret?: string): Promise<void>;
}

/** A CRM-Office that takes each refresh token once, and a database. */
async function withRotation(use: (bench: Bench) => Promise<void>): Promise<void> {
  const options = { port: 0, dataDir: null, scale: 1, systems: ['crmoffice' as const], rotatesRefreshTokens: true };
  const sandbox = await startSandbox(options);
  try {
    await withMigratedDatabase(migrateTemplate, async (url) => {
      const hub: Bench['hub'] = async (changes = {}, secret = 'test') => {
        const db = await openDataSource({ url, entities: [], migrations, poolSize: 3 });
        const connection = crmoffice.connect(new Env({ ...sandbox.environment, ...changes }), sharedHost(db, secret));
        await readContacts(connection).finally(async () => {
          await connection.close();
          await db.destroy();
        });
      };
      await use({ url, sandbox, hub });
    });
  } finally {
    await sandbox.stop();
  }
}

async function readContacts(connection: Connection): Promise<void> {
  expect((await connection.resources['Contacts']!.list({ first: 1, after: null })).records).toHaveLength(1);
}

/** The token that CRM-Office would give next, taken by somebody else: what the hub holds is then good no more. */
async function withdraw({ url, sandbox }: Bench): Promise<void> {
  const db = await openDataSource({ url, entities: [], migrations, poolSize: 1 });
  const kept = await postgresVault(db, 'test').get('crmoffice.refresh-token');
  await db.destroy();
  const { environment } = sandbox;
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: environment['CRMOFFICE_CLIENT_ID']!,
    client_secret: environment['CRMOFFICE_CLIENT_SECRET']!,
    refresh_token: (JSON.parse(kept!) as { token: string }).token,
  });
  expect((await fetch(environment['CRMOFFICE_TOKEN_URL']!, { method: 'POST', body })).status).toBe(200);
}

test('a refresh token that was given in place of the first survives a restart', () =>
  withRotation(async ({ hub }) => {
    await hub();
    await hub();
    await hub();
  }));

test('hubs that start at the same time take turns, and all get in', () =>
  withRotation(async ({ hub }) => {
    await Promise.all([hub(), hub(), hub(), hub()]);
  }));

test('the database alone shows no token, and another installation cannot read it', () =>
  withRotation(async ({ url, hub, sandbox }) => {
    await hub();
    const db = await openDataSource({ url, entities: [], migrations, poolSize: 1 });
    const [row] = await db.query<{ name: string; sealed: Buffer }[]>('select name, sealed from vault');
    const kept = await postgresVault(db, 'test').get(row!.name);
    expect(kept).toContain('"token"');
    const { token } = JSON.parse(kept!) as { token: string };
    for (const secret of [token, sandbox.environment['CRMOFFICE_REFRESH_TOKEN']!]) {
      expect(row!.sealed.includes(Buffer.from(secret))).toBe(false);
    }
    expect(await postgresVault(db, 'other').get(row!.name)).toBeNull();
    await db.query('update vault set name = $1', ['another name']);
    expect(await postgresVault(db, 'test').get('another name')).toBeNull();
    await db.destroy();
  }));

test('a refresh token that is no longer good is named, with the way out, and a new one in the variable is used at once', () =>
  withRotation(async (bench) => {
    await bench.hub();
    await withdraw(bench);
    const error = await bench.hub().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', details: { system: 'crmoffice', entityType: 'Contacts' } });
    expect((error as Error).message).toBe(
      'crmoffice does not accept our credentials (400): check CRMOFFICE_REFRESH_TOKEN, which has run out or was withdrawn: ' +
        'sign in to CRM-Office again and set the token it gives',
    );
    const again = await bench.hub({ CRMOFFICE_REFRESH_TOKEN: 'a new sign-in' }).catch((caught: unknown) => caught);
    expect(again).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(String(again)).not.toContain('a new sign-in');
  }));

test('the variable counts again once it is changed', () =>
  withRotation(async ({ url, hub, sandbox }) => {
    const db = await openDataSource({ url, entities: [], migrations, poolSize: 1 });
    await postgresVault(db, 'test').put(
      'crmoffice.refresh-token',
      JSON.stringify({ token: 'stale', variable: 'of another' }),
    );
    await hub();
    const kept = await postgresVault(db, 'test').get('crmoffice.refresh-token');
    expect(kept).not.toContain('stale');
    await db.destroy();
    expect(sandbox.environment['CRMOFFICE_REFRESH_TOKEN']).toBeDefined();
  }));

test('a wrong client is told from a refresh token that ran out', () =>
  withRotation(async ({ hub }) => {
    const error = await hub({ CRMOFFICE_CLIENT_SECRET: 'wrong' }).catch((caught: unknown) => caught);
    expect((error as Error).message).toContain('check CRMOFFICE_CLIENT_ID and CRMOFFICE_CLIENT_SECRET');
    expect((error as Error).message).not.toContain('REFRESH_TOKEN');
  }));
