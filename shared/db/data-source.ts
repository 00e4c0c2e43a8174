import type { DataSourceOptions, Logger } from 'typeorm';
import { DataSource, MigrationExecutor, TypeORMError } from 'typeorm';
import { ConfigInvalid, Unavailable } from '../errors.js';
import { preparing } from './preparing-client.js';

/** Any fixed number of our own: who holds this lock in a database may change its schema. */
const MIGRATION_LOCK = 7_264_110_052;
/** Milliseconds to wait for a session. */
const CONNECT_LIMIT = 10_000;

/** `logging: false` alone lets TypeORM print failed migrations, values and all; every failure reaches us as an error anyway. */
const SILENT: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** Which database to open, and what is known about it. */
export interface OpenDataSourceOptions {
  /** postgres://user:password@host:port/database */
  readonly url: string;
  readonly entities: NonNullable<DataSourceOptions['entities']>;
  readonly migrations: NonNullable<DataSourceOptions['migrations']>;
  /** Most sessions at a time; 10 unless told. */
  readonly poolSize?: number;
}

/**
 * Opens the database; its schema is left as it is. Generated uuids come from Postgres itself, no extension is needed.
 * Throws ConfigInvalid where the url is not one, Unavailable where the database does not let us in; neither shows the password.
 */
export async function openDataSource(options: OpenDataSourceOptions): Promise<DataSource> {
  const place = placeOf(options.url);
  try {
    return await new DataSource({
      ...{ type: 'postgres', url: options.url, applicationName: 'samband', poolSize: options.poolSize ?? 10 },
      ...{ entities: options.entities, migrations: options.migrations, connectTimeoutMS: CONNECT_LIMIT },
      ...{ synchronize: false, migrationsRun: false, logging: false, logger: SILENT },
      ...{ installExtensions: false, uuidExtension: 'pgcrypto', extra: preparing },
    }).initialize();
  } catch (error) {
    if (error instanceof TypeORMError) throw error;
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Unavailable(`Cannot open the database at ${place} (${why}): check DATABASE_URL`, {}, { cause: error });
  }
}

/** Runs the migrations still to be run, each in a transaction, and gives their names. Two processes take turns. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  return changingSchema(dataSource, async (executor) => {
    const done = await executor.executePendingMigrations();
    return done.map(({ name }) => name);
  });
}

/** Takes back the migration run last, if there is one. */
export async function undoLastMigration(dataSource: DataSource): Promise<void> {
  await changingSchema(dataSource, (executor) => executor.undoLastMigration());
}

/** Takes back every migration, the last one first. */
export async function undoAllMigrations(dataSource: DataSource): Promise<void> {
  await changingSchema(dataSource, async (executor) => {
    const done = await executor.getExecutedMigrations();
    for (let left = done.length; left > 0; left--) await executor.undoLastMigration();
  });
}

async function changingSchema<T>(
  dataSource: DataSource,
  change: (executor: MigrationExecutor) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const executor = new MigrationExecutor(dataSource, runner);
    executor.transaction = 'each';
    // A session too broken to unlock has lost its lock already; what broke it is the error to tell.
    const unlock = () => runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    return await change(executor).finally(unlock);
  } finally {
    await runner.release();
  }
}

/** Host, port and database; nothing secret. The parser's own error is not passed on, for it carries the whole url. */
function placeOf(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new ConfigInvalid('DATABASE_URL is not of the form postgres://user:password@host:port/database');
  }
  const { host, pathname } = new URL(url);
  return host + pathname;
}
