import { randomUUID } from 'node:crypto';
import { types } from 'node:util';
import { Client } from 'pg';

/**
 * Gives `use` the url of an empty database of its own, dropped afterwards.
 * Where `use` fails, the database is kept until the next run, and the error tells its name.
 */
export async function withDatabase(use: (url: string) => Promise<void>): Promise<void> {
  await withCopyOf('template1', use);
}

/**
 * As withDatabase, but the database is a copy of one that `fill` has filled, once per run, whoever comes first.
 * It has closed its sessions when it resolves. Templates of different names are made apart.
 */
export async function withMigratedDatabase(
  fill: (url: string) => Promise<void>,
  use: (url: string) => Promise<void>,
  name = 'hub',
): Promise<void> {
  const template = `template_${run()}_${name}`;
  await administer(async (admin) => {
    await admin.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(admin, template, fill);
  });
  await withCopyOf(template, use);
}

async function makeTemplate(admin: Client, template: string, fill: (url: string) => Promise<void>): Promise<void> {
  const unfinished = `${template}_unfinished`;
  await admin.query(`drop database if exists "${unfinished}" with (force)`);
  await admin.query(`create database "${unfinished}"`);
  await fill(urlOf(unfinished));
  await admin.query(`alter database "${unfinished}" rename to "${template}"`);
}

async function withCopyOf(template: string, use: (url: string) => Promise<void>): Promise<void> {
  const name = `test_${run()}_${randomUUID().slice(0, 8)}`;
  await administer((admin) => admin.query(`create database "${name}" template "${template}" strategy file_copy`));
  try {
    await use(urlOf(name));
  } catch (error) {
    throw naming(name, error);
  }
  await administer((admin) => admin.query(`drop database "${name}" with (force)`));
}

/** The same error, so that Jest still shows what was expected and where. */
function naming(database: string, error: unknown): unknown {
  if (!types.isNativeError(error)) return new Error(`Failed over database ${database}`, { cause: error });
  const message = `${error.message}\n\nThe database ${database} is kept until the next run.`;
  const stack = error.stack?.replace(error.message, () => message);
  return Object.assign(error, { message, stack });
}

const administer = (task: (admin: Client) => Promise<unknown>): Promise<void> => withClient(server(), task);

/** A session with a database, for as long as `use` takes. */
export async function withClient(url: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(server());
  url.pathname = database;
  return url.href;
}

const server = (): string => setByGlobalSetup('SAMBAND_TEST_POSTGRES');
const run = (): string => setByGlobalSetup('SAMBAND_TEST_RUN');

function setByGlobalSetup(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests through npm test, whose global setup starts Postgres`);
  return value;
}
